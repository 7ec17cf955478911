/** What stands below a histogram: numbers at round values or a word for each bin, and the title of the axis. */

import { at } from '../at.js';
import { measureText } from '../drawing/fonts.js';
import { richTextSvg, type TextStyle } from '../drawing/richText.js';
import { chooseTicks, placeLabels } from '../drawing/ticks.js';
import type { Page } from '../style/figureStyle.js';
import type { BinAxis } from './binAxis.js';
import { round } from './histogramLegend.js';

const LABEL_SIZE = 16;
const TURNED = { size: 14, degrees: 36 } as const;

/** SVG elements, and the lower end of them, pixels. */
export interface BinLabels {
  readonly elements: readonly string[];
  readonly end: number;
}

/** The positions of the n + 1 edges of bins, pixels: widths true to scale, or all equal. */
export function edgePositions(axis: BinAxis, page: Page): number[] {
  const edges =
    axis.kind === 'edges' ? axis.edges : Array.from({ length: axis.labels.length + 1 }, (_, i) => i);
  return edges.map(positionBetween(endsOf(edges), page));
}

/** The lowest and the highest edge. */
const endsOf = (edges: readonly number[]) => [at(edges, 0), at(edges, edges.length - 1)] as const;

/** From a value to pixels, on a frame from one value to another. */
const positionBetween =
  ([low, high]: readonly [number, number], { left, frameWidth }: Page) =>
  (value: number) =>
    left + (frameWidth * (value - low)) / (high - low);

/** Draws labels and title below a frame that ends at `bottom`. `title` is markup. */
export function drawBinLabels(axis: BinAxis, title: string, page: Page, bottom: number): BinLabels {
  const below =
    axis.kind === 'edges' ? numbers(axis.edges, page, bottom) : wordsBelow(axis.labels, page, bottom);
  if (title === '') return below;
  const middle = page.left + page.frameWidth / 2;
  const style: TextStyle = { x: middle, y: below.end + 26, size: 19, anchor: 'middle' };
  return { elements: [...below.elements, richTextSvg(title, style)], end: below.end + 32 };
}

function numbers(edges: readonly number[], page: Page, bottom: number): BinLabels {
  const ends = endsOf(edges);
  const position = positionBetween(ends, page);
  const ticks = chooseTicks({ spacing: 'linear', values: [...ends] });
  const shown = placeLabels(ticks, position, (label) => measureText(label, LABEL_SIZE), true);
  return {
    elements: shown.map(({ value, label }) =>
      richTextSvg(label, { x: round(position(value)), y: bottom + 21, size: LABEL_SIZE, anchor: 'middle' }),
    ),
    end: bottom + 23,
  };
}

/** A word below each bin, all turned where they do not fit side by side. */
function wordsBelow(labels: readonly string[], { left, frameWidth }: Page, bottom: number): BinLabels {
  const slot = frameWidth / labels.length;
  const widest = Math.max(...labels.map((markup) => measureText(markup, LABEL_SIZE)));
  const isTurned = widest + 10 > slot;
  // Turned labels may be closer together than upright ones.
  const step = isTurned ? Math.max(1, Math.ceil(18 / slot)) : 1;
  const elements = labels.flatMap((markup, i) => {
    if (i % step !== 0) return [];
    const x = round(left + slot * (i + 0.5));
    const straight: TextStyle = { x, y: bottom + 21, size: LABEL_SIZE, anchor: 'middle' };
    const [turnedX, turnedY] = [round(x + 5), bottom + 17];
    const turned: TextStyle = {
      x: turnedX,
      y: turnedY,
      size: TURNED.size,
      anchor: 'end',
      transform: `rotate(${-TURNED.degrees} ${turnedX} ${turnedY})`,
    };
    return [richTextSvg(markup, isTurned ? turned : straight)];
  });
  const depth = isTurned
    ? widest * (TURNED.size / LABEL_SIZE) * Math.sin((TURNED.degrees * Math.PI) / 180) + 16
    : 23;
  return { elements, end: bottom + depth };
}
