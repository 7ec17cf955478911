/** `dualnu extend` as a person runs it: what it says beforehand, and an extension that is killed. */
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { logValues } from '../../src/config/axisValues.js';
import { dualnu, failing, hashTree, makeFolder, smallScan } from './cli.js';
import { FILES, runWith, scanTo, TWENTY_TILES, wordsOf } from './night.js';

const MASSES = logValues(0.11, 1.3, 150);
const short = (masses: readonly number[]) =>
  smallScan({ ...TWENTY_TILES, axes: { ...TWENTY_TILES.axes, m5_gev: { values: [...masses] } } });

let dir: string;
let scratch: Record<string, string>;
beforeAll(async () => {
  dir = await makeFolder({
    ...FILES,
    'short.yaml': short(MASSES.slice(0, 130)),
    'near.yaml': short(MASSES.slice(0, 132).map((mass, i) => (i < 2 ? mass * (1 + 1e-13) : mass))),
  });
  for (const [file, out] of [
    ['short.yaml', 'short.zarr'],
    ['scan.yaml', 'scratch.zarr'],
  ] as const) {
    const run = await dualnu(dir, scanTo(out, file), { ownProcess: true });
    expect(run.code, run.stderr).toBe(0);
  }
  scratch = await hashTree(join(dir, 'scratch.zarr'));
});

it('says beforehand what is taken over and what is computed, and writes nothing', async () => {
  const before = await hashTree(dir);
  const args = ['extend', 'short.zarr', 'scan.yaml', '--software', '--dry-run'];
  const { code, stdout, stderr } = await dualnu(dir, args);
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(
    /^6.00 k points \(20 x 150 x 2\), 5.20 k of them in short.zarr \(identity [0-9a-f]{12}\)$/m,
  );
  expect(stdout).toMatch(/^ {4}m5_gev: 130 of 150 values are there, 20 are new$/m);
  expect(stdout).toMatch(/^taken over: all numbers of microboone-2025 at 5.20 k points$/m);
  expect(stdout).toMatch(
    /^events: of \S+ channels of mass points, where a scan from scratch has .* \(\d+\.\d %\)$/m,
  );
  expect(stdout).toMatch(/^would take the place of short.zarr, which stays until the new grid is whole$/m);
  const json = await dualnu(dir, [...args, '--json', '--out', 'new.zarr']);
  const report = JSON.parse(json.stdout);
  expect(report).toMatchObject({ in_place: false, out: 'new.zarr', points: 6000, points_taken_over: 5200 });
  expect(report.channels.computed).toBeLessThan(0.2 * report.channels.from_scratch);
  // Needs no device, where a run would end with exit code 5.
  const without = ['extend', 'short.zarr', 'scan.yaml', '--adapter', 'no-such', '--dry-run'];
  const said = await dualnu(dir, without);
  expect(said.code, said.stderr).toBe(0);
  const [last, note, ...lines] = said.stdout.trimEnd().split('\n').reverse();
  expect(note).toMatch(
    /^here it could not run: .*no-such.*; what is said above is for the grid's adapter, \S/,
  );
  expect([...lines.reverse(), last].join('\n')).toBe(stdout.trimEnd());
  expect(JSON.parse((await dualnu(dir, [...without, '--json'])).stdout)).toMatchObject({
    lacks_adapter: expect.stringContaining('no-such'),
    software: true,
    points_taken_over: 5200,
  });
  expect(await hashTree(dir)).toEqual(before);
});

it('warns of values that are equal but for the last digits', async () => {
  const args = ['extend', 'short.zarr', 'near.yaml', '--software', '--dry-run', '--out', 'new.zarr'];
  const { stderr } = await dualnu(dir, args);
  expect(stderr).toContain(
    "warning: 2 of 132 values of m5_gev differ from the grid's in the last digits only",
  );
  expect(await failing(dir, [...args, '--strict'], 3)).toContain('--strict');
});

it('is killed in the middle and goes on, in another folder and in the place of the old grid', async () => {
  for (const [seed, place] of [
    [700, ['--out', 'new.zarr']],
    [700, []],
  ] as const) {
    const args = ['extend', 'short.zarr', 'scan.yaml', '--software', '--no-sync', ...place];
    const old = await hashTree(join(dir, 'short.zarr'));
    const killed = await runWith(dir, args, [{ at: seed, does: 'SIGKILL' }]);
    expect(killed.signal).toBe('SIGKILL');
    const [kept, ...others] = wordsOf(killed);
    const where =
      place[1] ?? `${join(dir, 'short.zarr.replacement')}, and the old one is as it was in short.zarr`;
    expect(kept).toMatch(/: at least \d+ of \d+ tiles \(\d+ points\)( of the new grid)? are kept in /);
    expect(kept).toContain(` kept in ${where}; run the same command again to go on`);
    expect(others).toEqual([]);
    expect(await hashTree(join(dir, 'short.zarr'))).toEqual(old);
    const { code, stdout, stderr } = await dualnu(dir, [...args, '--json']);
    expect(code, stderr).toBe(0);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ points: 6000, points_taken_over: 5200 });
    expect(report.points_resumed).toBeGreaterThan(0);
    expect(await hashTree(join(dir, place[1] ?? 'short.zarr'))).toEqual(scratch);
  }
  const again = await dualnu(dir, ['extend', 'short.zarr', 'scan.yaml']);
  expect(again.stdout).toMatch(/^nothing was computed: the grid is that of the scan already$/m);
});

it('refuses another scan, and says what is another', async () => {
  const line = await failing(dir, ['extend', 'scratch.zarr', 'other.yaml', '--software'], 3);
  expect(line).toBe(
    'dualnu: other.yaml: nothing of scratch.zarr can be taken over: seed is 1 there and 2 here',
  );
  expect(await failing(dir, ['extend', 'none.zarr', 'scan.yaml'], 7)).toContain(
    'none.zarr: not a dualnu grid',
  );
  expect(await failing(dir, ['extend', 'scratch.zarr'], 2)).toMatch(/Not enough non-option arguments/);
});
