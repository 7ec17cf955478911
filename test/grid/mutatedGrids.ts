/** Grids whose documents and bytes were changed at random: whatever is done with them ends with a result or with an error of dualnu. */
import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { DualnuError } from '../../src/errors.js';
import { openGrid } from '../../src/grid/store.js';
import { computeContours } from '../../src/results/contours.js';
import { summarizeGrid } from '../../src/results/summary.js';
import { repairGrid } from '../../src/upkeep/repair.js';
import { verifyGrid } from '../../src/upkeep/verify.js';
import { randomStream } from '../scans.js';
import { filesOf } from '../upkeep/damaged.js';
import { unpackFormat } from './formats.js';

/** Values that stand where others are expected. */
const ODD = [null, -1, 0, 1.5, 2 ** 40, 1e300, '', 'NaN', '__proto__', true, [], [1, 2], {}] as const;

/** The value with one change somewhere: an odd value, or an entry less. */
function mutated(value: unknown, random: () => number): unknown {
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)];
  if (typeof value !== 'object' || value === null) return pick(ODD);
  const keys = Object.keys(value);
  const key = pick(keys);
  if (key === undefined || random() < 0.1) return pick(ODD);
  const isLess = random() < 0.15;
  if (Array.isArray(value)) {
    const place = Number(key);
    return isLess ? value.toSpliced(place, 1) : value.with(place, mutated(value[place], random));
  }
  const { [key]: own, ...others } = value as Record<string, unknown>;
  return isLess ? others : { ...value, [key]: mutated(own, random) };
}

function mutatedBytes(path: string, bytes: Buffer, random: () => number): Buffer {
  if (path.endsWith('.json'))
    return Buffer.from(JSON.stringify(mutated(JSON.parse(bytes.toString('utf8')), random), null, 2));
  const changed = Buffer.from(bytes);
  const place = Math.floor(random() * changed.length);
  changed[place] = (changed[place] ?? 0) ^ (1 + Math.floor(random() * 255));
  return random() < 0.3 ? changed.subarray(0, place) : changed;
}

/** Changes a grid of each format `count` times in `folder`; returns how often it was refused. */
export async function expectForeseen(folder: string, count: number, seed: number): Promise<number> {
  const random = randomStream(seed);
  let refused = 0;
  for (const format of [1, 2] as const) {
    const [dir, kept] = [join(folder, `grid${format}`), join(folder, `kept${format}`)];
    await unpackFormat(format, kept);
    const files = [...(await filesOf(kept))];
    for (let k = 0; k < count; k++) {
      await rm(dir, { recursive: true, force: true });
      await cp(kept, dir, { recursive: true });
      const [path, bytes] = files[Math.floor(random() * files.length)] ?? ['', Buffer.alloc(0)];
      const changed = mutatedBytes(path, bytes, random);
      await writeFile(join(dir, path), changed);
      const plane = { x: 'm5_gev', y: 'Umu5_sq', fix: { epsilon: 2e-3 }, confidenceLevels: [0.95] };
      const where = `format ${format}, change ${k} of seed ${seed}: ${path}`;
      const works = [
        await isForeseen(where, async () => summarizeGrid(await openGrid(dir))),
        await isForeseen(where, async () => computeContours(await openGrid(dir), plane)),
      ];
      if (works.includes(false)) refused++;
      // Neither reads all variables; verify does, and with digests it sees every change.
      const verdicts: string[] = [];
      await isForeseen(where, async () => verdicts.push((await verifyGrid(dir)).verdict));
      if (format === 2 && !changed.equals(bytes)) expect(verdicts, where).not.toContain('whole');
      if (k % 10 === 0) await isForeseen(where, () => repairGrid(dir, { allowSoftware: false }));
    }
  }
  return refused;
}

/** Whether something is done; false where it ends with an error of dualnu. Others are failures. */
async function isForeseen(where: string, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof DualnuError)) expect(error, where).toBeInstanceOf(DualnuError);
    return false;
  }
}
