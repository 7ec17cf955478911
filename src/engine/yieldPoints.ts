/** What the yields kernel is told, channel by channel and coupling by coupling, and what it answers. */
import type { ShaderLayout } from '../gpu/layout.js';
import { BORN } from '../physics/geometry.js';
import type { MassPoint } from '../physics/massPoint.js';
import { type Bounds, type MomentCounts, momentScale } from './bounds.js';
import type { Channel } from './channels.js';
import { momentCounts } from './kernels.js';
import type { Lifetime } from './lifetime.js';
import type { PhysicsSetup } from './physicsSetup.js';
import { unitsPerBound } from './templateRows.js';
import type { TileLayout } from './tileLayout.js';

/** One channel of a mass point: what its templates are read with. */
export interface TileChannel {
  readonly channel: Channel;
  readonly point: MassPoint;
  /** Row of its sums, or undefined where it is closed; and the bounds that they are fractions of. */
  readonly row: number | undefined;
  readonly bounds: Bounds | undefined;
}

/** A mass point of the tile. */
export interface TileMass {
  /** In the order of the scan's channels. */
  readonly channels: readonly TileChannel[];
  /** One per coupling point of the tile. */
  readonly lifetimes: readonly Lifetime[];
}

/** YieldMass of every [mass][channel], YieldPoint of every [mass][coupling][channel]. */
export interface PackedYields {
  readonly masses: ArrayBuffer;
  readonly points: Float32Array;
}

/** Writes what the yields kernel reads of a tile; `yieldLayout` is that of its shader. */
export function packYields(
  setup: PhysicsSetup,
  yieldLayout: ShaderLayout,
  layout: TileLayout,
  masses: readonly TileMass[],
): PackedYields {
  const channels = setup.channels.length;
  const moments = momentCounts(setup.scan);
  const couplingCount = layout.couplings.length;
  const massViews = yieldLayout.views('YieldMass', masses.length * channels);
  const pointViews = new Float32Array(masses.length * couplingCount * channels * 4);
  masses.forEach((mass, i) => {
    mass.channels.forEach((own, c) => {
      massViews.items[i * channels + c]?.set(yieldMass(setup, own, moments));
      mass.lifetimes.forEach((lifetime, k) => {
        pointViews.set(yieldPoint(own, lifetime), ((i * couplingCount + k) * channels + c) * 4);
      });
    });
  });
  return { masses: massViews.arrayBuffer, points: pointViews };
}

/** Signal and relative error of the kernel's answer, of which `groups` signals add up; shape [masses][couplings][bins] each. */
export function unpackYields(
  yieldLayout: ShaderLayout,
  yields: Float32Array,
  groups: number,
): { readonly binSignal: Float32Array; readonly relativeError: Float32Array } {
  const words = yieldLayout.sizeOf('Yield') / 4;
  const cellCount = yields.length / words;
  const binSignal = new Float32Array(cellCount);
  const relativeError = new Float32Array(cellCount);
  const firstSignal = yieldLayout.offsetOf('Yield', 'signal') / 4;
  const errorAt = yieldLayout.offsetOf('Yield', 'relativeError') / 4;
  for (let cell = 0; cell < cellCount; cell++) {
    relativeError[cell] = yields[cell * words + errorAt] ?? 0;
    let sum = 0;
    for (let g = 0; g < groups; g++) sum += yields[cell * words + firstSignal + g] ?? 0;
    binSignal[cell] = sum;
  }
  return { binSignal, relativeError };
}

/** Fields of YieldMass. */
function yieldMass(setup: PhysicsSetup, own: TileChannel, moments: MomentCounts) {
  const { firstCm, step } = own.channel.axis(own.point.m);
  return {
    row: own.row ?? 0,
    group: own.channel.groupIndex,
    beam: own.channel.beam,
    drawn: own.channel.born === BORN.inside ? 0 : 1,
    firstCm,
    step,
    momentUnit: momentUnits(setup, own, moments),
  };
}

/** Factors that turn fixed-point sums into moments in z/momentScale, over the bound of the weight. */
function momentUnits(setup: PhysicsSetup, { bounds }: TileChannel, moments: MomentCounts): number[] {
  if (!bounds) return new Array<number>(moments.signal + moments.variance).fill(0);
  const [bound = 1] = bounds.signal;
  const scale = momentScale(bounds);
  const units = unitsPerBound(setup);
  return [
    ...Array.from(bounds.signal, (b, k) => b / (bound * scale ** k * units)),
    ...Array.from(bounds.variance, (b, k) => b / (bound * bound * scale ** k * units)),
  ];
}

/**
 * 1/(c tau) in 1/cm for which the kernel evaluates decays. Below, all of them are linear in it, to x t <= 1e-6; above, every N
 * born in the detector decays there and none from upstream arrives.
 */
const INVERSE_CTAU_RANGE = [1e-12, 1e20] as const;

/** Fields of YieldPoint: 1/(c tau), constant and slope of the amplitude over its largest term, and the scale. */
function yieldPoint(
  { channel, point, row, bounds }: TileChannel,
  lifetime: Lifetime,
): [number, number, number, number] {
  if (row === undefined || !bounds) return [0, 0, 0, 0];
  const interference = channel.interference(point.mZprime);
  const constant = lifetime.strength + interference.at0;
  const slope = interference.slope * momentScale(bounds);
  const largest = Math.max(Math.abs(constant), Math.abs(slope));
  const inverse = 1 / lifetime.ctauCm;
  const [least, most] = INVERSE_CTAU_RANGE;
  const evaluated = Math.min(Math.max(inverse, least), most);
  const scale =
    channel.eventScale *
    (bounds.signal[0] ?? 0) *
    largest *
    largest *
    lifetime.branching *
    lifetime.mixing *
    Math.min(inverse / evaluated, 1);
  return [evaluated, constant / largest, slope / largest, scale];
}
