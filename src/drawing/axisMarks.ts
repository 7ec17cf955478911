/** The axes of a figure: ticks, their labels and the titles. */
import * as Plot from '@observablehq/plot';
import { isLogarithmic } from '../contouring/interpolate.js';
import type { FigureStyle, Page } from '../style/figureStyle.js';
import type { Axis, TickAxis } from '../tiles/axes.js';
import { type Frame, INK, type PlacedText, type Scale } from './figureLayout.js';
import { measureText } from './fonts.js';
import { symbolLabel } from './labelMarkup.js';
import { axisTitleMarkup } from './parameterMarkup.js';
import { chooseTicks, type LabelledTick, placeLabels } from './ticks.js';

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

const LABEL_SIZE = 16;
/** Right end of the labels beside the frame, and room for the title left of them; pixels. */
const [LABEL_DISTANCE, TITLE_ROOM] = [9, 48];

/** Labels of a vertical axis between two heights. The ends of a linear one are chosen by a figure, and mean nothing. */
function labelsBeside(y: TickAxis, py: Scale): LabelledTick[] {
  return placeLabels(chooseTicks(y), py, () => 0.75 * LABEL_SIZE, isLogarithmic(y));
}

/** A page with as wide a left margin as the labels of a vertical axis need, the width of the whole unchanged. */
export function pageForLabels(page: Page, y: TickAxis): Page {
  const widest = Math.max(...chooseTicks(y).labels.map(({ label }) => measureText(label, LABEL_SIZE)), 0);
  const left = Math.max(page.left, Math.ceil(TITLE_ROOM + widest + LABEL_DISTANCE - 6));
  return { ...page, left, frameWidth: page.frameWidth - (left - page.left) };
}

/** Labels of the ticks, below and to the left. */
export function tickLabels(px: Scale, py: Scale, x: TickAxis, y: TickAxis, frame: Frame): PlacedText[] {
  const size = (label: string) => measureText(label, LABEL_SIZE);
  const below = placeLabels(chooseTicks(x), px, size, true).map(
    ({ value, label }): PlacedText => [
      label,
      { x: px(value), y: frame.bottom + 21, size: LABEL_SIZE, anchor: 'middle' },
    ],
  );
  const beside = labelsBeside(y, py).map(
    ({ value, label }): PlacedText => [
      label,
      { x: frame.page.left - LABEL_DISTANCE, y: py(value) + 5.5, size: LABEL_SIZE, anchor: 'end' },
    ],
  );
  return [...below, ...beside];
}

/** Titles of the axes: symbol and unit of each, or what a style chooses. */
export function axisTitles(x: Axis, y: Axis, frame: Frame, style: FigureStyle): PlacedText[] {
  return placeTitles(
    labelOr(style.xLabel, axisTitleMarkup(x)),
    labelOr(style.yLabel, axisTitleMarkup(y)),
    frame,
  );
}

/** A chosen label as markup, or the default. */
export function labelOr(chosen: string | undefined, markup: string): string {
  return chosen === undefined ? markup : symbolLabel(chosen);
}

/** Titles of the axes, given as markup, below the frame and to its left. */
export function placeTitles(x: string, y: string, frame: Frame): PlacedText[] {
  const middle = (frame.top + frame.bottom) / 2;
  const turned = `rotate(-90 26 ${middle})`;
  return [
    [x, { x: frame.page.left + frame.page.frameWidth / 2, y: frame.bottom + 49, size: 19, anchor: 'middle' }],
    [y, { x: 26, y: middle, size: 19, anchor: 'middle', transform: turned }],
  ];
}
