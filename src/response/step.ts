/** Interface of a step of a response pipeline: its keys, how they are read, and how it is written to the compiled table. */
import type * as z from 'zod';
import type { Reading } from './reading.js';
import type { TableWriter } from './tableWriter.js';

/** A step. `File`: its validated keys; `Part`: what it adds to a response; `Before`: what it needs from preceding steps. */
export interface ResponseStep<File, Part, Before = unknown> {
  /** Its keys in a file, all optional. */
  readonly keys: z.ZodRawShape;
  /** Reads the step and adds mistakes to the reading. Undefined if it cannot be used. */
  readonly read: (reading: Reading<File>, before: Before) => Promise<Part | undefined> | Part | undefined;
  readonly write: (writer: TableWriter, part: Part) => void;
  /** Upper bound of the step's factor for pairs up to this energy (GeV); 1 if absent. */
  readonly largestBelow?: (part: Part, energyGev: number) => number;
  /** Whether the step is that of the analytic response, which the kernel evaluates directly. */
  readonly isAnalytic: (part: Part) => boolean;
}
