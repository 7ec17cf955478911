/** c tau, effective sample sizes and flags of a tile: the variables of its mass points and couplings. */
import { at } from '../at.js';
import { effectiveSize } from '../prediction/effectiveSize.js';
import { FLAGS } from '../prediction/flags.js';
import { flagsAt, massFlags } from '../prediction/massFlags.js';
import type { PhysicsSetup } from '../prediction/physicsSetup.js';
import type { SampleJudge } from '../prediction/sampleJudge.js';
import { forEachPoint, type TileLayout } from '../prediction/tileLayout.js';
import type { TileMass } from '../prediction/tileMasses.js';
import { productOf } from '../tiles/tiles.js';
import { FILL_VALUES, isMissing } from '../tiles/variables.js';
import type { ExperimentResult } from './engine.js';

/**
 * The variables that do not depend on a mixing factor, on the layout's `lifetimeAxes`. `binSignal` and `relativeError` have the shape
 * [masses][couplings][bins], and `overflows` has an entry for each row of templates. Without a judge, no sample is flagged as too small.
 */
export function lifetimeVariables(
  setup: PhysicsSetup,
  layout: TileLayout,
  masses: readonly TileMass[],
  binSignal: Float32Array,
  relativeError: Float32Array,
  overflows: Uint32Array,
  judge: SampleJudge | undefined,
): Pick<ExperimentResult, 'ctauCm' | 'nEff' | 'flags'> {
  const size = productOf(layout.lifetimeAxes.map((axis) => axis.size));
  const couplings = layout.couplings.length;
  const bins = relativeError.length / (masses.length * couplings);
  const perMass = masses.map((mass) => ofMass(setup, mass, overflows));
  const ctauCm = new Float32Array(size);
  const nEff = new Float32Array(size);
  const flags = new Uint32Array(size);
  forEachPoint(layout.lifetimeAxes, (cell, mass, coupling) => {
    const { lifetimes, flagsOfMass, overflow } = at(perMass, mass);
    const { mixing } = at(lifetimes.terms, coupling);
    const first = (mass * couplings + coupling) * bins;
    const isKnown = !hasMissing(binSignal, first, bins);
    ctauCm[cell] = flagsOfMass.closed ? 0 : (lifetimes.ctauCm[coupling] ?? 0);
    // A signal that float32 cannot hold has no known shares by bin.
    nEff[cell] = isKnown ? effectiveSize(binSignal, relativeError, first, bins) : FILL_VALUES.float32;
    const gammaGev = lifetimes.gammaGev[coupling] ?? 0;
    // Without mixing there is no signal, so there is nothing to judge.
    const isJudged = judge !== undefined && isKnown && !flagsOfMass.closed && mixing > 0;
    const isPoor = isJudged && judge(binSignal, relativeError, first);
    const nearThreshold = lifetimes.nearThreshold[coupling] === 1;
    flags[cell] = flagsAt(flagsOfMass, { gammaGev, mixing, nearThreshold }, isPoor) | overflow;
  });
  return { ctauCm, nEff, flags };
}

/** Whether one of `count` numbers from `first` on is missing. */
function hasMissing(numbers: Float32Array, first: number, count: number): boolean {
  for (let i = first; i < first + count; i++) if (isMissing(numbers[i] ?? Number.NaN)) return true;
  return false;
}

/** Raises `chi2_unknown` in flags on the layout's `lifetimeAxes`, for points that are numbered on all axes. */
export function raiseUnknown(
  flags: Uint32Array,
  { axes, lifetimeAxes }: Pick<TileLayout, 'axes' | 'lifetimeAxes'>,
  points: readonly number[],
): void {
  for (const point of points) {
    let [rest, cell, stride] = [point, 0, 1];
    for (const axis of [...axes].reverse()) {
      const index = rest % axis.size;
      rest = (rest - index) / axis.size;
      if (!lifetimeAxes.includes(axis)) continue;
      cell += index * stride;
      stride *= axis.size;
    }
    flags[cell] = (flags[cell] ?? 0) | FLAGS.chi2Unknown;
  }
}

/** The values that a mass point has in common for all couplings. */
function ofMass(setup: PhysicsSetup, { channels, lifetimes }: TileMass, overflows: Uint32Array) {
  const overflown = channels.some(({ row }) => row !== undefined && overflows[row] !== 0);
  return {
    lifetimes,
    flagsOfMass: massFlags(setup, channels),
    overflow: overflown ? FLAGS.overflow : 0,
  };
}
