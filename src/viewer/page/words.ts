/** What a panel says below its picture, in markup: the plane, its minimum, each contour, flags and what is missing. */
import { at } from '../../at.js';
import { coarseWarnings, nameCoarseAxes } from '../../contouring/coarseness.js';
import { type DeltaPlane, levelOf } from '../../contouring/contour.js';
import { escapeMarkup, numberMarkup } from '../../drawing/richText.js';
import { type FlagFamily, familyOf, flagInWords } from '../../planes/flagFamilies.js';
import { contourWords } from '../../planes/wording.js';
import { listInWords, percent, shareInWords } from '../../words.js';
import type { ContourAnswer } from '../picture/contourTask.js';
import { fixedIndices, type View } from '../picture/view.js';
import type { PageAxis, PageFit, PageGrid } from '../wire.js';
import { KNOWN, type ShownPlane } from './reading/planes.js';

/** A value of an axis as markup: `*m*_{4} = 0.1 GeV`. */
export function valueMarkup({ symbol, unit }: PageAxis, value: number): string {
  return `${symbol} = ${numberMarkup(value)}${unit === '' ? '' : ` ${escapeMarkup(unit)}`}`;
}

/** The values of all parameters beside the plane, and what is profiled. */
export function besideMarkup(view: View, grid: PageGrid): string[] {
  const fixed = [...fixedIndices(view, grid)].map(([name, k]) => {
    const axis = at(
      grid.axes,
      grid.axes.findIndex((one) => one.name === name),
    );
    return valueMarkup(axis, at(axis.values, k));
  });
  const over = grid.axes.filter(({ name }) => view.over.includes(name));
  const profiled =
    over.length === 0
      ? []
      : [
          `profiled over ${listInWords(
            over.map(({ symbol }) => symbol),
            'and',
          )}`,
        ];
  return [...fixed, ...profiled, ...grid.fixed];
}

/** Where the minimum of a plane lies. */
export function minimumMarkup(plane: ShownPlane, { minimum }: DeltaPlane, fit: PageFit): string {
  const value = (chi2: number) => chi2.toFixed(3).replace('-', '−');
  const background = `background alone: ${value(fit.backgroundChi2)}`;
  if (minimum.at === 'background')
    return `minimum at |*U*|^2 = 0, the background alone: *χ*^2 = ${value(minimum.chi2)}`;
  const { x, y } = minimum.at;
  return `minimum *χ*^2 = ${value(minimum.chi2)} at ${valueMarkup(plane.x, x)}, ${valueMarkup(plane.y, y)} (${background})`;
}

/** A contour in words, and the share of the grid points with a chi2 on the side that it makes a statement about. */
export function contourMarkup(delta: DeltaPlane, fit: PageFit, cl: number): string {
  const level = levelOf(cl);
  const words = contourWords(fit, delta.backgroundDelta, level);
  let [inside, all] = [0, 0];
  for (const value of delta.delta) {
    if (Number.isNaN(value)) continue;
    all++;
    if (value > level === (words.side === 'above')) inside++;
  }
  const share = all === 0 ? '' : `: ${shareInWords(inside / all)} of the points`;
  return `${words[words.side].is} at ${percent(cl)} CL (Δ*χ*^2 = ${numberMarkup(level, 4)})${share}`;
}

/** A flag that is up somewhere in the plane. */
export interface ToldFlag {
  readonly flag: string;
  readonly markup: string;
}

const NOTES: Readonly<Partial<Record<FlagFamily, string>>> = {
  closed: ': no signal possible',
  information: ' (for information)',
};

/** The flags of a plane with their shares of its points. */
export function flagWords({ flags: { names, bits } }: ShownPlane): ToldFlag[] {
  return names.flatMap((name, i) => {
    let count = 0;
    for (const word of bits) if ((word & (1 << i)) !== 0) count++;
    const family = familyOf(name);
    const markup = `${escapeMarkup(flagInWords(name))}${NOTES[family] ?? ''}: ${shareInWords(count / bits.length)}`;
    return count === 0 ? [] : [{ flag: name, markup }];
  });
}

/** How many points have no chi2, by why. */
export function unknownWords({
  known,
}: ShownPlane): { readonly mark: 'missing' | 'damaged'; readonly markup: string }[] {
  const count = (of: number) => known.reduce((sum, value) => sum + (value === of ? 1 : 0), 0);
  const line = (mark: 'missing' | 'damaged', number: number, what: string) =>
    number === 0 ? [] : [{ mark, markup: `${number} of the ${known.length} points ${what}` }];
  return [
    ...line('missing', count(KNOWN.missing), 'have no *χ*^2'),
    ...line('missing', count(KNOWN.absent), 'are not computed yet'),
    ...line('damaged', count(KNOWN.damaged), 'are in damaged files and not shown'),
  ];
}

/** Warnings about axes with too few points for the contours. */
export function coarseMarkup(plane: ShownPlane, { contours }: Pick<ContourAnswer, 'contours'>): string[] {
  return coarseWarnings(nameCoarseAxes(plane, contours)).map(escapeMarkup);
}
