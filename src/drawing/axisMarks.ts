/** The axes of a figure: ticks, their labels and the titles. */
import * as Plot from '@observablehq/plot';
import type { Axis, TickAxis } from '../tiles/axes.js';
import { FRAME_WIDTH, type Frame, INK, LAYOUT, type PlacedText, type Scale } from './figureLayout.js';
import { axisTitleMarkup } from './parameterMarkup.js';
import { chooseTicks } from './ticks.js';

/** Ticks on all four sides, pointing inwards. */
export function tickMarks(which: 'x' | 'y', axis: TickAxis): Plot.Markish[] {
  const { major, minor } = chooseTicks(axis);
  const style = { tickPadding: 0, tickFormat: () => '', label: null, stroke: INK };
  return [
    { ticks: [...major], tickSize: -8, ...style },
    { ticks: [...minor], tickSize: -4, ...style },
  ].flatMap(({ ticks, ...options }) =>
    which === 'x'
      ? [
          Plot.axisX(ticks, { anchor: 'bottom', ...options }),
          Plot.axisX(ticks, { anchor: 'top', ...options }),
        ]
      : [
          Plot.axisY(ticks, { anchor: 'left', ...options }),
          Plot.axisY(ticks, { anchor: 'right', ...options }),
        ],
  );
}

/** Labels of the ticks, below and to the left. */
export function tickLabels(px: Scale, py: Scale, x: TickAxis, y: TickAxis, frame: Frame): PlacedText[] {
  const below = chooseTicks(x).labels.map(
    ({ value, label }): PlacedText => [
      label,
      { x: px(value), y: frame.bottom + 21, size: 16, anchor: 'middle' },
    ],
  );
  const beside = chooseTicks(y).labels.map(
    ({ value, label }): PlacedText => [
      label,
      { x: LAYOUT.left - 9, y: py(value) + 5.5, size: 16, anchor: 'end' },
    ],
  );
  return [...below, ...beside];
}

/** Titles of the axes: symbol and unit of each. */
export function axisTitles(x: Axis, y: Axis, frame: Frame): PlacedText[] {
  return placeTitles(axisTitleMarkup(x), axisTitleMarkup(y), frame);
}

/** Titles of the axes, given as markup, below the frame and to its left. */
export function placeTitles(x: string, y: string, frame: Frame): PlacedText[] {
  const middle = (frame.top + frame.bottom) / 2;
  const turned = `rotate(-90 26 ${middle})`;
  return [
    [x, { x: LAYOUT.left + FRAME_WIDTH / 2, y: frame.bottom + 49, size: 19, anchor: 'middle' }],
    [y, { x: 26, y: middle, size: 19, anchor: 'middle', transform: turned }],
  ];
}
