/** What the yields kernel is told, channel by channel and coupling by coupling, and what it answers. */
import type { ShaderLayout } from '../../gpu/layout.js';
import { structWords } from '../../gpu/structWords.js';
import { BORN } from '../../physics/geometry.js';
import { momentScale, momentScales } from '../../prediction/bounds.js';
import type { Lifetimes } from '../../prediction/lifetime.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import type { TileLayout } from '../../prediction/tileLayout.js';
import type { TileChannel, TileMass } from '../../prediction/tileMasses.js';
import { unitsPerBound } from './templateRows.js';

/** YieldMass of every [mass][channel], YieldPoint of every [mass][coupling][channel]. */
export interface PackedYields {
  readonly masses: ArrayBuffer;
  readonly points: Float32Array;
}

/** Writes what the yields kernel reads of a tile. */
export type YieldPacker = (layout: TileLayout, masses: readonly TileMass[]) => PackedYields;

/** A packer for a scan; `yieldLayout` is that of the yields shader. */
export function createYieldPacker(setup: PhysicsSetup, yieldLayout: ShaderLayout): YieldPacker {
  const channels = setup.channels.length;
  const writeMass = massWriter(setup, yieldLayout);
  const writePoints = pointsWriter(channels, yieldLayout);
  const massWords = structWords(yieldLayout, 'YieldMass').size;
  const pointWords = structWords(yieldLayout, 'YieldPoint').size;
  return (layout, masses) => {
    const couplings = layout.couplings.length;
    const bytes = new ArrayBuffer(masses.length * channels * massWords * 4);
    const f32 = new Float32Array(bytes);
    const u32 = new Uint32Array(bytes);
    const points = new Float32Array(masses.length * couplings * channels * pointWords);
    for (let i = 0; i < masses.length; i++) {
      const mass = masses[i];
      if (!mass) continue;
      for (let c = 0; c < channels; c++) {
        const own = mass.channels[c];
        if (!own) continue;
        writeMass(f32, u32, (i * channels + c) * massWords, own);
        writePoints(points, (i * couplings * channels + c) * pointWords, own, mass.lifetimes);
      }
    }
    return { masses: bytes, points };
  };
}

/** Writes the YieldMass of a channel that begins at a word. */
function massWriter(setup: PhysicsSetup, yieldLayout: ShaderLayout) {
  const mass = structWords(yieldLayout, 'YieldMass');
  const at = {
    row: mass.u32('row'),
    group: mass.u32('group'),
    beam: mass.u32('beam'),
    decaySampled: mass.u32('decaySampled'),
    firstCm: mass.f32('firstCm'),
    step: mass.f32('step'),
    momentUnit: mass.f32('momentUnit'),
  };
  const units = unitsPerBound(setup);
  return (
    f32: Float32Array,
    u32: Uint32Array,
    first: number,
    { channel, point, row, bounds }: TileChannel,
  ): void => {
    u32[first + at.row] = row ?? 0;
    u32[first + at.group] = channel.groupIndex;
    u32[first + at.beam] = channel.beam;
    u32[first + at.decaySampled] = channel.born === BORN.inside ? 0 : 1;
    const { firstCm, step } = channel.axis(point.m);
    f32[first + at.firstCm] = firstCm;
    f32[first + at.step] = step;
    // Factors that turn fixed-point sums into moments in z/momentScale, over the bound of the weight; 0 where closed.
    if (!bounds) return;
    const { signal, variance } = bounds;
    const bound = signal[0] ?? 1;
    const scales = momentScales(bounds);
    let word = first + at.momentUnit;
    for (let k = 0; k < signal.length; k++) {
      f32[word++] = (signal[k] ?? 0) / (bound * (scales[k] ?? 0) * units);
    }
    for (let k = 0; k < variance.length; k++) {
      f32[word++] = (variance[k] ?? 0) / (bound * bound * (scales[k] ?? 0) * units);
    }
  };
}

/**
 * 1/(c tau) in 1/cm for which the kernel evaluates decays. Below, all of them are linear in it, to x t <= 1e-6; above, every N
 * born in the detector decays there and none from upstream arrives.
 */
const INVERSE_CTAU_RANGE = [1e-12, 1e20] as const;

/**
 * Events per unit of the normalised sum that go into a float32 as they are; and by how much more, as a power of two, the amplitude may
 * take over, whose fourth power float32 must hold.
 */
const LARGEST_SCALE = 2 ** 120;
const MOST_TAKEN_OVER = 24;

/** Scale and amplitude's factor of a channel: events = scale x (factor x normalised amplitude)^2; -1 where float32 has no place for them. */
function splitScale(events: number): { readonly scale: number; readonly factor: number } {
  if (events <= LARGEST_SCALE) return { scale: events, factor: 1 };
  const exponent = Math.ceil(Math.log2(events / LARGEST_SCALE) / 2);
  if (!(exponent <= MOST_TAKEN_OVER)) return { scale: -1, factor: 1 };
  return { scale: events / 4 ** exponent, factor: 2 ** exponent };
}

/**
 * Writes the YieldPoints of a channel at every coupling point: 1/(c tau), constant and slope of the amplitude over its largest
 * term, and the scale; the first begins at a word. Zeros, which are there already, where the channel is closed.
 */
function pointsWriter(channels: number, yieldLayout: ShaderLayout) {
  const words = structWords(yieldLayout, 'YieldPoint');
  const stride = channels * words.size;
  const at = {
    inverseCtau: words.f32('inverseCtau'),
    constant: words.f32('constant'),
    slope: words.f32('slope'),
    scale: words.f32('scale'),
  };
  const [least, most] = INVERSE_CTAU_RANGE;
  return (
    f32: Float32Array,
    begin: number,
    { channel, point, row, bounds }: TileChannel,
    { ctauCm, branching, terms }: Lifetimes,
  ): void => {
    if (row === undefined || !bounds) return;
    const interference = channel.interference(point.mZprime);
    const slope = interference.slope * momentScale(bounds);
    const eventScale = channel.eventScale * (bounds.signal[0] ?? 0);
    for (let k = 0, first = begin; k < terms.length; k++, first += stride) {
      const own = terms[k];
      if (!own) continue;
      const { strength, mixing } = own;
      const constant = strength + interference.at0;
      const largest = Math.max(Math.abs(constant), Math.abs(slope));
      const inverse = 1 / (ctauCm[k] ?? 0);
      const evaluated = Math.min(Math.max(inverse, least), most);
      const events =
        eventScale * largest * largest * (branching[k] ?? 0) * mixing * Math.min(inverse / evaluated, 1);
      const { scale, factor } = splitScale(events);
      f32[first + at.inverseCtau] = evaluated;
      f32[first + at.constant] = (factor * constant) / largest;
      f32[first + at.slope] = (factor * slope) / largest;
      f32[first + at.scale] = scale;
    }
  };
}
