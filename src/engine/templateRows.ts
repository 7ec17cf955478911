/** What the templates kernel is told: its parameters and its rows, one channel of one open mass point each. */
import type { ShaderLayout } from '../gpu/layout.js';
import { boundBits, limbBits } from '../physics/fixedPoint.js';
import type { MassPoint } from '../physics/massPoint.js';
import { type Bounds, momentScale } from './bounds.js';
import type { Channel } from './channels.js';
import { KERNEL_SIZES, type Kernel } from './kernels.js';
import type { PhysicsSetup } from './physicsSetup.js';

/** One channel of an open mass point. */
export interface TemplateRow {
  readonly point: MassPoint;
  readonly channel: Channel;
}

/** Where a channel's coordinates and form factor begin. */
interface ChannelOffsets {
  readonly cube: number;
  readonly formFactor: number;
}

/** Offsets of every channel in the concatenated buffers. */
function channelOffsets({ channels }: PhysicsSetup): ReadonlyMap<Channel, ChannelOffsets> {
  const offsets = new Map<Channel, ChannelOffsets>();
  let cube = 0;
  let formFactor = 0;
  for (const channel of channels) {
    offsets.set(channel, { cube, formFactor });
    cube += channel.cube.length;
    formFactor += channel.formFactorTable?.length ?? 0;
  }
  return offsets;
}

/** One float32 array after the other. */
export function concatenated(parts: readonly ArrayLike<number>[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** TemplateParams of a scan. */
export function templateParams(setup: PhysicsSetup, kernel: Kernel, energyNodes: number): ArrayBuffer {
  const { half, radius, shell } = setup.detector;
  const view = kernel.layout.view('TemplateParams');
  view.set({
    detector: { half: Array.from(half), radius, shell },
    upstream: setup.upstream,
    events: setup.scan.eventsPerMassPoint,
    smears: setup.response.smears ? 1 : 0,
    energyNodes,
    unitsPerBound: unitsPerBound(setup),
    limb: limbOf(setup),
  });
  return view.arrayBuffer;
}

/** How many low units of the fixed-point sums a high one is worth. */
export function limbOf({ scan }: PhysicsSetup): number {
  return 2 ** limbBits(Math.ceil(scan.eventsPerMassPoint / KERNEL_SIZES.EVENTS_PER_WORKGROUP));
}

/** What a bound is worth in the fixed-point sums. */
export function unitsPerBound(setup: PhysicsSetup): number {
  return 2 ** boundBits(setup.scan.eventsPerMassPoint, KERNEL_SIZES.EVENTS_PER_WORKGROUP);
}

/** TemplateRow of every row of a tile, and the EnergyNodes of the tables that they share. */
export interface PackedRows {
  readonly energies: Float32Array;
  readonly rows: ArrayBuffer;
}

/** Writes what the templates kernel reads of a tile; `layout` is that of its shader, `nodes` a table's length. */
export function packRows(
  setup: PhysicsSetup,
  layout: ShaderLayout,
  rows: readonly TemplateRow[],
  bounds: readonly Bounds[],
  nodes: number,
): PackedRows {
  const offsets = channelOffsets(setup);
  const tables = [...new Set(rows.flatMap(({ point }) => point.energies ?? []))];
  const tableOf = new Map(tables.map((table, t) => [table, t * nodes]));
  const energies = new Float32Array(tables.length * nodes * 4);
  tables.forEach((table, t) => {
    for (let i = 0; i < nodes; i++) {
      // A shorter table ends in copies of its last node, of which a search never leaves the first.
      const k = Math.min(i, table.energyGev.length - 1);
      const node = [table.energyGev[k], table.density[k], table.flux[k], table.survival[k]];
      energies.set(
        node.map((value) => value ?? 0),
        (t * nodes + i) * 4,
      );
    }
  });
  const views = layout.views('TemplateRow', rows.length);
  rows.forEach(({ point: p, channel }, i) => {
    const own = bounds[i];
    const offset = offsets.get(channel);
    if (!own || !offset) return;
    const { signal, variance } = own;
    const [bound = 1] = signal;
    const scale = momentScale(own);
    views.items[i]?.set({
      point: shaderMassPoint(p),
      energyTable: (p.energies && tableOf.get(p.energies)) ?? 0,
      formFactorTable: offset.formFactor,
      cube: offset.cube,
      born: channel.born,
      beamCells: channel.beam * setup.response.cells.length,
      ...channel.axis(p.m),
      weightScale: 1 / bound,
      zScale: 1 / scale,
      momentScale: [
        ...Array.from(signal, (b, k) => (bound * scale ** k) / b),
        ...Array.from(variance, (b, k) => (bound ** 2 * scale ** k) / b),
      ],
    });
  });
  return { energies, rows: views.arrayBuffer };
}

/** The shader's MassPoint. */
function shaderMassPoint(p: MassPoint) {
  return {
    m: p.m,
    mPrime: p.mPrime,
    mZprimeSq: p.mZprime ** 2,
    M: p.M,
    q2Scale: p.q2Scale,
    pairLo: p.pairMap.lo,
    pairHi: p.pairMap.hi,
    pairRange: p.pairMap.range,
    pairNorm: p.pairNorm,
    onShellAbove: p.onShellGaps[0],
    onShellGap: p.onShellGaps[1],
    massSqDifference: p.massSqDifference,
    offShell: p.mode === 'offshell' ? 1 : 0,
    oriented: p.oriented ? 1 : 0,
    nature: p.nature,
    proton: p.scatterer === 'proton' ? 1 : 0,
  };
}
