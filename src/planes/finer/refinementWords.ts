/** What text, JSON, tables and figures say of a plane with more points than the grid's. */
import type { NamedCoarseAxis } from '../../contouring/coarseness.js';
import { listInWords, shortNumber } from '../../words.js';
import type { Refinement } from './finerPlane.js';
import type { ShownFit } from './shownFit.js';

/** A refinement, and by how much it lowered the minimum, at most of any fit. */
export interface ShownRefinement extends Refinement {
  readonly lowered: number;
}

/** The refinement of some fits. */
export function shownRefinement(
  refinement: Refinement,
  fits: readonly Pick<ShownFit, 'lowered'>[],
): ShownRefinement {
  return { ...refinement, lowered: Math.max(0, ...fits.map(({ lowered }) => lowered)) };
}

/** The refinements of several planes as one; undefined where there are none. */
export function joinRefinements(all: readonly ShownRefinement[]): ShownRefinement | undefined {
  const [first] = all;
  const sum = (of: (one: ShownRefinement) => number) => all.reduce((total, one) => total + of(one), 0);
  const most = (of: (one: ShownRefinement) => number) => Math.max(...all.map(of));
  return (
    first && {
      ...first,
      points: sum(({ points }) => points),
      massPoints: sum(({ massPoints }) => massPoints),
      halvings: most(({ halvings }) => halvings),
      moved: most(({ moved }) => moved),
      end: all.find(({ end }) => end !== 'settled')?.end ?? 'settled',
      lowered: most(({ lowered }) => lowered),
    }
  );
}

/** Axes that are too coarse, without those that were refined. */
export function withoutRefined(
  axes: readonly NamedCoarseAxis[],
  refinement: Pick<Refinement, 'axes'> | undefined,
): NamedCoarseAxis[] {
  return axes.filter(({ axis }) => !refinement?.axes.includes(axis));
}

/** `decades`, or what the unit of tolerances is where no axis is logarithmic. */
const UNIT = 'of a decade, or of the length of a linear axis';

/** `refined along m4_gev: 45 mass points (5,445 points) computed on llvmpipe, steps halved up to 4 times`; and what became of the contours. */
export function refinementLines(refinement: ShownRefinement | undefined): string[] {
  if (refinement === undefined) return [];
  const { massPoints, points, halvings, moved, lowered } = refinement;
  const computed =
    massPoints === 0
      ? 'no point was needed'
      : `${massPoints} mass points (${points} points) computed ${onWhat(refinement)}, steps halved up to ${halvings} ${halvings === 1 ? 'time' : 'times'}`;
  return [
    `refined along ${along(refinement)}: ${computed}`,
    ...(massPoints === 0
      ? []
      : [`    the last halving moved contours by ${movedInWords(moved)}${settledInWords(refinement)}`]),
    ...(lowered > 0
      ? [
          `    a computed point has a chi2 that is ${shortNumber(lowered)} below the grid's least: Delta chi2 counts from it`,
        ]
      : []),
  ];
}

/** One sentence for a caption, plain text. */
export function refinementSentence(refinement: ShownRefinement): string {
  const { massPoints, points } = refinement;
  return massPoints === 0
    ? `Refined along ${along(refinement)}: no point was needed.`
    : `Refined along ${along(refinement)} where contours need it: ${massPoints} mass points (${points} points) computed ${onWhat(refinement)}.`;
}

const along = ({ axes }: Refinement) => listInWords(axes, 'and');
const onWhat = ({ engine, adapter }: Refinement) =>
  engine === 'reference' ? 'by the f64 reference engine' : `on ${adapter}`;
const movedInWords = (moved: number) =>
  Number.isFinite(moved) ? `at most ${shortNumber(moved)} ${UNIT}` : 'more than a quarter of a decade';
const settledInWords = ({ end, moved, tolerance }: Refinement) =>
  end === 'settled' && !(moved < tolerance) ? ', where steps are now as short as the tolerance' : '';

/** A warning where a limit was met before the contours stayed within the tolerance. */
export function refinementWarnings(refinement: ShownRefinement | undefined): string[] {
  if (refinement === undefined || refinement.end === 'settled') return [];
  const { end, moved, tolerance, massPoints, halvings } = refinement;
  const limit =
    end === 'depth'
      ? `after ${halvings} halvings of the grid's steps (--depth)`
      : `at ${massPoints} computed mass points (--most)`;
  const last = massPoints === 0 ? '' : `, where contours still moved by ${movedInWords(moved)}`;
  return [`the refinement ended ${limit}${last}: they may be off by more than the tolerance ${tolerance}`];
}

/** A refinement as plain data; null without one. `moved` is null beyond a quarter of a decade. */
export function refinementToJson(refinement: ShownRefinement | undefined) {
  if (refinement === undefined) return null;
  const { axes, engine, adapter, points, massPoints, halvings, tolerance, moved, end, lowered } = refinement;
  return {
    axes,
    engine,
    adapter,
    points,
    mass_points: massPoints,
    halvings,
    tolerance,
    moved: Number.isFinite(moved) ? moved : null,
    end,
    chi2_lowered: lowered,
  };
}
