/** Parts of a grid that cannot be shown: not written yet, or no longer as they were written. */
import { StoreError } from '../errors.js';
import { UnwrittenChunk } from '../grid/reading.js';
import type { Fault } from './wire.js';

/** Adds the fault that an error tells to a list that has each once; throws as faultFrom. */
export function noteFault(faults: Fault[], error: unknown): void {
  const fault = faultFrom(error);
  if (!faults.some(({ words }) => words === fault.words)) faults.push(fault);
}

/** The fault that a StoreError tells; any other error is thrown again. */
export function faultFrom(error: unknown): Fault {
  if (error instanceof UnwrittenChunk) return { kind: 'absent', words: 'not computed yet' };
  if (error instanceof StoreError) return { kind: 'damaged', words: error.message };
  throw error;
}
