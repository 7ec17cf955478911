/** c tau, effective sample sizes and flags of a tile: what a grid holds of its mass points and couplings beside chi2. */
import { productOf } from '../grid/tiles.js';
import { FILL_VALUES, isMissing } from '../grid/variables.js';
import { effectiveSize } from '../prediction/effectiveSize.js';
import { FLAGS } from '../prediction/flags.js';
import { flagsAt, massFlags } from '../prediction/massFlags.js';
import type { PhysicsSetup } from '../prediction/physicsSetup.js';
import type { SampleJudge } from '../prediction/sampleJudge.js';
import { forEachPoint, type TileLayout } from '../prediction/tileLayout.js';
import type { TileMass } from '../prediction/tileMasses.js';
import type { ExperimentResult } from './engine.js';

/**
 * The variables that no mixing enters, on the layout's `lifetimeAxes`; `binSignal` and `relativeError` have the shape
 * [masses][couplings][bins], `overflows` an entry for each row of templates. Without a judge no sample is found poor.
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
    const own = perMass[mass];
    const terms = own?.lifetimes.terms[coupling];
    if (!own || !terms) return;
    const first = (mass * couplings + coupling) * bins;
    const isKnown = !hasMissing(binSignal, first, bins);
    ctauCm[cell] = own.flags.closed ? 0 : (own.lifetimes.ctauCm[coupling] ?? 0);
    // Shares of a signal that float32 cannot hold are not known.
    nEff[cell] = isKnown ? effectiveSize(binSignal, relativeError, first, bins) : FILL_VALUES.float32;
    const gammaGev = own.lifetimes.gammaGev[coupling] ?? 0;
    // Without mixing there is no signal, and no doubt about it.
    const isJudged = judge !== undefined && isKnown && !own.flags.closed && terms.mixing > 0;
    const isPoor = isJudged && judge(binSignal, relativeError, first);
    const nearThreshold = own.lifetimes.nearThreshold[coupling] === 1;
    flags[cell] =
      flagsAt(own.flags, { gammaGev, mixing: terms.mixing, nearThreshold }, isPoor) | own.overflow;
  });
  return { ctauCm, nEff, flags };
}

/** Whether one of `count` numbers from `first` on is missing. */
function hasMissing(numbers: Float32Array, first: number, count: number): boolean {
  for (let i = first; i < first + count; i++) if (isMissing(numbers[i] ?? Number.NaN)) return true;
  return false;
}

/** Raises the flag of a chi2 that is not known, at points of all axes, in flags on the layout's `lifetimeAxes`. */
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

/** What is the same at all couplings of a mass point. */
function ofMass(setup: PhysicsSetup, { channels, lifetimes }: TileMass, overflows: Uint32Array) {
  const overflown = channels.some(({ row }) => row !== undefined && overflows[row] !== 0);
  return {
    lifetimes,
    flags: massFlags(setup, channels),
    overflow: overflown ? FLAGS.overflow : 0,
  };
}
