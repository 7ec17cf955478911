/**
 * `tsx bench/onDevice/readyScans.ts [--adapter NAME] [--out FOLDER] [--most-points N] [--most-events N] [--repetitions N]`: every ready scan but the dense one,
 * and bench/joint.yaml, from the first tile to the last byte; JSON on stdout.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadScan } from '../../src/config/load.js';
import { limitOf } from '../../src/scan/occupancy.js';
import { type RunSummary, runScan } from '../../src/scan/run.js';
import { reducedScan } from '../reduced.js';
import type { ReadyScan, ReadyScans } from './goals.js';

const { values } = parseArgs({
  options: {
    adapter: { type: 'string' },
    out: { type: 'string', default: tmpdir() },
    'most-points': { type: 'string', default: 'Infinity' },
    'most-events': { type: 'string', default: 'Infinity' },
    repetitions: { type: 'string', default: '2' },
  },
});
const device = { allowSoftware: true, ...(values.adapter ? { adapterName: values.adapter } : {}) };
const reduction = { points: Number(values['most-points']), events: Number(values['most-events']) };

const ready = (await readdir('scans')).filter((file) => file.endsWith('.yaml') && file !== 'dense.yaml');
let software = true;
let adapter = 'none';
const scans: ReadyScan[] = [];
for (const file of [...ready.sort().map((name) => join('scans', name)), join('bench', 'joint.yaml')]) {
  const best = await runBest(file, Math.max(1, Number(values.repetitions)));
  const { seconds, computed, busy = { write: 0, writeWait: 0 }, info } = best;
  ({ software, adapter } = info);
  scans.push({ name: basename(file, '.yaml'), points: computed, seconds, limitedBy: limitOf(busy) });
}
const report: ReadyScans = { adapter, software, scans };
console.log(JSON.stringify(report));

/** The fastest of some runs into a grid that is removed. */
async function runBest(file: string, repetitions: number): Promise<RunSummary> {
  const scan = reducedScan(await loadScan(file), reduction);
  let best: RunSummary | undefined;
  for (let i = 0; i < repetitions; i++) {
    const work = await mkdtemp(join(values.out, 'dualnu-scans-'));
    try {
      const out = join(work, 'grid.zarr');
      const run = await runScan(scan, { ...device, engine: 'gpu', out, overwrite: false });
      if (!best || run.seconds < best.seconds) best = run;
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  if (!best) throw new RangeError('a measurement needs a repetition');
  return best;
}
