/** What a user may choose of a figure's look: title, labels, names, ranges, size. All figure commands share it (terminal/figureOptions.ts). */

import { at } from '../at.js';
import { ConfigError } from '../errors.js';
import type { TickAxis } from '../tiles/axes.js';
import { shortNumber } from '../words.js';

/** The width that a figure is made for: a column of a journal, or its page. */
export type FigureWidth = 'column' | 'page';

/** The choices; what is undefined has the figure's default. */
export interface FigureStyle {
  /** Plain text, in which symbols are typeset (labelMarkup.ts); empty for no title. */
  readonly title?: string | undefined;
  readonly xLabel?: string | undefined;
  readonly yLabel?: string | undefined;
  /** Names in legends, by the name of an experiment or the folder of a grid. */
  readonly names: Readonly<Record<string, string>>;
  /** The shown part of an axis, in its unit. */
  readonly xRange?: readonly [low: number, high: number] | undefined;
  readonly yRange?: readonly [low: number, high: number] | undefined;
  readonly width?: FigureWidth | undefined;
  /** With Delta chi2 as a colour map under the contours. */
  readonly hasMap?: boolean | undefined;
  /** Without the notes and the table below the frame, for a paper whose caption says what they say. */
  readonly isPlain?: boolean | undefined;
}

/** No choices. */
export const DEFAULT_STYLE: FigureStyle = { names: {} };

/** The page that a figure is laid out on: pixels of the SVG. */
export interface Page {
  readonly width: number;
  /** Margins beside the frame. */
  readonly left: number;
  readonly right: number;
  /** Width of the frame, or of several with what is between them. */
  readonly frameWidth: number;
  /** Height of a single frame. */
  readonly frameHeight: number;
  /** Printed width, cm; undefined where the SVG has its size in pixels. */
  readonly cm: number | undefined;
}

const [LEFT, RIGHT] = [88, 22];
const pageOf = (width: number, frameHeight: number, cm: number | undefined): Page => ({
  width,
  left: LEFT,
  right: RIGHT,
  frameWidth: width - LEFT - RIGHT,
  frameHeight,
  cm,
});

/** The page of a figure without a chosen width. */
export const SCREEN_PAGE: Page = pageOf(680, 412, undefined);

/** Pages of each width: text that is 16 px high is 8 pt on paper. */
const PAGES: Readonly<Record<FigureWidth, Page>> = {
  column: pageOf(480, 330, 8.6),
  page: pageOf(960, 560, 17.8),
};

/** The page of a style. */
export function pageOfStyle({ width }: FigureStyle): Page {
  return width === undefined ? SCREEN_PAGE : PAGES[width];
}

/**
 * An axis with the ends of a range, for scales and ticks; ConfigError, with the option's name, for a range without a logarithm on a
 * logarithmic axis, and for one in which nothing of the axis lies.
 */
export function rangedAxis<T extends TickAxis>(
  axis: T,
  range: readonly [number, number] | undefined,
  { option, isLog }: { readonly option: string; readonly isLog: boolean },
): TickAxis {
  if (range === undefined) return axis;
  if (isLog && range[0] <= 0) {
    throw new ConfigError(
      `${option}: ${range[0]} has no logarithm, and the axis is logarithmic; start above 0`,
    );
  }
  const [first, last] = [at(axis.values, 0), at(axis.values, axis.values.length - 1)];
  if (range[1] < first || range[0] > last) {
    throw new ConfigError(
      `${option} ${range.join(',')}: nothing lies there; the axis goes from ${shortNumber(first)} to ${shortNumber(last)}`,
    );
  }
  return { spacing: isLog ? 'log' : 'linear', values: range };
}
