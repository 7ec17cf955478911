/**
 * The pair mass squared q2 of N -> N' e+e- near the pole of the mediator: the distance of m - m' from mX, the map for sampling q2, and
 * integrals over q2. docs/physics.md, sections 3 and 6. m = mass of N, mPrime = mass of N', GeV.
 */
import { at } from '../at.js';
import { ELECTRON_MASS_GEV } from './constants.js';
import { expm1Negative } from './numeric.js';
import { gaussLegendre } from './quadrature.js';

/**
 * Relative difference below which masses count as equal. Inputs rarely have more than 12 digits, and m - m' or m5/(1 + delta) carry rounding
 * errors of some 1e-16.
 */
export const MASS_RESOLUTION = 1e-12;

/**
 * Smallest (mX^2 - q2)/mX^2 at which events are drawn. It replaces the width of the mediator (1.6e-9 at epsilon = 8e-4), which smears q2 at
 * m - m' = mX; without either the spectrum would diverge there.
 */
export const SMALLEST_DISTANCE = 1e-9;

/** mX^2 - (m - m')^2 in GeV^2: positive for a virtual mediator, negative for a real one, 0 if the masses are equal within MASS_RESOLUTION. */
export function poleGap(m: number, mPrime: number, mX: number): number {
  const splitting = m - mPrime;
  const below = mX - splitting;
  return Math.abs(below) <= MASS_RESOLUTION * m ? 0 : below * (mX + splitting);
}

/** The map of q2 = m_ee^2 for a virtual mediator, uniform in ln(mX^2 - q2). */
export interface PairMassMap {
  /** mX^2 - q2 at q2 = 4 m_e^2, GeV^2. */
  readonly lo: number;
  /** ln of `lo` over mX^2 - q2 at q2 = (m - m')^2; the latter is at least `SMALLEST_DISTANCE` mX^2. */
  readonly logRange: number;
}

/** Constants of the map, in f64 because mX^2 - (m - m')^2 cancels; for 2 m_e < m - m' <= mX. */
export function pairMassMap(m: number, mPrime: number, mX: number): PairMassMap {
  const range = pairMassRange(m, mPrime);
  const hi = drawnPoleGap(m, mPrime, mX);
  return { lo: hi + range, logRange: Math.log1p(range / hi) };
}

/** `poleGap` of a virtual mediator as used for sampling, GeV^2. */
export function drawnPoleGap(m: number, mPrime: number, mX: number): number {
  return Math.max(poleGap(m, mPrime, mX), smallestPoleGap(mX));
}

/** Smallest mX^2 - q2 at which events are drawn, GeV^2. */
export function smallestPoleGap(mX: number): number {
  return SMALLEST_DISTANCE * mX * mX;
}

/** (m - m')^2 - 4 m_e^2, GeV^2. */
export function pairMassRange(m: number, mPrime: number): number {
  const splitting = m - mPrime;
  return (splitting - 2 * ELECTRON_MASS_GEV) * (splitting + 2 * ELECTRON_MASS_GEV);
}

/** [q2 - 4 m_e^2, (m - m')^2 - q2, mX^2 - q2] in GeV^2 at u in (0, 1), all free of cancellation. */
export function pairMassGaps(u: number, lo: number, logRange: number): [number, number, number] {
  const distance = lo * Math.exp(-u * logRange);
  return [lo * expm1Negative(u * logRange), distance * expm1Negative((1 - u) * logRange), distance];
}

/** Called at each node of an integral with q2 - lower end, upper end - q2 and mX^2 - q2, in GeV^2, and the node's weight. */
export type Visit = (above: number, below: number, distance: number, weight: number) => void;

/** Quadrature rule in s with u = s^2 (3 - 2 s), which removes square-root behaviour at both ends: nodes u, distances 1 - u, and weights. */
interface EndRule {
  readonly u: Float64Array;
  readonly left: Float64Array;
  readonly weights: Float64Array;
}

const endRules = new Map<number, EndRule>();

function endRule(n: number): EndRule {
  const known = endRules.get(n);
  if (known) return known;
  const { nodes, weights } = gaussLegendre(n);
  const rule = {
    u: nodes.map((s) => s * s * (3 - 2 * s)),
    left: nodes.map((s) => (1 - s) * (1 - s) * (1 + 2 * s)),
    weights: weights.map((w, i) => 6 * w * at(nodes, i) * (1 - at(nodes, i))),
  };
  endRules.set(n, rule);
  return rule;
}

/**
 * Integral over q2 with the propagator 1/((q2 - mX^2)^2 + width^2): calls `visit` at its nodes with weights in GeV^-2 that include the
 * propagator. `hi` = mX^2 - q2 at the upper end, `range` the length in q2 and `width` = mX Gamma_X, all in GeV^2; without a width hi must be
 * positive. Nodes follow ln(mX^2 - q2) or, with a width, asinh((q2 - mX^2)/width), which agrees with it far from the pole and resolves the
 * pole. A range that contains the pole is split there. `nodes`: number of nodes of each part.
 */
export function overPairMass(hi: number, range: number, width: number, nodes: number, visit: Visit): void {
  if (width === 0) overNarrow(hi, range, nodes, visit);
  else if (hi >= 0 || hi + range <= 0) overWide(hi, range, width, nodes, visit);
  else {
    const beyond = -hi;
    const before = hi + range;
    overWide(0, before, width, nodes, (above, below, distance, weight) =>
      visit(above, below + beyond, distance, weight),
    );
    overWide(hi, beyond, width, nodes, (above, below, distance, weight) =>
      visit(above + before, below, distance, weight),
    );
  }
}

function overNarrow(hi: number, range: number, nodes: number, visit: Visit): void {
  const { u, left, weights } = endRule(nodes);
  const lo = hi + range;
  const logRange = Math.log1p(range / hi);
  for (let i = 0; i < weights.length; i++) {
    const below = hi * Math.expm1((left[i] ?? 0) * logRange);
    const distance = hi + below;
    const above = lo * expm1Negative((u[i] ?? 0) * logRange);
    visit(above, below, distance, ((weights[i] ?? 0) * logRange) / distance);
  }
}

function overWide(hi: number, range: number, width: number, nodes: number, visit: Visit): void {
  const { u, left, weights } = endRule(nodes);
  const start = Math.asinh(-(hi + range) / width);
  const end = Math.asinh(-hi / width);
  const length = end - start;
  const [fromStart, toEnd] = [Math.exp(start), Math.exp(end)];
  for (let i = 0; i < weights.length; i++) {
    // sinh(t + d) - sinh t = (e^d - 1) (e^t + e^-(t + d))/2.
    const up = Math.expm1((u[i] ?? 0) * length);
    const down = Math.expm1((left[i] ?? 0) * length);
    const above = (width / 2) * up * (fromStart + 1 / (fromStart * (1 + up)));
    const below = (width / 2) * down * (toEnd / (1 + down) + 1 / toEnd);
    const exponential = up < down ? fromStart * (1 + up) : toEnd / (1 + down);
    const distance = (width / 2) * (1 / exponential - exponential);
    const propagator = (2 * length) / (width * (exponential + 1 / exponential));
    visit(above, below, distance, (weights[i] ?? 0) * propagator);
  }
}
