/** Options of figures: what they mean, and mistakes in them. */
import { describe, expect, it } from 'vitest';
import { rangedAxis } from '../../src/style/figureStyle.js';
import { checkNames, readFigureStyle } from '../../src/terminal/figureOptions.js';

describe('the options of a figure', () => {
  it('become a style', () => {
    expect(
      readFigureStyle({
        title: 'Ours',
        'x-label': 'mass',
        name: ['microboone-2025=Micro = BooNE', 'other=text'],
        'x-range': '1e-2,1',
        'y-range': '-1, 2',
        width: 'column',
        plain: true,
      }),
    ).toEqual({
      title: 'Ours',
      xLabel: 'mass',
      yLabel: undefined,
      names: { 'microboone-2025': 'Micro = BooNE', other: 'text' },
      xRange: [0.01, 1],
      yRange: [-1, 2],
      width: 'column',
      isPlain: true,
    });
    expect(readFigureStyle({})).toMatchObject({ names: {}, isPlain: false });
  });

  it.each([
    [{ name: ['text'] }, /--name text: expected EXPERIMENT=TEXT/],
    [{ name: ['=text'] }, /--name =text: expected/],
    [{ name: ['a='] }, /--name a=: expected/],
    [{ 'x-range': '1' }, /--x-range 1: expected LOW,HIGH/],
    [{ 'x-range': '1,2,3' }, /expected LOW,HIGH/],
    [{ 'y-range': '2,1' }, /--y-range 2,1: 2 is not below 1/],
    [{ 'y-range': '1,1' }, /not below/],
    [{ 'y-range': 'a,1' }, /--y-range a: not a finite number/],
  ])('%j is a mistake', (args, message) => {
    expect(() => readFigureStyle(args)).toThrow(message);
  });

  it('name only what the figure has', () => {
    expect(() => checkNames({ names: { a: 'A' } }, ['a', 'b'])).not.toThrow();
    expect(() => checkNames({ names: { c: 'C' } }, ['a', 'b'])).toThrow(
      /--name c: not in this figure, which has a, b/,
    );
  });

  it('give a logarithmic axis no range without a logarithm', () => {
    const axis = { spacing: 'log', values: [1, 10] } as const;
    expect(rangedAxis(axis, [0.1, 1], { option: '--x-range', isLog: true }).values).toEqual([0.1, 1]);
    expect(() => rangedAxis(axis, [0, 1], { option: '--x-range', isLog: true })).toThrow(
      /--x-range: 0 has no logarithm/,
    );
    expect(() => rangedAxis(axis, [1000, 2000], { option: '--x-range', isLog: true })).toThrow(
      /--x-range 1000,2000: nothing lies there; the axis goes from/,
    );
  });
});
