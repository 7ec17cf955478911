/** The lifetimes of a tile in the bytes of the yields kernel, channel by channel and coupling by coupling. */
import { at } from '../../at.js';
import type { ShaderLayout } from '../../gpu/layout.js';
import { structWords } from '../../gpu/structWords.js';
import { BORN } from '../../physics/geometry.js';
import { type LifetimeNodes, nodePlace, scaleAt } from '../../physics/lifetimeNodes.js';
import { momentScale, momentScales } from '../../prediction/bounds.js';
import type { Lifetimes } from '../../prediction/lifetime.js';
import { evaluatedLifetime } from '../../prediction/lifetimeValues.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import { UNANSWERED } from '../../prediction/sampleTrust.js';
import type { TemplateForm } from '../../prediction/templateForms.js';
import type { TileLayout } from '../../prediction/tileLayout.js';
import type { TileChannel, TileMass } from '../../prediction/tileMasses.js';
import { asFloats, asWords, BufferStore } from './bufferStore.js';
import { unitsPerBound } from './templateRows.js';

/** YieldMass of every [mass][channel], YieldPoint of every [mass][coupling][channel]. */
export interface PackedYields {
  readonly masses: Uint8Array<ArrayBuffer>;
  readonly points: Float32Array<ArrayBuffer>;
}

/** Packs the lifetimes of a tile for the yields kernel. `nodes` has those of every row where templates are sums at lifetimes. */
export type YieldPacker = (
  layout: TileLayout,
  masses: readonly TileMass[],
  nodes?: readonly LifetimeNodes[],
) => PackedYields;

/** Makes the packer of a scan; `yieldLayout` is that of the yields shader for templates of a form. Buffers come from `store`. */
export function createYieldPacker(
  setup: PhysicsSetup,
  yieldLayout: ShaderLayout,
  form: TemplateForm,
  store = new BufferStore(),
): YieldPacker {
  const channels = setup.channels.length;
  const writeMass = massWriter(setup, yieldLayout, form);
  const writePoints = pointsWriter(channels, yieldLayout);
  const writeUnknown = unknownWriter(channels, yieldLayout, form);
  const massWords = structWords(yieldLayout, 'YieldMass').size;
  const pointWords = structWords(yieldLayout, 'YieldPoint').size;
  return (layout, masses, nodes) => {
    const couplings = layout.couplings.length;
    const bytes = store.zeros(masses.length * channels * massWords * 4);
    const f32 = asFloats(bytes);
    const u32 = asWords(bytes);
    const points = asFloats(store.zeros(masses.length * couplings * channels * pointWords * 4));
    for (let i = 0; i < masses.length; i++) {
      const mass = at(masses, i);
      for (let c = 0; c < channels; c++) {
        const tileChannel = at(mass.channels, c);
        writeMass(f32, u32, (i * channels + c) * massWords, tileChannel);
        const begin = (i * couplings * channels + c) * pointWords;
        const { row } = tileChannel;
        if (mass.uncovered > UNANSWERED) writeUnknown(points, begin, tileChannel, couplings);
        else
          writePoints(
            points,
            begin,
            tileChannel,
            mass.lifetimes,
            row === undefined ? undefined : nodes?.[row],
          );
      }
    }
    return { masses: bytes, points };
  };
}

/** Makes the function that writes the YieldMass of a channel, which begins at word `first`. */
function massWriter(setup: PhysicsSetup, yieldLayout: ShaderLayout, form: TemplateForm) {
  const mass = structWords(yieldLayout, 'YieldMass');
  const words = {
    row: mass.u32('row'),
    group: mass.u32('group'),
    beam: mass.u32('beam'),
    decaySampled: mass.u32('decaySampled'),
    momentUnit: mass.f32('momentUnit'),
  };
  const units = unitsPerBound(setup, form);
  return (
    f32: Float32Array,
    u32: Uint32Array,
    first: number,
    { channel, row, bounds }: TileChannel,
  ): void => {
    // A closed channel has no row, and its scale is 0 at every coupling.
    u32[first + words.row] = row ?? 0;
    u32[first + words.group] = channel.groupIndex;
    u32[first + words.beam] = channel.beam;
    u32[first + words.decaySampled] = channel.born === BORN.inside ? 0 : 1;
    // Factors that turn fixed-point sums into moments in z/momentScale over the bound of the weight; 0 where closed.
    if (!bounds) return;
    const { signal, variance } = bounds;
    const bound = at(signal, 0);
    const scales = momentScales(bounds);
    let word = first + words.momentUnit;
    for (let k = 0; k < signal.length; k++) {
      f32[word++] = (signal[k] ?? 0) / (bound * (scales[k] ?? 0) * units);
    }
    for (let k = 0; k < variance.length; k++) {
      f32[word++] = (variance[k] ?? 0) / (bound * bound * (scales[k] ?? 0) * units);
    }
  };
}

