/** c tau, effective sample sizes and flags of a tile: what a grid holds of its mass points and couplings beside chi2. */
import { productOf } from '../grid/tiles.js';
import { type ExperimentResult, FLAGS } from './engine.js';
import { decaysBeside, type Lifetime, lifetimeOf } from './lifetime.js';
import { flagsOf, type PhysicsSetup } from './physicsSetup.js';
import { effectiveSizes } from './sample.js';
import { forEachPoint, type TileLayout } from './tileLayout.js';
import type { TileChannel, TileMass } from './yieldPoints.js';

/** Lifetimes of a mass point at every coupling point of its tile; the same in every channel. */
export function lifetimesOf(
  { scan }: PhysicsSetup,
  channels: readonly TileChannel[],
  layout: TileLayout,
): Lifetime[] {
  // What follows from the masses of N, N' and Z' alone is the same in every channel.
  const point = channels[0]?.point;
  if (!point) return [];
  const beside = decaysBeside(scan, point);
  return layout.couplings.map((couplings) => lifetimeOf(scan, point, beside, couplings));
}

/**
 * The variables that no mixing enters, on the layout's `lifetimeAxes`; `binSignal` and `relativeError` have the shape
 * [masses][couplings][bins], `overflows` an entry for each row of templates.
 */
export function lifetimeVariables(
  setup: PhysicsSetup,
  layout: TileLayout,
  masses: readonly TileMass[],
  binSignal: Float32Array,
  relativeError: Float32Array,
  overflows: Uint32Array,
): Pick<ExperimentResult, 'ctauCm' | 'nEff' | 'flags'> {
  const size = productOf(layout.lifetimeAxes.map((axis) => axis.size));
  const bins = relativeError.length / (masses.length * layout.couplings.length);
  const result = {
    ctauCm: new Float32Array(size),
    nEff: new Float32Array(size),
    flags: new Uint32Array(size),
  };
  forEachPoint(layout.lifetimeAxes, (cell, mass, coupling) => {
    const own = masses[mass];
    const lifetime = own?.lifetimes[coupling];
    if (!own || !lifetime) return;
    const first = (mass * layout.couplings.length + coupling) * bins;
    const sizes = effectiveSizes(
      binSignal.subarray(first, first + bins),
      relativeError.subarray(first, first + bins),
    );
    const rows = own.channels.flatMap(({ row }) => row ?? []);
    const overflow = rows.some((row) => overflows[row] !== 0) ? FLAGS.overflow : 0;
    const points = own.channels.map(({ point }) => point);
    result.ctauCm[cell] = rows.length > 0 ? lifetime.ctauCm : 0;
    result.nEff[cell] = sizes.total;
    result.flags[cell] = flagsOf(setup, points, lifetime, sizes.worstBin) | overflow;
  });
  return result;
}
