/** The run log beside a grid, for times, paths and durations, which must not be in the grid. */
import { readRegularFile, SIZE_LIMITS, UnreadableFile } from '../platform/readRegularFile.js';
import { systemErrorCode, writeAtomically } from './atomicStore.js';

/** One run that worked on a grid; the log has one entry per run, oldest first. */
export type RunLogEntry = Readonly<Record<string, unknown>>;

/** Path of a grid's run log: `<grid>.log.json`. */
export function runLogPath(gridDir: string): string {
  return `${gridDir.replace(/\/+$/, '')}.log.json`;
}

/** The runs that worked on a grid, oldest first; empty if there is no valid log. */
export async function readRunLog(gridDir: string): Promise<RunLogEntry[]> {
  try {
    const bytes = await readRegularFile(runLogPath(gridDir), SIZE_LIMITS.table);
    const document: unknown = JSON.parse(bytes.toString('utf8'));
    return Array.isArray(document) ? document : [];
  } catch (error) {
    // A damaged log is replaced rather than stopping a scan.
    const isOther = error instanceof SyntaxError || error instanceof UnreadableFile;
    if (isOther || systemErrorCode(error) !== undefined) return [];
    throw error;
  }
}

/** Adds one run to the grid's log, by an atomic rename. StoreError when it cannot be written. */
export async function writeRunLog(gridDir: string, entry: RunLogEntry): Promise<void> {
  const runs = [...(await readRunLog(gridDir)), entry];
  await writeAtomically(runLogPath(gridDir), `${JSON.stringify(runs, null, 2)}\n`);
}
