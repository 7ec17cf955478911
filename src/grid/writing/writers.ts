/**
 * Who writes a grid: a file for each writer in a folder beside it, so that two scans do not mix in one grid. The file of a writer that is
 * gone is removed by the next one.
 */
import { readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { StoreError } from '../../errors.js';
import { isFolder } from '../../platform/isFolder.js';
import { fateOf, type ProcessMark, thisProcess } from '../../platform/processMark.js';
import { readRegularFile, SIZE_LIMITS, UnreadableFile } from '../../platform/readRegularFile.js';
import { isAbsent, storeErrorFrom, systemErrorCode } from '../../systemErrors.js';
import { visible } from '../../visible.js';
import { writeAtomically } from '../atomicStore.js';
import { makeFolders, removeMadeFolders } from '../folders.js';
import { placeOf, writersBeside } from './place.js';

/** What of a grid a writer writes: all of it, or a share of its tiles by name, such as `3/16`. */
export type Part = string;

/** The part that leaves nothing to others. */
export const WHOLE: Part = 'all';

/** A writer as its file describes it; a damaged file tells no more than its name. */
interface Writer extends ProcessMark {
  readonly part: Part;
  /** When it began, in the time of its machine: for people, since clocks may jump. */
  readonly since: string;
}

/** Whether two writers may write at the same time: shares of one grid that differ. */
export function mayWriteTogether(a: Part, b: Part): boolean {
  return a !== WHOLE && b !== WHOLE && a !== b;
}

/** Options of claimGrid. */
export interface ClaimOptions {
  readonly part?: Part | undefined;
  /** Called with a sentence if a dead writer's file was removed. */
  readonly onNotice?: ((text: string) => void) | undefined;
}

/** The right to write a grid, until it is disposed of. */
export interface Claim extends AsyncDisposable {
  /** The grid's folder, with links followed. */
  readonly place: string;
}

/** Of two that claim a grid at the same moment, one waits for the other to withdraw: this many times, and milliseconds each. */
const PATIENCE = { times: 40, milliseconds: 25 } as const;

let claims = 0;

/**
 * Claims a grid, or a part of it, for this process. Throws StoreError, with the writer that was first, where the grid is being written, and
 * where that cannot be told because the writer is on another machine.
 */
export async function claimGrid(dir: string, { part = WHOLE, onNotice }: ClaimOptions = {}): Promise<Claim> {
  const place = await placeOf(dir);
  const folder = writersBeside(place);
  claims += 1;
  const path = join(folder, `${hostname()}-${process.pid}-${claims}.json`);
  const writer: Writer = { ...thisProcess(), part, since: new Date().toISOString() };
  let madeFolder: string | undefined;
  const release = async () => {
    await rm(path, { force: true });
    // Others may still be in it; it is removed by the last one.
    await removeMadeFolders(folder, madeFolder ?? folder);
  };
  try {
    madeFolder = await makeFolders(folder);
    // After a power cut its writer is gone, whether the file is there or not.
    await writeAtomically(path, `${JSON.stringify(writer)}\n`, { sync: false });
    await waitForTurn(dir, path, part, onNotice);
  } catch (error) {
    await release().catch(() => undefined);
    if (systemErrorCode(error) === 'EEXIST')
      throw new StoreError(
        `${folder}: is in the way: while a grid is written, this is a folder; move it away`,
      );
    const isGridThere = await isFolder(place);
    throw storeErrorFrom(error, isGridThere ? 'cannot write beside' : 'cannot create grid', dir);
  }
  return { place, [Symbol.asyncDispose]: () => release().catch(() => undefined) };
}

/**
 * Returns when nobody else writes. A claim is on disk before the others are read, so that of two at the same moment at least one sees the
 * other, and both cannot go on; the one whose name comes second withdraws.
 */
async function waitForTurn(
  dir: string,
  path: string,
  part: Part,
  onNotice: ClaimOptions['onNotice'],
): Promise<void> {
  for (let time = 1; ; time++) {
    const rivals: Found[] = [];
    for (const other of await othersIn(dirname(path), basename(path))) {
      const fate = fateOf(other.writer);
      if (fate === 'dead') {
        await rm(other.path, { recursive: true, force: true });
        onNotice?.(`${dir}: ${inWords(other.writer)} has ended without finishing; its lock is removed`);
      } else if (!mayWriteTogether(part, other.writer.part)) rivals.push({ ...other, fate });
    }
    const [first] = rivals;
    if (first === undefined) return;
    const isLast = time === PATIENCE.times || rivals.some((other) => other.path < path);
    if (isLast) throw refusal(dir, first);
    await new Promise((resolve) => setTimeout(resolve, PATIENCE.milliseconds));
  }
}

interface Found {
  readonly path: string;
  readonly writer: Writer;
  readonly fate?: ReturnType<typeof fateOf>;
}

async function othersIn(folder: string, mine: string): Promise<Found[]> {
  const found: Found[] = [];
  for (const name of (await readdir(folder)).sort()) {
    // What has no such name is not a writer's.
    const [, host, pid] = /^([^.].*)-(\d+)-\d+\.json$/.exec(name) ?? [];
    if (name === mine || host === undefined) continue;
    const path = join(folder, name);
    const named = { host, pid: Number(pid), part: WHOLE, since: '' };
    const text = await textOfWriter(path);
    if (text !== undefined) found.push({ path, writer: { ...named, ...parsed(text) } });
  }
  return found;
}

/** The text of a writer's file, empty where something else has its name; undefined where it is gone by now. */
async function textOfWriter(path: string): Promise<string | undefined> {
  try {
    return (await readRegularFile(path, SIZE_LIMITS.text)).toString('utf8');
  } catch (error) {
    if (error instanceof UnreadableFile) return '';
    if (!isAbsent(error)) throw error;
    return undefined;
  }
}

/** A writer from the text of its file: only what has the right type. */
function parsed(text: string): Partial<Writer> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return {};
    const types: Readonly<Record<string, string>> = {
      host: 'string',
      pid: 'number',
      started: 'number',
      boot: 'string',
      namespace: 'string',
      part: 'string',
      since: 'string',
    };
    return Object.fromEntries(Object.entries(value).filter(([key, entry]) => typeof entry === types[key]));
  } catch {
    return {};
  }
}

function refusal(dir: string, { path, writer, fate }: Found): StoreError {
  const what = `${dir}: is being written by ${inWords(writer)}`;
  return new StoreError(
    fate === 'unseen'
      ? `${what}, which cannot be seen from here; if it no longer runs there, remove ${path}`
      : `${what}; wait for its end, or use another --out`,
  );
}

/** `process 4242 on node17 (since 2026-11-28 01:02:03 UTC)`. */
function inWords({ pid, host, since }: Writer): string {
  const time =
    since === ''
      ? ''
      : ` (since ${visible(since)
          .replace('T', ' ')
          .replace(/\.\d+Z$/, ' UTC')})`;
  return `process ${pid} on ${visible(host)}${time}`;
}
