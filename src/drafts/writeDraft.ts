/** A new scan file on disk: resolved before it is written, and never in place of another file. */
import { lstat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { resolveScan } from '../config/load.js';
import { ConfigError, DualnuError } from '../errors.js';
import { DATA_DIR } from '../input/inputFiles.js';
import { withoutPlace } from '../mistakes.js';
import type { ResolvedScan } from '../resolved/scan.js';
import { isAbsent, systemErrorCode } from '../systemErrors.js';
import type { Choices } from './choices.js';
import { draftText } from './draftText.js';

/** ConfigError where something has the file's name already. */
export async function requireFree(file: string): Promise<void> {
  const isThere = await lstat(file).then(
    () => true,
    () => false,
  );
  if (isThere)
    throw new ConfigError(`${file}: is there already, and init replaces nothing; name another file`);
}

/** Writes the scan file of some choices and returns its scan. ConfigError where they cannot be one scan, or where the file cannot be made. */
export async function writeDraft(file: string, choices: Choices): Promise<ResolvedScan> {
  const text = draftText(choices, schemaFor(file));
  let scan: ResolvedScan;
  try {
    scan = await resolveScan(text, file);
  } catch (error) {
    if (!(error instanceof DualnuError) || error.mistakes.length === 0) throw error;
    // The lines of a text that is not written help nobody.
    const told = error.mistakes.map(withoutPlace);
    throw error instanceof ConfigError ? new ConfigError(told) : error;
  }
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    // Made by somebody else in the meantime.
    await requireFree(file);
    const why = isAbsent(error)
      ? 'its folder is not there'
      : `cannot be written (${systemErrorCode(error) ?? String(error)})`;
    throw new ConfigError(`${file}: ${why}; name a file in a folder of yours`);
  }
  return scan;
}

/** Path of the JSON Schema from the file's folder, where the program lies below the current folder: others' paths mean nothing in the file. */
function schemaFor(file: string): string | undefined {
  const schema = join(DATA_DIR, '..', 'schemas', 'scan.schema.json');
  const isNear = (path: string) => resolve(path).startsWith(process.cwd() + sep);
  if (!isNear(schema) || !isNear(file)) return undefined;
  return relative(dirname(resolve(file)), schema)
    .split(sep)
    .join('/');
}
