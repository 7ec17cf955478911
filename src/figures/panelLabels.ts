/** The words in a panel: in the corner where they cover least of what is drawn. */

import type { Box } from '../drawing/figureLayout.js';
import { measureText } from '../drawing/fonts.js';
import type { TextStyle } from '../drawing/richText.js';

/** A line of words in a panel. */
export interface PanelLine {
  readonly markup: string;
  readonly size: number;
  readonly fill: string;
}

/** The words of a panel in lines: its values, and remarks, which stand on the inner side of these. */
export interface PanelLines {
  readonly values: readonly PanelLine[];
  readonly remarks: readonly PanelLine[];
}

/** A point in pixels that words should not cover. */
export type Obstacle = readonly [x: number, y: number];

/** The words of a panel and what is in their way. */
export interface LabelledFrame {
  readonly labels: PanelLines;
  readonly obstacles: readonly Obstacle[];
  readonly frame: Box;
}

/** Corners in the order in which they are tried. */
const CORNERS = ['bottom-left', 'bottom-right', 'top-left', 'top-right'] as const;

/** A corner of a frame. */
export type Corner = (typeof CORNERS)[number];

const [INSET, BASELINE, LINE, MARGIN] = [10, 12, 19, 5];

/** The first corner whose words cover nothing in any frame; undefined where there is none. */
export function cornerOfAll(frames: readonly LabelledFrame[]): Corner | undefined {
  return CORNERS.find((corner) => frames.every((frame) => covered(frame, corner) === 0));
}

/** The corner of one frame whose words cover least. */
export function bestCorner(frame: LabelledFrame): Corner {
  const costs = CORNERS.map((corner) => covered(frame, corner));
  return CORNERS[costs.indexOf(Math.min(...costs))] ?? CORNERS[0];
}

/** The lines of a panel in a corner, from top to bottom. */
export function placeLabels(
  { labels, frame }: Pick<LabelledFrame, 'labels' | 'frame'>,
  corner: Corner,
): (readonly [markup: string, style: TextStyle])[] {
  const isLeft = corner.endsWith('left');
  const isTop = corner.startsWith('top');
  const { values, remarks } = labels;
  const lines = isTop ? [...values, ...remarks] : [...remarks, ...values];
  return lines.map(({ markup, ...style }, i) => {
    const x = isLeft ? frame.x + INSET : frame.x + frame.width - INSET;
    const y = isTop
      ? frame.y + BASELINE + 0.75 * style.size + LINE * i
      : frame.y + frame.height - BASELINE - LINE * (lines.length - 1 - i);
    return [markup, { x, y, anchor: isLeft ? 'start' : 'end', ...style }];
  });
}

/** How many obstacles the words would cover. */
function covered(frame: LabelledFrame, corner: Corner): number {
  const boxes = placeLabels(frame, corner).map(([markup, { x, y, size, anchor }]) => {
    const width = measureText(markup, size);
    const left = anchor === 'end' ? x - width : x;
    return [left - MARGIN, left + width + MARGIN, y - size - MARGIN, y + 0.3 * size + MARGIN] as const;
  });
  return frame.obstacles.filter(([x, y]) =>
    boxes.some(([left, right, top, bottom]) => x >= left && x <= right && y >= top && y <= bottom),
  ).length;
}
