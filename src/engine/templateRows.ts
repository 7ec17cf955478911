/** What the templates kernel is told: its parameters and its rows, one channel of one open mass point each. */
import { uploadBuffer } from '../gpu/buffers.js';
import type { GpuContext } from '../gpu/context.js';
import { boundBits, limbBits } from '../physics/fixedPoint.js';
import type { Upstream } from '../physics/geometry.js';
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

/** Where no channel is born upstream nothing reads it. */
const NO_UPSTREAM: Upstream = { nearZ: 0, length: 0, radius: 0, taper: 0, originZ: 0 };

/** Where a channel's coordinates and form factor begin. */
export interface ChannelOffsets {
  readonly cube: number;
  readonly formFactor: number;
}

/** Offsets of every channel in the concatenated buffers. */
export function channelOffsets({ channels }: PhysicsSetup): ReadonlyMap<Channel, ChannelOffsets> {
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
  const topology = Array.from({ length: Math.ceil(setup.binTopology.length / 4) }, (_, i) =>
    [0, 1, 2, 3].map((k) => setup.binTopology[4 * i + k] ?? 0),
  );
  const view = kernel.layout.view('TemplateParams');
  view.set({
    half: Array.from(setup.half),
    upstream: setup.upstream ?? NO_UPSTREAM,
    events: setup.scan.eventsPerMassPoint,
    response: setup.response,
    topology,
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

/** Uploads the rows of a tile and the energy tables that they share; `nodes` is a table's length. */
export function uploadRows(
  context: GpuContext,
  kernel: Kernel,
  buffers: { readonly rows: GPUBuffer; readonly energyNodes: GPUBuffer },
  rows: readonly TemplateRow[],
  bounds: readonly Bounds[],
  nodes: number,
  offsets: ReadonlyMap<Channel, ChannelOffsets>,
): void {
  const tables = [...new Set(rows.flatMap(({ point }) => point.energies ?? []))];
  const tableOf = new Map(tables.map((table, t) => [table, t * nodes]));
  const energies = new Float32Array(tables.length * nodes * 4);
  tables.forEach((table, t) => {
    for (let i = 0; i < nodes; i++) {
      const node = [table.energyGev[i], table.density[i], table.flux[i], table.survival[i]];
      energies.set(
        node.map((value) => value ?? 0),
        (t * nodes + i) * 4,
      );
    }
  });
  const views = kernel.layout.views('TemplateRow', rows.length);
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
      bornUpstream: channel.isUpstream ? 1 : 0,
      ...channel.axis(p.m),
      weightScale: 1 / bound,
      zScale: 1 / scale,
      momentScale: [
        ...Array.from(signal, (b, k) => (bound * scale ** k) / b),
        ...Array.from(variance, (b, k) => (bound ** 2 * scale ** k) / b),
      ],
    });
  });
  uploadBuffer(context, buffers.energyNodes, energies);
  uploadBuffer(context, buffers.rows, views.arrayBuffer);
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
