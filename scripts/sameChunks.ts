/**
 * Whether another checkout gives the same grids: `npm run same-chunks -- OTHER` scans every ready scan of this checkout, reduced in size, by both engines,
 * with the built programs of both (npm run build in each), and compares all chunks byte by byte. Metadata and digests may differ: they name versions and shaders.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ENGINES = { gpu: ['--software'], reference: ['--engine', 'reference'] } as const;
/** Points of an axis, and events of a mass point and channel: enough for every kernel and every flag. */
const MOST_POINTS = 3;
const EVENTS = 512;

/** An axis of a scan file: its values, or ends and a number of points. */
type AxisEntry = { values?: number[]; points?: number };

interface ScanEntry {
  axes: Record<string, AxisEntry>;
  events?: unknown;
}

/** A scan file with short axes and few events; where it raises them, up to four times as many. */
export function reduced(text: string): string {
  const scan = parse(text) as ScanEntry;
  for (const axis of Object.values(scan.axes)) {
    const { values } = axis;
    if (values) axis.values = values.filter((_, i) => i % Math.ceil(values.length / MOST_POINTS) === 0);
    else axis.points = Math.min(axis.points ?? MOST_POINTS, MOST_POINTS);
  }
  const raises = typeof scan.events === 'object' || scan.events === 'auto';
  scan.events = raises ? { from: EVENTS, cap: 4 * EVENTS } : EVENTS;
  return stringify(scan);
}

/** Whether a file of a grid is one of JSON: metadata, or digests with the grid's identity. */
function isDocument(file: string): boolean {
  return file.endsWith('.json');
}

/** Hashes of all chunks of a grid, by their paths. */
function chunksOf(grid: string): Map<string, string> {
  const hashes = new Map<string, string>();
  for (const file of readdirSync(grid, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(grid, file);
    if (isDocument(file) || !statSync(path).isFile()) continue;
    hashes.set(file, createHash('sha256').update(readFileSync(path)).digest('hex'));
  }
  return hashes;
}

/** Scans a file with a checkout's program; the chunks. */
function scanWith(
  checkout: string,
  file: string,
  engine: keyof typeof ENGINES,
  folder: string,
): Map<string, string> {
  const grid = join(folder, 'grid.zarr');
  rmSync(grid, { recursive: true, force: true });
  const args = ['scan', file, '--out', grid, ...ENGINES[engine]];
  execFileSync(process.execPath, [join(checkout, 'dist/cli/main.js'), ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return chunksOf(grid);
}

function compareCheckouts(other: string): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'dualnu-same-'));
  // A folder of experiments beside the scans names files of the data.
  for (const name of ['scans', 'data']) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  const scans = join(folder, 'scans');
  let same = true;
  try {
    for (const name of readdirSync(join(ROOT, 'scans')).filter((file) => file.endsWith('.yaml'))) {
      writeFileSync(join(scans, name), reduced(readFileSync(join(ROOT, 'scans', name), 'utf8')));
      for (const engine of ['gpu', 'reference'] as const) {
        const [own, others] = [ROOT, other].map((checkout) => scanWith(checkout, name, engine, scans));
        const differing = [...(own ?? [])].filter(([path, hash]) => others?.get(path) !== hash);
        const isSame = differing.length === 0 && own?.size === others?.size && (own?.size ?? 0) > 0;
        same &&= isSame;
        const what = isSame
          ? 'the same'
          : `DIFFERENT: ${differing.map(([path]) => path).join(' ') || 'other chunks'}`;
        console.log(`${name}, ${engine}: ${own?.size ?? 0} chunks, ${what}`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return same;
}

const [, script = '', other] = process.argv;
if (script.endsWith('sameChunks.ts')) {
  if (other === undefined) throw new Error('name the other checkout');
  process.exitCode = compareCheckouts(other) ? 0 : 1;
}
