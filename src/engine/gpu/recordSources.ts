/** The sources of records on the GPU. To add one is to add its file, its kernel and its line here, and its f64 form (engine/reference/recordSources.ts). */
import type { CreateRecordSource } from './recordSource.js';
import { createSampledRecords } from './sampledRecords.js';

/** Each with the name of its kernel. */
export const RECORD_SOURCES = {
  sampled: { kernel: 'events', create: createSampledRecords },
} as const satisfies Readonly<
  Record<string, { readonly kernel: string; readonly create: CreateRecordSource }>
>;
