/** The run log beside a grid, for times, paths and durations, which must not be in the grid. */
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readRegularFile, SIZE_LIMITS, UnreadableFile } from '../../platform/readRegularFile.js';
import { systemErrorCode } from '../../systemErrors.js';
import { type WriteOptions, writeAtomically } from '../atomicStore.js';
import { placeOf } from './place.js';
import { reserveRoom } from './reserve.js';

/** One run that worked on a grid; the log has one entry per run, oldest first. */
export type RunLogEntry = Readonly<Record<string, unknown>>;

/** The entry of a run that is under way: without `ended`, as the run leaves it if it is killed. */
export interface OpenRun {
  /** Adds what came of the run to its entry. StoreError if it cannot be written. */
  close(outcome: RunLogEntry): Promise<void>;
  /** Removes the entry, and the log with its last one. StoreError if it cannot be written. */
  withdraw(): Promise<void>;
}

/** Path of a grid's run log: `<grid>.log.json` beside the folder itself, not beside a link to it: a grid has one log by whatever path. */
export async function runLogPath(gridDir: string): Promise<string> {
  return `${await placeOf(gridDir)}.log.json`;
}

/** The runs that worked on a grid, oldest first; empty if there is no valid log. */
export async function readRunLog(gridDir: string): Promise<RunLogEntry[]> {
  return await readRuns(await runLogPath(gridDir));
}

/**
 * How many tiles of the grid with an identity were on disk when the last run that knew it ended; undefined where no run tells, or one has begun the
 * grid anew since.
 */
export function tilesInLog(runs: readonly RunLogEntry[], identity: string): number | undefined {
  const last = runs.findLastIndex((run) => run.identity === identity && typeof run.tiles_done === 'number');
  const isBegunAnew = runs.slice(last + 1).some((run) => run.points_resumed === 0);
  const tiles = runs[last]?.tiles_done;
  return typeof tiles === 'number' && !isBegunAnew ? tiles : undefined;
}

async function readRuns(path: string): Promise<RunLogEntry[]> {
  try {
    const bytes = await readRegularFile(path, SIZE_LIMITS.table);
    const document: unknown = JSON.parse(bytes.toString('utf8'));
    // Of a damaged log what is an entry is kept.
    return Array.isArray(document) ? document.filter(isEntry) : [];
  } catch (error) {
    // A damaged log is replaced rather than stopping a scan.
    const isOther = error instanceof SyntaxError || error instanceof UnreadableFile;
    if (isOther || systemErrorCode(error) !== undefined) return [];
    throw error;
  }
}

function isEntry(value: unknown): value is RunLogEntry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Bytes that an entry may grow by at its end, for which room is taken at its beginning: the disk may be full by then. */
const ROOM_FOR_END = 8192;

/** Adds a run to the grid's log, by an atomic rename, before it begins. Only for who has claimed the grid. StoreError if it cannot be written. */
export async function openRun(
  gridDir: string,
  entry: RunLogEntry,
  options: Pick<WriteOptions, 'sync'> = {},
): Promise<OpenRun> {
  // Of a folder that is removed meanwhile, links can no longer be followed.
  const path = await runLogPath(gridDir);
  const textOf = (runs: readonly RunLogEntry[]) => `${JSON.stringify(runs, null, 2)}\n`;
  const write = (text: string) => writeAtomically(path, text, { ...options, within: dirname(path) });
  /** The other runs, and where this one stands among them: at the end if its entry was lost. */
  const others = async () => {
    const runs = await readRuns(path);
    const text = JSON.stringify(entry);
    const place = runs.findLastIndex((run) => JSON.stringify(run) === text);
    return place < 0
      ? { before: runs, after: [] }
      : { before: runs.slice(0, place), after: runs.slice(place + 1) };
  };
  const opened = textOf([...(await readRuns(path)), entry]);
  await write(opened);
  const reserve = await reserveRoom(path, Buffer.byteLength(opened) + ROOM_FOR_END, options);
  return {
    async close(outcome) {
      const { before, after } = await others();
      const text = textOf([...before, { ...entry, ...outcome }, ...after]);
      if (!(await reserve.become(text))) await write(text);
    },
    async withdraw() {
      const { before, after } = await others();
      await reserve.release();
      if (before.length + after.length > 0) await write(textOf([...before, ...after]));
      else await rm(path, { force: true });
    },
  };
}
