/** The quickstart as the README promises it: a million points, twice the same bytes, in memory. `npm run bench` tells its time. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dualnu, hashTree, makeFolder, measuredProcess, ROOT } from './cli.js';

const MAX_BYTES = 2 ** 30;

it('scans a million points in memory, and to the same bytes again', async () => {
  const dir = await makeFolder();
  const scan = join(ROOT, 'scans', 'quickstart.yaml');
  const isMeasured = process.platform === 'linux';
  for (const out of ['first.zarr', 'second.zarr']) {
    const args = ['scan', scan, '--software', '--json', '--out', out];
    const run = isMeasured ? await measuredProcess(dir, args) : await dualnu(dir, args, { ownProcess: true });
    expect(run.code, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      shape: [32, 32, 32, 32],
      points: 1048576,
      flags: { overflow: 0 },
    });
    if ('peakBytes' in run) {
      expect(run.peakBytes).toBeGreaterThan(0);
      expect(run.peakBytes).toBeLessThan(MAX_BYTES);
    }
  }
  const first = await hashTree(join(dir, 'first.zarr'));
  expect(Object.keys(first).length).toBeGreaterThan(20);
  expect(await hashTree(join(dir, 'second.zarr'))).toEqual(first);
});
