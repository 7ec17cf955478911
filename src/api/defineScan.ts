/** A scan from a file, or from an object with the same keys. */
import { stringify } from 'yaml';
import type * as z from 'zod';
import { loadScan, resolveScan } from '../config/load.js';
import type { scanSchema } from '../config/schema.js';
import { ConfigError, DualnuError, InputDataError } from '../errors.js';
import type { ResolvedScan } from '../resolved/scan.js';

/** The contents of a scan file (docs/formats.md) as an object. Masses are in GeV, everything else is dimensionless. */
export type ScanDefinition = z.input<typeof scanSchema>;

/** Name in messages of a scan that is not a file. */
const NAME = 'defineScan';

/**
 * Resolves a scan: fills in every default, and reads the experiments and all their files. `scan` is the path of a scan file, or an object
 * with the same keys; in an object, paths of experiments are relative to the current folder. Throws ConfigError with every mistake in the
 * scan, InputDataError with those in the files of its experiments.
 */
export async function defineScan(scan: string | ScanDefinition): Promise<ResolvedScan> {
  if (typeof scan === 'string') return await loadScan(scan);
  try {
    return await resolveScan(stringify(scan), NAME);
  } catch (error) {
    throw error instanceof DualnuError ? withoutLines(error) : error;
  }
}

/** The same error without line numbers, since the object was never a text with lines. */
function withoutLines(error: DualnuError): DualnuError {
  if (error.mistakes.length === 0) return error;
  const mistakes = error.mistakes.map((mistake) => {
    if (mistake.file !== NAME) return mistake;
    const { file, key, what } = mistake;
    return { file, what, ...(key === undefined ? {} : { key }) };
  });
  return error instanceof InputDataError ? new InputDataError(mistakes) : new ConfigError(mistakes);
}
