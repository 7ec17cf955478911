/** The quickstart as the README promises it: a million points, twice the same bytes, in time and in memory. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dualnu, hashTree, makeFolder, ROOT } from './cli.js';

/** On two cores without a GPU. */
const MAX_SECONDS = 30;
const MAX_BYTES = 2 ** 30;

it('scans a million points in time, in memory, and to the same bytes again', {
  timeout: 200_000,
}, async () => {
  const dir = await makeFolder();
  const scan = join(ROOT, 'scans', 'quickstart.yaml');
  for (const out of ['first.zarr', 'second.zarr']) {
    const run = await dualnu(dir, ['scan', scan, '--software', '--json', '--out', out], {
      measureMemory: process.platform === 'linux',
    });
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      shape: [32, 32, 32, 32],
      points: 1048576,
      flags: { overflow: 0 },
    });
    expect(run.seconds).toBeLessThan(MAX_SECONDS);
    if (process.platform === 'linux') expect(run.peakBytes).toBeGreaterThan(0);
    expect(run.peakBytes).toBeLessThan(MAX_BYTES);
    console.log(`quickstart: ${run.seconds.toFixed(1)} s, ${(run.peakBytes / 2 ** 20).toFixed(0)} MiB`);
  }
  const first = await hashTree(join(dir, 'first.zarr'));
  expect(Object.keys(first).length).toBeGreaterThan(20);
  expect(await hashTree(join(dir, 'second.zarr'))).toEqual(first);
});
