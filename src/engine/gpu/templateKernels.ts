/** A source of records and the kernel that sums them, with buffers for the largest tile of a scan. */

import { createBuffer } from '../../gpu/buffers.js';
import type { GpuContext } from '../../gpu/context.js';
import { structViews } from '../../gpu/layout.js';
import { DEFAULT_LIMITS, grantedLimit } from '../../gpu/limits.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import { largestBeamBins } from '../../prediction/signalBins.js';
import { TEMPLATE_FORMS } from '../../prediction/templateForms.js';
import type { LinkedKernels } from '../packing/kernels.js';
import type { RecordSource } from './records/recordSource.js';
import { planSource } from './records/recordSources.js';
import { createTemplateSums, type TemplateSums, type TemplateSumsOptions } from './templateSums.js';

/** Bytes of an event's record, without its probabilities. */
const RECORD_BYTES = 16;

/** The source and the kernel that sums its records, bound to the buffers that they share. */
export interface TemplateKernels {
  readonly source: RecordSource;
  readonly sums: TemplateSums;
  /** TemplateRange. */
  readonly range: GPUBuffer;
  /** Batches of events whose records fit into the buffers at a time. */
  readonly batchesOfRecords: number;
}

/** Compiles the kernels and allocates buffers. Throws DeviceError. */
export async function createTemplateKernels(
  context: GpuContext,
  setup: PhysicsSetup,
  options: TemplateSumsOptions & { readonly codes: LinkedKernels },
): Promise<TemplateKernels> {
  const { scan } = setup;
  const { codes, form, maxRows } = options;
  const { eventsPerWorkgroup, recordsBytes } = TEMPLATE_FORMS[form];
  const bins = largestBeamBins(scan.experiment);
  const { STORAGE, COPY_DST, UNIFORM } = GPUBufferUsage;
  const storage = (label: string, size: number, extra = COPY_DST) =>
    createBuffer(context, { label, size, usage: STORAGE | extra });
  const planned = planSource(setup);
  const batches = Math.ceil(planned.events / eventsPerWorkgroup);
  const eventsPerBatch = Math.min(planned.events, eventsPerWorkgroup);
  const bytesPerEvent = RECORD_BYTES + 4 * bins;
  // Records and probabilities are a binding each.
  const mostBytes = Math.min(recordsBytes, grantedLimit(context, 'maxStorageBufferBindingSize'));
  const fitting = Math.min(
    maxRows * batches,
    Math.max(Math.floor(mostBytes / (eventsPerBatch * bytesPerEvent)), 1),
    options.largestDispatch ?? DEFAULT_LIMITS.maxComputeWorkgroupsPerDimension,
  );
  const batchesOfRecords = planned.wholeRows ? Math.max(fitting, batches) : fitting;
  const records = {
    range: await createBuffer(context, { label: 'template range', size: 16, usage: UNIFORM | COPY_DST }),
    rows: await storage('rows', maxRows * structViews(codes.events).sizeOf('TemplateRow')),
    records: await storage('records', batchesOfRecords * eventsPerBatch * RECORD_BYTES, 0),
    probabilities: await storage('probabilities', batchesOfRecords * eventsPerBatch * 4 * bins, 0),
  };
  return {
    source: await planned.create(context, codes, records, maxRows),
    sums: await createTemplateSums(context, setup, records, options),
    range: records.range,
    batchesOfRecords,
  };
}
