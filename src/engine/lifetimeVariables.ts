/**
 * c tau, effective sample sizes and flags of a tile: the variables of its mass points and couplings, on the layout's `lifetimeAxes`. What
 * depends on masses and couplings alone is known before any engine (`knownVariables`); the rest follows from the yields.
 */
import { at } from '../at.js';
import { effectiveSize } from '../prediction/effectiveSize.js';
import { FLAGS } from '../prediction/flags.js';
import { flagsAt, massFlags } from '../prediction/massFlags.js';
import type { PhysicsSetup } from '../prediction/physicsSetup.js';
import type { SampleJudge } from '../prediction/sampleJudge.js';
import { coverageFlag, fewEventsFlag } from '../prediction/sampleTrust.js';
import { forEachPoint, pointsOn, type TileLayout } from '../prediction/tileLayout.js';
import type { TileMass } from '../prediction/tileMasses.js';
import { FILL_VALUES, isMissing } from '../tiles/variables.js';
import type { ExperimentResult } from './engine.js';
import type { SpectrumRows } from './spectra.js';

/** What is known of a tile before its yields; plain data. Arrays of cells have the shape of the layout's `lifetimeAxes`. */
export interface KnownVariables {
  /** cm; 0 where closed. */
  readonly ctauCm: Float32Array;
  /** All flags but those that yields and sums raise. */
  readonly flags: Uint32Array;
  /** 1 where the judge of samples is asked: a signal is possible. */
  readonly judged: Uint8Array;
  /** Share of each mass point's events that a sample cannot stand for, shape [masses]; undefined where events are generated. */
  readonly uncovered: Float32Array | undefined;
}

/** The variables that follow from the masses and couplings of a tile. */
export function knownVariables(
  setup: PhysicsSetup,
  layout: TileLayout,
  masses: readonly TileMass[],
): KnownVariables {
  const size = pointsOn(layout.lifetimeAxes);
  const flagsOfMasses = masses.map(({ channels }) => massFlags(setup, channels));
  const ctauCm = new Float32Array(size);
  const flags = new Uint32Array(size);
  const judged = new Uint8Array(size);
  forEachPoint(layout.lifetimeAxes, (cell, mass, coupling) => {
    const { lifetimes } = at(masses, mass);
    const flagsOfMass = at(flagsOfMasses, mass);
    const { mixing } = at(lifetimes.terms, coupling);
    const gammaGev = lifetimes.gammaGev[coupling] ?? 0;
    const nearThreshold = lifetimes.nearThreshold[coupling] === 1;
    ctauCm[cell] = flagsOfMass.closed ? 0 : (lifetimes.ctauCm[coupling] ?? 0);
    const uncovered = setup.scan.sample ? coverageFlag(at(masses, mass).uncovered) : 0;
    flags[cell] = flagsAt(flagsOfMass, { gammaGev, mixing, nearThreshold }, false) | uncovered;
    // Without mixing there is no signal, so there is nothing to judge.
    judged[cell] = !flagsOfMass.closed && mixing > 0 ? 1 : 0;
  });
  const uncovered = setup.scan.sample && Float32Array.from(masses, (mass) => mass.uncovered);
  return { ctauCm, flags, judged, uncovered };
}

/** The spectra of a tile, shape [masses][couplings][bins], and whether the sums of a mass point exceeded their bounds, [masses]. */
export interface ReadCells extends Omit<SpectrumRows, 'groupBinSignal'> {
  readonly overflown: Uint8Array;
}

/** All variables of a tile. The arrays of `known` become those of the result. Without a judge, no sample is flagged as too small. */
export function lifetimeVariables(
  { ctauCm, flags, judged, uncovered }: KnownVariables,
  layout: Pick<TileLayout, 'lifetimeAxes'>,
  { binSignal, relativeError, overflown }: ReadCells,
  judge: SampleJudge | undefined,
): Pick<ExperimentResult, 'ctauCm' | 'nEff' | 'flags' | 'uncovered'> {
  const couplings = flags.length / overflown.length;
  const bins = relativeError.length / flags.length;
  const nEff = new Float32Array(flags.length);
  forEachPoint(layout.lifetimeAxes, (cell, mass, coupling) => {
    const first = (mass * couplings + coupling) * bins;
    const isKnown = !hasMissing(binSignal, first, bins);
    // A signal that float32 cannot hold has no known shares by bin.
    nEff[cell] = isKnown ? effectiveSize(binSignal, relativeError, first, bins) : FILL_VALUES.float32;
    const isJudged = judge !== undefined && isKnown && judged[cell] === 1;
    const isPoor = isJudged && judge(binSignal, relativeError, first);
    const few =
      uncovered !== undefined && isKnown
        ? fewEventsFlag(binSignal.subarray(first, first + bins), relativeError.subarray(first, first + bins))
        : 0;
    const raised = (isPoor ? FLAGS.lowEffectiveSampleSize : 0) | (overflown[mass] ? FLAGS.overflow : 0) | few;
    if (raised !== 0) flags[cell] = (flags[cell] ?? 0) | raised;
  });
  return { ctauCm, nEff, flags, ...(uncovered && { uncovered }) };
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
