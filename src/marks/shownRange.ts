/** The shown part of a plane: its axes cut to a range, and what lies in the frame. */
import { at } from '../at.js';
import { isLogarithmic } from '../contouring/interpolate.js';
import type { Box } from '../drawing/figureLayout.js';
import { rangedAxis } from '../style/figureStyle.js';
import type { Axis, TickAxis } from '../tiles/axes.js';

/** An axis of a plane for scales and ticks, from end to end or cut to a range; ConfigError where that has no logarithm. */
export function shownAxis(
  axis: Axis,
  range: readonly [number, number] | undefined,
  option: string,
): TickAxis {
  return rangedAxis(axis, range, { option, isLog: isLogarithmic(axis) });
}

/** Whether a point in pixels lies in a frame, its edge included. */
export function isInside(x: number, y: number, frame: Box): boolean {
  const slack = 0.01;
  return (
    x >= frame.x - slack &&
    x <= frame.x + frame.width + slack &&
    y >= frame.y - slack &&
    y <= frame.y + frame.height + slack
  );
}

/** Whether a range shows more than an axis has. */
export function isBeyond({ values }: Axis, range: readonly [number, number] | undefined): boolean {
  if (range === undefined) return false;
  return range[0] < at(values, 0) || range[1] > at(values, values.length - 1);
}
