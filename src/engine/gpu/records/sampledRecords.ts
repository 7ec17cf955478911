/** Records by sampling: the events kernel maps hypercube points onto the mass point of every row. */
import { createBuffer, createBufferWith, uploadBuffer } from '../../../gpu/buffers.js';
import type { GpuContext } from '../../../gpu/context.js';
import { type Binding, createBindGroups } from '../../../gpu/layout.js';
import { KERNEL_SIZES } from '../../../prediction/kernelSizes.js';
import type { PhysicsSetup } from '../../../prediction/physicsSetup.js';
import { largestBeamBins } from '../../../prediction/signalBins.js';
import { evaluatedTable } from '../../../response/evaluated.js';
import { compileKernel, type Kernel } from '../../packing/kernels.js';
import { concatenated, energyNodesOf, eventParams } from '../../packing/templateRows.js';
import type { PlannedSource, RecordBuffers, RecordSource } from './recordSource.js';

/** Events that a workgroup of the kernel maps. */
const EVENTS_PER_WORKGROUP = KERNEL_SIZES.WORKGROUP * KERNEL_SIZES.EVENTS_PER_INVOCATION;

/** The source of a scan whose events are generated. */
export function planSampled(setup: PhysicsSetup): PlannedSource {
  const plan = { events: setup.scan.eventsPerMassPoint, wholeRows: false };
  return {
    ...plan,
    async create(context, { events }, buffers, maxRows) {
      return { ...plan, ...(await createSampled(context, setup, events, buffers, maxRows)) };
    },
  };
}

/** Compiles the events kernel and allocates buffers for tiles of at most `maxRows` rows. Throws DeviceError. */
async function createSampled(
  context: GpuContext,
  setup: PhysicsSetup,
  code: string,
  records: RecordBuffers,
  maxRows: number,
): Promise<Pick<RecordSource, 'setRows' | 'dispatches'>> {
  const kernel = await compileKernel(context, 'events', code, KERNEL_SIZES);
  const nodes = energyNodesOf(setup);
  const buffers = await eventBuffers(context, setup, kernel, nodes, maxRows);
  const bindGroups = await createBindGroups(context, kernel, { ...records, ...buffers });
  return {
    setRows(packed) {
      uploadBuffer(context, buffers.energyNodes, packed.energies);
      uploadBuffer(context, records.rows, packed.rows);
    },
    dispatches: (events, rows) => [
      { ...kernel, bindGroups, workgroups: [Math.ceil(events / EVENTS_PER_WORKGROUP), rows] },
    ],
  };
}

async function eventBuffers(
  context: GpuContext,
  setup: PhysicsSetup,
  kernel: Kernel,
  nodes: number,
  maxRows: number,
) {
  const bins = largestBeamBins(setup.scan.experiment);
  const { STORAGE, COPY_DST, UNIFORM } = GPUBufferUsage;
  const table = (label: string, data: Float32Array | Uint32Array) =>
    createBufferWith(context, { label, usage: STORAGE, data });
  const cube = concatenated(setup.channels.map((channel) => channel.cube));
  const formFactors = setup.channels.map((channel) => channel.formFactorTable ?? []);
  const binOfCell = setup.beamBins.flatMap(({ ofCell }) => ofCell.map((bin) => (bin < 0 ? bins : bin)));
  return {
    params: await createBufferWith(context, {
      label: 'event parameters',
      usage: UNIFORM,
      data: eventParams(setup, kernel, nodes),
    }),
    cube: await table('hypercube', cube),
    energyNodes: await createBuffer(context, {
      label: 'energy tables',
      size: maxRows * nodes * kernel.layout.sizeOf('EnergyNode'),
      usage: STORAGE | COPY_DST,
    }),
    // Protons have no form factor; the last zero keeps the buffer from being empty.
    formFactors: await table('form factors', concatenated([setup.intensityTable, ...formFactors, [0]])),
    response: await table('response', Float32Array.from(evaluatedTable(setup.response))),
    binOfCell: await table('bins of cells', Uint32Array.from(binOfCell)),
  } satisfies Record<string, Binding>;
}
