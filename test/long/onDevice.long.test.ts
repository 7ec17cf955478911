/** bench/onDevice.sh from a bundle with tests, sizes reduced: unpacked elsewhere, every step but the bench, and its table. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeFolder, ROOT, runProcess } from '../e2e/cli.js';

it.skipIf(process.platform !== 'linux' || process.arch !== 'x64')(
  'runs from a bundle and prints its table',
  async () => {
    const folder = await makeFolder();
    const made = await runProcess(
      'bash',
      ['scripts/bundle.sh', '--with-tests', '--compress', 'none', '--out', folder],
      ROOT,
    );
    expect(made.code).toBe(0);
    const [bundle] = await readdir(folder);
    expect(bundle).toMatch(/-tests\.tar$/);
    const results = join(folder, 'results');
    const script = join(ROOT, 'bench', 'onDevice.sh');
    const args = ['--small', '--only', 'tests,profile,scans,peers', '--results', results];
    const { code, stdout, stderr } = await runProcess(
      'bash',
      [script, join(folder, bundle ?? ''), ...args],
      folder,
    );
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.not.stringContaining('FAILED') });
    expect(stdout).toMatch(/^tests of engine and shaders +all pass +\d+ passed, 0 failed +reached$/m);
    expect(stdout).toMatch(/^joint with MiniBooNE combined, 101 M points +at most 1.5 s +[\d.]+ s/m);
    expect(stdout).toMatch(/^GPU by kernel/m);
    expect(await readFile(join(results, 'table.txt'), 'utf8')).toBe(stdout);
  },
);
