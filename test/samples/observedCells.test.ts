/** Events of a sample in the cells of a response: which, and why a sample cannot be sorted. */
import { describe, expect, it } from 'vitest';
import type { Reconstructed, Response } from '../../src/response/types.js';
import type { Observable } from '../../src/samples/eventSample.js';
import { observableFaults, observedCells } from '../../src/samples/observedCells.js';

const SCORE = { column: 'score', unit: undefined, edges: [0, 0.5, 0.75, 1] };
const TOPOLOGY = { column: 'topology', categories: ['one', 'two'] };

const sampleWith = (observables: Readonly<Record<string, Observable>>) => {
  const [first] = Object.values(observables);
  const count = first === undefined ? 0 : ('codes' in first ? first.codes : first.values).length;
  return { name: 'mine', count, observables };
};
const numbers = (...values: number[]) => ({ unit: '', values: Float64Array.from(values) });
const words = (...given: string[]) => {
  const categories = [...new Set(given)];
  return { categories, codes: Int32Array.from(given, (word) => categories.indexOf(word)) };
};

describe('the cell of an event', () => {
  it('includes lower edges, not upper ones; nothing outside the edges and no NaN is in one', () => {
    const values = [-0.1, 0, 0.499, 0.5, 0.75, 0.999, 1, 2, Number.NaN];
    const cells = observedCells({ columns: [SCORE] }, sampleWith({ score: numbers(...values) }));
    expect([...cells]).toEqual([-1, 0, 0, 1, 2, 2, -1, -1, -1]);
  });

  it('is the outer product of columns, in C order; other words are in none', () => {
    const sample = sampleWith({
      score: numbers(0.1, 0.1, 0.9, 0.9, 0.9, Number.NaN),
      topology: words('one', 'two', 'two', 'one', 'three', 'one'),
    });
    expect([...observedCells({ columns: [SCORE, TOPOLOGY] }, sample)]).toEqual([0, 1, 5, 4, -1, -1]);
    expect([...observedCells({ columns: [TOPOLOGY, SCORE] }, sample)]).toEqual([0, 3, 5, 2, -1, -1]);
  });
});

describe('a sample cannot be sorted', () => {
  const faultsOf = (columns: Reconstructed['columns'], observables: Readonly<Record<string, Observable>>) =>
    observableFaults(
      { label: 'toy', reconstructed: { columns } } as unknown as Response,
      sampleWith(observables),
    );

  it('nothing is wrong with what has all columns, nor with any sample for a response of true leptons', () => {
    const sample = { score: numbers(0.1, 2), topology: words('one', 'one') };
    expect(faultsOf([SCORE, TOPOLOGY], sample)).toEqual([]);
    expect(observableFaults({ label: 'toy' } as Response, sampleWith({}))).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, Observable>>, string]>([
    [
      'without the column',
      { scores: numbers(0.1) },
      'mine has no column score, which the response toy counts; did you mean scores?',
    ],
    [
      'without any column',
      {},
      'mine has no column score, which the response toy counts; it has no reconstructed quantities',
    ],
    [
      'with words for numbers',
      { score: words('high', 'low') },
      'score of mine has words (high, low), where the response toy counts numbers; give it categories instead of edges',
    ],
    [
      'with all events outside of the edges',
      { score: numbers(50, 70, Number.NaN) },
      'no event of mine is in any cell of the response toy; are its edges and categories those of the sample, and its numbers in the same units?',
    ],
  ])('%s', (_, observables, what) => {
    expect(faultsOf([SCORE], observables)).toEqual([what]);
  });

  it('with numbers for words', () => {
    expect(faultsOf([TOPOLOGY], { topology: numbers(1, 2) })).toEqual([
      'topology of mine has numbers, where the response toy counts words; give it edges instead of categories',
    ]);
  });

  it('in another unit, where both name one', () => {
    const energy = { column: 'e', unit: 'GeV', edges: [0, 1] };
    const inUnit = (unit: string) => faultsOf([energy], { e: { unit, values: Float64Array.of(0.5) } });
    expect(inUnit('MeV')).toEqual([
      'e of mine is in MeV, and the response toy has its edges in GeV; write both in the same unit',
    ]);
    expect([inUnit('GeV'), inUnit('')]).toEqual([[], []]);
  });

  it('with words that are spelt differently; a word that merely never occurs is none of these', () => {
    expect(faultsOf([TOPOLOGY], { topology: words('one', 'twos') })).toEqual([
      'topology of mine is never two, which the response toy counts; did you mean twos?',
    ]);
    expect(faultsOf([TOPOLOGY], { topology: words('electron', 'photon') })[0]).toMatch(
      /^topology of mine is never one, which the response toy counts; /,
    );
    expect(faultsOf([TOPOLOGY], { topology: words('one', 'one') })).toEqual([]);
  });

  it('tells every column', () => {
    expect(faultsOf([SCORE, TOPOLOGY], { other: numbers(1) })).toHaveLength(2);
  });
});
