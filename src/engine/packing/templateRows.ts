/** Parameters of the events and templates kernels, whose rows are the channels of open mass points. */
import { boundBits, limbBits } from '../../physics/fixedPoint.js';
import type { Channel } from '../../prediction/channels.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import { mostRowEvents } from '../../prediction/rowEvents.js';
import { TEMPLATE_FORMS, type TemplateForm } from '../../prediction/templateForms.js';
import type { Kernel } from './kernels.js';

/** Start of a channel's hypercube points and of its form factor in their buffers. */
export interface ChannelOffsets {
  readonly cube: number;
  readonly formFactor: number;
}

/** Offsets of every channel in the buffers of all channels. */
export function channelOffsets({
  channels,
  intensityTable,
}: PhysicsSetup): ReadonlyMap<Channel, ChannelOffsets> {
  const offsets = new Map<Channel, ChannelOffsets>();
  let cube = 0;
  let formFactor = intensityTable.length;
  for (const channel of channels) {
    offsets.set(channel, { cube, formFactor });
    cube += channel.cubeLength;
    formFactor += channel.formFactorTable?.length ?? 0;
  }
  return offsets;
}

/** Concatenates arrays in float32. */
export function concatenated(parts: readonly ArrayLike<number>[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Nodes of an energy table in the events kernel: all tables are padded to the length of the longest. */
export function energyNodesOf({ channels }: PhysicsSetup): number {
  return Math.max(...channels.map(({ flux }) => flux.energyGev.length));
}

/** EventParams of a scan. */
export function eventParams(setup: PhysicsSetup, kernel: Kernel, energyNodes: number): ArrayBuffer {
  const { half, radius, shell } = setup.detector;
  const view = kernel.layout.view('EventParams');
  view.set({
    detector: { half: Array.from(half), radius, shell },
    originZ: setup.originZ,
    events: setup.scan.eventsPerMassPoint,
    smears: setup.response.smears ? 1 : 0,
    energyNodes,
  });
  return view.arrayBuffer;
}

/** TemplateParams of a scan. */
export function templateParams(setup: PhysicsSetup, kernel: Kernel, form: TemplateForm): ArrayBuffer {
  const view = kernel.layout.view('TemplateParams');
  view.set({ unitsPerBound: unitsPerBound(setup, form), limb: limbOf(setup, form) });
  return view.arrayBuffer;
}

/** Units of the low limb in one unit of the high limb of the fixed-point sums of a form (docs/numerics.md, "Fixed point"). */
export function limbOf({ scan }: PhysicsSetup, form: TemplateForm): number {
  return 2 ** limbBits(Math.ceil(mostRowEvents(scan) / TEMPLATE_FORMS[form].eventsPerWorkgroup));
}

/** Units of the fixed-point sums of a form that correspond to a bound. */
export function unitsPerBound({ scan }: PhysicsSetup, form: TemplateForm): number {
  return 2 ** boundBits(mostRowEvents(scan), TEMPLATE_FORMS[form].eventsPerWorkgroup);
}
