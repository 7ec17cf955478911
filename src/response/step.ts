/** What a step of a response pipeline is: its keys, how they are read, and how it stands in the compiled table. */
import type { z } from 'zod';
import type { Reading } from './reading.js';
import type { TableWriter } from './tableWriter.js';

/** A step; `File` are its keys as validated, `Part` is what it adds to a response, `Before` what it needs of the steps before it. */
export interface ResponseStep<File, Part, Before = unknown> {
  /** Its keys in a file, each of which may be left out. */
  readonly keys: z.ZodRawShape;
  /** Reads it; what is wrong goes to the reading's mistakes. Undefined where it cannot be used. */
  readonly read: (reading: Reading<File>, before: Before) => Promise<Part | undefined> | Part | undefined;
  readonly write: (writer: TableWriter, part: Part) => void;
  /** Largest factor that it leaves of the probabilities of pairs of at most this energy (GeV); 1 where it is left out. */
  readonly largestBelow?: (part: Part, energyGev: number) => number;
  /** Whether it is as in the analytic efficiency and classification, which the kernel takes straight. */
  readonly isAnalytic: (part: Part) => boolean;
}
