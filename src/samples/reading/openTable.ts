/** Opens a file of events by what is in it, whatever its name. */
import { open } from 'node:fs/promises';
import { displayPath } from '../../input/inputFiles.js';
import { whyUnread } from '../../platform/readRegularFile.js';
import { openCsv } from './csvTable.js';
import { type EventTable, failFile } from './eventTable.js';
import { isHepevt, openHepevt } from './hepevtTable.js';
import { openNpy, openNpz } from './npzTable.js';
import { openParquet } from './parquetTable.js';
import { openRoot } from './rootTable.js';

/** Formats that are recognised and not read, by their first bytes, with what to do. */
const OTHERS: readonly (readonly [start: string, what: string])[] = [
  ['\x80', 'is a pickle, which only Python can read; write it as Parquet: DarkNews does with parquet=True'],
  ['\x89HDF', 'is an HDF5 file; write it as Parquet, NPZ, ROOT or CSV'],
  ['\x1f\x8b', 'is compressed by gzip; unpack it first'],
  ['HepMC::', 'is a HepMC file; write it as Parquet, NPZ, ROOT or CSV'],
];

/** The table of a file; `tree` names a tree of a ROOT file. InputDataError where it cannot be read. */
export async function openTable(path: string, tree?: string): Promise<EventTable> {
  const file = displayPath(path);
  const start = await firstBytes(path, file);
  if (start === '') failFile(file, 'is empty');
  if (tree !== undefined && !start.startsWith('root'))
    failFile(file, 'is no ROOT file, and has no tree to choose');
  if (start.startsWith('PAR1') || start.startsWith('PARE')) return openParquet(path, file);
  if (start.startsWith('root')) return openRoot(path, file, tree);
  if (start.startsWith('PK')) return openNpz(path, file);
  if (start.startsWith('\x93NUMPY')) return openNpy(path, file);
  const other = OTHERS.find(([begin]) => start.startsWith(begin));
  if (other !== undefined) return failFile(file, other[1]);
  return isHepevt(start) ? openHepevt(path, file) : openCsv(path, file);
}

async function firstBytes(path: string, file: string): Promise<string> {
  try {
    await using handle = await open(path, 'r');
    const stats = await handle.stat();
    if (!stats.isFile()) return failFile(file, `is ${stats.isDirectory() ? 'a folder' : 'no file'}`);
    const bytes = Buffer.alloc(64);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead).toString('latin1');
  } catch (error) {
    if (error instanceof Error && error.name !== 'InputDataError' && 'mistakes' in error) throw error;
    if (error instanceof Error && 'code' in error) return failFile(file, whyUnread(error));
    throw error;
  }
}
