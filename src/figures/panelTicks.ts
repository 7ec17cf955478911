/** The position of a panel of a comparison, its scales, and the ticks and labels of its axes. */
import { at } from '../at.js';
import { isLogarithmic } from '../contouring/interpolate.js';
import { type Box, INK, type Scale } from '../drawing/figureLayout.js';
import { measureText } from '../drawing/fonts.js';
import { richTextSvg, svgElement } from '../drawing/richText.js';
import { chooseTicks, placeLabels } from '../drawing/ticks.js';
import type { TickAxis } from '../tiles/axes.js';

const LABEL_SIZE = 13.5;

/** The position of a panel, and which of its axes are labelled. */
export interface PanelPlace extends Box {
  readonly withX: boolean;
  readonly withY: boolean;
}

/** A scale from values on an axis to pixels between `from` and `to`. */
export function panelScale(axis: TickAxis, from: number, to: number): Scale {
  const position = (value: number) => (isLogarithmic(axis) ? Math.log(value) : value);
  const [low, high] = [position(at(axis.values, 0)), position(at(axis.values, axis.values.length - 1))];
  return (value) => from + ((position(value) - low) / (high - low)) * (to - from);
}

/** Ticks on all four sides, and labels below and to the left where the place has room for them. */
export function panelTicks(x: TickAxis, y: TickAxis, px: Scale, py: Scale, place: PanelPlace): string[] {
  const [right, bottom] = [place.x + place.width, place.y + place.height];
  const [onX, onY] = [chooseTicks(x), chooseTicks(y)];
  const segments = [
    ...tickSegments(onX, (v, size) => {
      const tickX = px(v).toFixed(2);
      return `M${tickX},${bottom}v${-size}M${tickX},${place.y}v${size}`;
    }),
    ...tickSegments(onY, (v, size) => {
      const tickY = py(v).toFixed(2);
      return `M${place.x},${tickY}h${size}M${right},${tickY}h${-size}`;
    }),
  ];
  const below = place.withX
    ? placeLabels(onX, px, (label) => measureText(label, LABEL_SIZE), true).map(({ value, label }) =>
        richTextSvg(label, { x: px(value), y: bottom + 18, size: LABEL_SIZE, anchor: 'middle' }),
      )
    : [];
  const beside = place.withY
    ? placeLabels(onY, py, () => 0.75 * LABEL_SIZE, true).map(({ value, label }) =>
        richTextSvg(label, { x: place.x - 7, y: py(value) + 4.7, size: LABEL_SIZE, anchor: 'end' }),
      )
    : [];
  return [
    svgElement('path', { d: segments.join(''), stroke: INK, 'stroke-width': 0.8, fill: 'none' }),
    ...below,
    ...beside,
  ];
}

function tickSegments(
  { major, minor }: { readonly major: readonly number[]; readonly minor: readonly number[] },
  draw: (value: number, size: number) => string,
): string[] {
  return [...major.map((v) => draw(v, 6)), ...minor.map((v) => draw(v, 3))];
}
