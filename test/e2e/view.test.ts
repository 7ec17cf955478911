/** `dualnu view` as a person runs it: it prints where the page is, answers there until it is told to end, and refuses in words. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { writeFixture } from '../grid/fixture.js';
import { environment } from '../processes.js';
import { failing, MAIN, makeFolder } from './cli.js';

it('prints an address, serves the built page and its grids there, and ends with 0 by Ctrl-C', async () => {
  const folder = await makeFolder();
  await writeFixture(join(folder, 'grid.zarr'));
  const child = spawn(process.execPath, [MAIN, 'view', 'grid.zarr', '--json'], {
    cwd: folder,
    env: environment(),
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  const { url, port, grids } = JSON.parse(line);
  expect(url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${port}/[\\w-]{16}/$`));
  expect(grids).toEqual(['grid.zarr']);
  for (const [file, type] of [
    ['', 'text/html'],
    ['page.js', 'text/javascript'],
    ['contourWorker.js', 'text/javascript'],
    ['recomputeWorker.js', 'text/javascript'],
    ['page.css', 'text/css'],
    ['icon.svg', 'image/svg+xml'],
    ['STIXTwoText-Regular.ttf', 'font/ttf'],
    ['STIXTwoText-Italic.ttf', 'font/ttf'],
    ['grids', 'application/json'],
  ] as const) {
    const response = await fetch(new URL(file, url));
    expect([file, response.status, response.headers.get('content-type')?.split(';')[0]]).toEqual([
      file,
      200,
      type,
    ]);
    expect((await response.arrayBuffer()).byteLength, file).toBeGreaterThan(100);
  }
  child.kill('SIGINT');
  expect(await once(child, 'close')).toEqual([0, null]);
  await expect(fetch(url)).rejects.toThrow();
});

it('refuses what is no grid, a grid without a plane in common, and a port that is none', async () => {
  const folder = await makeFolder({ 'file.txt': 'no grid' });
  expect(await failing(folder, ['view', 'nowhere.zarr'], 7)).toMatch('nowhere.zarr: not a dualnu grid');
  expect(await failing(folder, ['view', 'nowhere.zarr', '--port', '70000'], 3)).toMatch(
    '--port 70000: a port is a whole number from 1 to 65535',
  );
  expect(await failing(folder, ['view'], 2)).toMatch('Not enough non-option arguments');
});
