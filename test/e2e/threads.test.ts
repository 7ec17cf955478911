/** Threads of the built program, which `npm test` otherwise runs from their source: they start, and nothing of the process is left when they end. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { hashTree, makeFolder, ROOT, runProcess, smallScan } from './cli.js';

const built = (file: string) => JSON.stringify(pathToFileURL(join(ROOT, 'dist', file)).href);

/** Runs the small scan with a number of threads, in a program that node --eval is given; `before` is run first. */
async function scanWith(threads: number, before = '') {
  const dir = await makeFolder({ 'small.yaml': smallScan() });
  const program = `
    ${before}
    const { loadScan } = await import(${built('config/load.js')});
    const { runScan } = await import(${built('scan/run.js')});
    const options = { out: 'grid.zarr', engine: 'gpu', allowSoftware: true, overwrite: false };
    await runScan(await loadScan('small.yaml'), { ...options, threads: ${threads} });
    console.log('done');`;
  const ended = await runProcess(process.execPath, ['--input-type=module', '--eval', program], dir);
  return { dir, ...ended };
}

it('threads of the built program pack the same grid', async () => {
  const [without, beside] = [await scanWith(0), await scanWith(2)];
  for (const { code, stdout, stderr } of [without, beside]) {
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'done\n', stderr: '' });
  }
  expect(await hashTree(join(beside.dir, 'grid.zarr'))).toEqual(
    await hashTree(join(without.dir, 'grid.zarr')),
  );
});

it('a thread that ends is the end of the scan, with its error, and of the process', async () => {
  // The second message to a thread is its first tile, which it never gets.
  const endsEarly = `
    const { Worker } = await import('node:worker_threads');
    const { postMessage } = Worker.prototype;
    let messages = 0;
    Worker.prototype.postMessage = function (...message) {
      if (++messages === 2) this.terminate();
      else postMessage.apply(this, message);
    };`;
  const { code, stdout, stderr } = await scanWith(1, endsEarly);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('a thread of this process has ended before its work was done');
});