/** Largest scale, events per unit of the normalised sum, that is passed to the kernel unchanged in float32. */
const LARGEST_SCALE = 2 ** 120;
/** Largest power of two that the amplitude takes over from a larger scale; float32 must hold its fourth power. */
const MOST_TAKEN_OVER = 24;

/** Scale and factor of the amplitude of a channel: events = scale x (factor x normalised amplitude)^2. The scale is -1 if float32 cannot hold them. */
function splitScale(events: number): { readonly scale: number; readonly factor: number } {
  if (events <= LARGEST_SCALE) return { scale: events, factor: 1 };
  const exponent = Math.ceil(Math.log2(events / LARGEST_SCALE) / 2);
  if (!(exponent <= MOST_TAKEN_OVER)) return { scale: -1, factor: 1 };
  return { scale: events / 4 ** exponent, factor: 2 ** exponent };
}

/**
 * Makes the function that writes the YieldPoints of a channel at every coupling point, from word `begin` on: the lifetime, constant and
 * slope of the amplitude over its largest term, and the scale. Where the channel is closed, or N does not decay, all stay 0.
 */
function pointsWriter(channels: number, yieldLayout: ShaderLayout) {
  const struct = structWords(yieldLayout, 'YieldPoint');
  const stride = channels * struct.size;
  const words = {
    lifetime: struct.f32('lifetime'),
    constant: struct.f32('constant'),
    slope: struct.f32('slope'),
    scale: struct.f32('scale'),
  };
  return (
    f32: Float32Array,
    begin: number,
    { channel, point, row, bounds }: TileChannel,
    { ctauCm, branching, terms }: Lifetimes,
    nodes: LifetimeNodes | undefined,
  ): void => {
    if (row === undefined || !bounds) return;
    const interference = channel.interference(point.mX);
    const slope = interference.slope * momentScale(bounds);
    const eventScale = channel.eventScale * at(bounds.signal, 0);
    for (let k = 0, first = begin; k < terms.length; k++, first += stride) {
      const { strength, mixing } = at(terms, k);
      const constant = strength + interference.at0;
      const largest = Math.max(Math.abs(constant), Math.abs(slope));
      const inverse = 1 / (ctauCm[k] ?? 0);
      if (inverse === Number.POSITIVE_INFINITY) continue;
      const evaluated = evaluatedLifetime(inverse);
      const events =
        eventScale *
        largest *
        largest *
        (branching[k] ?? 0) *
        mixing *
        Math.min(inverse / evaluated, 1) *
        (nodes ? scaleAt(nodes, evaluated) : 1);
      const { scale, factor } = splitScale(events);
      f32[first + words.lifetime] = nodes ? nodePlace(nodes, evaluated) : evaluated;
      f32[first + words.constant] = (factor * constant) / largest;
      f32[first + words.slope] = (factor * slope) / largest;
      f32[first + words.scale] = scale;
    }
  };
}

/** Makes the function that writes YieldPoints of a mass point that has no number: some signal, on a scale that float32 cannot hold. */
function unknownWriter(channels: number, yieldLayout: ShaderLayout, form: TemplateForm) {
  const struct = structWords(yieldLayout, 'YieldPoint');
  const words = {
    lifetime: struct.f32('lifetime'),
    constant: struct.f32('constant'),
    scale: struct.f32('scale'),
  };
  return (f32: Float32Array, begin: number, { row }: TileChannel, couplings: number): void => {
    if (row === undefined) return;
    for (let k = 0; k < couplings; k++) {
      const first = begin + k * channels * struct.size;
      // Any node, or 1/cm.
      f32[first + words.lifetime] = form === 'lifetimes' ? 0 : 1;
      f32[first + words.constant] = 1;
      f32[first + words.scale] = -1;
    }
  };
}
