/** The sources of records on the GPU. A new source needs a file, a kernel, a line here, and its f64 form (engine/reference/recordSources.ts). */
import type { CreateRecordSource } from './recordSource.js';
import { createSampledRecords } from './sampledRecords.js';

/** All sources, each with the name of its kernel. */
export const RECORD_SOURCES = {
  sampled: { kernel: 'events', create: createSampledRecords },
} as const satisfies Readonly<
  Record<string, { readonly kernel: string; readonly create: CreateRecordSource }>
>;
