/**
 * What the two sides of a contour are called: "excluded" only for what data exclude. Text, JSON, CSV and figures all take their
 * words from here. The choice depends on the grid's attributes, never on an experiment's name.
 */

import type { ContourSide } from '../contouring/contour.js';
import type { ExperimentAttributes, GridAttributes } from '../metadata/manifest.js';
import { percent } from '../words.js';

/**
 * What a contour says. `exclusion`: the data of one experiment agree with |U|^2 = 0 at the level, and exclude what is above
 * it. `sensitivity`: the same for Asimov data, which exclude nothing yet. `preferred`: the data disfavour |U|^2 = 0 at the
 * level, so that the region below it is a preferred one. `allowed`: a fit of several experiments that agrees with
 * |U|^2 = 0.
 */
export type ContourKind = 'exclusion' | 'sensitivity' | 'preferred' | 'allowed';

/** One side of a contour in words. */
export interface SideWords {
  /** Before `at 95 % CL`, and as a value in JSON and tables: `excluded`. */
  readonly is: string;
  /** For grid points: `excluded`, `within the expected sensitivity`. */
  readonly within: string;
  /** Before the name of an experiment: `excluded by`. */
  readonly by: string;
  /** After the name of an experiment: `excludes`. */
  readonly verb: string;
}

/** A contour in words. */
export interface ContourWords {
  readonly kind: ContourKind;
  readonly above: SideWords;
  readonly below: SideWords;
  /** The side on which |U|^2 = 0 lies. */
  readonly background: ContourSide;
  /** The side that the contour makes a statement about; it is shaded where the contour stands alone. */
  readonly side: ContourSide;
}

const EXCLUDED: SideWords = { is: 'excluded', within: 'excluded', by: 'excluded by', verb: 'excludes' };
const ALLOWED: SideWords = { is: 'allowed', within: 'allowed', by: 'allowed by', verb: 'allows' };
const PREFERRED: SideWords = { is: 'preferred', within: 'preferred', by: 'preferred by', verb: 'prefers' };
const SENSITIVE: SideWords = {
  is: 'expected sensitivity',
  within: 'within the expected sensitivity',
  by: 'expected sensitivity of',
  verb: 'is expected to exclude',
};
const INSENSITIVE: SideWords = {
  is: 'beyond the expected sensitivity',
  within: 'beyond the expected sensitivity',
  by: 'beyond the expected sensitivity of',
  verb: 'is not expected to exclude',
};
const NOT_PREFERRED: SideWords = {
  is: 'outside of the preferred region',
  within: 'outside of the preferred region',
  by: 'outside of what is preferred by',
  verb: 'leaves outside of its preferred region',
};
const NOT_ALLOWED: SideWords = {
  is: 'outside of the allowed region',
  within: 'outside of the allowed region',
  by: 'outside of what is allowed by',
  verb: 'leaves outside of its allowed region',
};

const WORDS: Readonly<Record<ContourKind, Pick<ContourWords, 'above' | 'below' | 'side'>>> = {
  exclusion: { above: EXCLUDED, below: ALLOWED, side: 'above' },
  sensitivity: { above: SENSITIVE, below: INSENSITIVE, side: 'above' },
  preferred: { above: NOT_PREFERRED, below: PREFERRED, side: 'below' },
  allowed: { above: NOT_ALLOWED, below: ALLOWED, side: 'below' },
};

/** What the wording depends on: the statistic of a grid, and the experiments whose chi2 is contoured. */
export type FitAttributes = Pick<GridAttributes, 'statistic'> & {
  readonly experiments: readonly Pick<ExperimentAttributes, 'apart'>[];
};

/** Whether a grid's data are Asimov data, by its attribute `statistic` (`cnp, asimov`). */
export function isAsimov({ statistic }: Pick<GridAttributes, 'statistic'>): boolean {
  return /\basimov\b/.test(statistic);
}

/**
 * The words of a contour at Delta chi2 = `level`. `backgroundDelta` is Delta chi2 of |U|^2 = 0 in the plane; `experiments` of
 * the attributes are the grid's, or the single one whose chi2 the plane holds.
 */
export function contourWords(fit: FitAttributes, backgroundDelta: number, level: number): ContourWords {
  const kind = kindOf(fit, backgroundDelta, level);
  return { kind, ...WORDS[kind], background: backgroundDelta > level ? 'above' : 'below' };
}

function kindOf(fit: FitAttributes, backgroundDelta: number, level: number): ContourKind {
  if (isAsimov(fit)) return 'sensitivity';
  if (backgroundDelta > level) return 'preferred';
  const { experiments } = fit;
  const isJoint =
    experiments.length > 1 && experiments.filter(({ apart: excludedFromSum }) => !excludedFromSum).length > 1;
  return isJoint ? 'allowed' : 'exclusion';
}

/**
 * The side that a figure of several contours shades. It is the excluded (or expected to be excluded) side only where all contours
 * agree on that, because regions on different sides of nested contours would cover each other.
 */
export function shownSide(words: readonly ContourWords[]): ContourSide {
  return words.every(({ side }) => side === 'above') ? 'above' : 'below';
}

/** `excluded at 95 % CL`, `preferred at 68.27 % CL`. */
export function atLevel({ is }: SideWords, cl: number): string {
  return `${is} at ${percent(cl)} CL`;
}
