/** Hatching: a pattern for each flag. Its direction says what kind of doubt it is, its strokes and their places which one. */
import { type FlagFamily, familyOf } from '../planes/flagFamilies.js';
import type { Box } from './figureLayout.js';
import { svgElement } from './richText.js';

/** Parallel lines. */
export interface Hatch {
  /** Direction in which they rise: 1 to the right, -1 to the left, 0 for level lines. */
  readonly rise: -1 | 0 | 1;
  /** Horizontal distance of the lines, or vertical one of level lines; pixels. */
  readonly spacing: number;
  /** Where the first line is, as a share of the spacing: lines of two flags never lie on each other. */
  readonly shift: number;
  readonly strokes: keyof typeof STROKES;
}

/** Strokes: dots are wider, so that they are as dark as lines. */
const STROKES = {
  solid: { dash: '', width: 1 },
  thick: { dash: '', width: 2.6 },
  dashed: { dash: '6 4', width: 1.25 },
  dotted: { dash: '0.01 4', width: 2.5 },
  mixed: { dash: '9 3 0.01 3', width: 1.4 },
  short: { dash: '2.5 5', width: 1.7 },
} as const;

const doubtful = (shift: number, strokes: Hatch['strokes']): Hatch => ({
  rise: -1,
  spacing: 14,
  shift,
  strokes,
});
const wrong = (shift: number, strokes: Hatch['strokes']): Hatch => ({ rise: 1, spacing: 6, shift, strokes });

const HATCHES: ReadonlyMap<string, Hatch> = new Map([
  ['closed', { rise: 0, spacing: 4, shift: 0.5, strokes: 'solid' }],
  ['dark_decay_open', doubtful(0, 'solid')],
  ['muon_decay_open', doubtful(0.5, 'dashed')],
  ['large_mixing', doubtful(0.25, 'dotted')],
  ['broad_width', doubtful(0.75, 'thick')],
  ['zprime_threshold', doubtful(0.125, 'mixed')],
  ['low_effective_sample_size', wrong(0, 'solid')],
  ['overflow', wrong(0.5, 'dashed')],
  ['chi2_unknown', wrong(0.25, 'dotted')],
]);

/** The hatch of flags that are not known here, by their family; none says nothing. */
const OTHERS: Readonly<Record<Exclude<FlagFamily, 'information'>, Hatch>> = {
  closed: { rise: 0, spacing: 4, shift: 0.5, strokes: 'solid' },
  assumptions: doubtful(0.625, 'short'),
  numbers: wrong(0.75, 'mixed'),
};

/** The hatch of a flag; undefined for one that is for information. */
export function hatchOf(flag: string): Hatch | undefined {
  const family = familyOf(flag);
  return HATCHES.get(flag) ?? (family === 'information' ? undefined : OTHERS[family]);
}

/** How thick and dark lines are. */
export interface HatchInk {
  readonly stroke: string;
  /** Of a solid line, pixels. */
  readonly width: number;
  /** How much wider it is drawn on either side, pixels: for a light edge below dark lines. */
  readonly edge?: number;
  readonly opacity: number;
}

/** The lines of a hatch over a whole box, to be clipped, `scale` times as far apart. */
export function hatchPath(
  hatch: Hatch,
  box: Box,
  ink: HatchInk,
  { scale = 1, ...attributes }: { readonly scale?: number; readonly [name: string]: string | number },
): string {
  const { dash, width } = STROKES[hatch.strokes];
  return svgElement('path', {
    d: linesOf(hatch, box, hatch.spacing * scale),
    fill: 'none',
    stroke: ink.stroke,
    'stroke-width': Number((ink.width * width + 2 * (ink.edge ?? 0)).toFixed(2)),
    'stroke-opacity': ink.opacity,
    ...(dash === '' ? {} : { 'stroke-dasharray': dash, 'stroke-linecap': 'round' }),
    ...attributes,
  });
}

function linesOf({ rise, shift }: Hatch, { x, y, width, height }: Box, spacing: number): string {
  const lines: string[] = [];
  if (rise === 0) {
    for (let top = spacing * shift; top < height; top += spacing)
      lines.push(`M${x.toFixed(2)},${(y + top).toFixed(2)}h${width.toFixed(2)}`);
    return lines.join('');
  }
  // From the lower border to the upper one; lines that begin beside the frame enter it higher up.
  for (let start = spacing * shift - height; start < width; start += spacing) {
    const [from, to] = rise > 0 ? [start, start + height] : [start + height, start];
    lines.push(`M${(x + from).toFixed(2)},${(y + height).toFixed(2)}L${(x + to).toFixed(2)},${y.toFixed(2)}`);
  }
  return lines.join('');
}
