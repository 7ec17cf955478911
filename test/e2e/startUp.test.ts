/** What a command loads before it does anything: start-up is counted in files and modules, not in seconds. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { MAIN, makeFolder, ROOT, runProcess, smallScan } from './cli.js';

const HOOK = join(import.meta.dirname, 'loadedFiles.mjs');

/** A module in a joined file: `// dist/config/load.js`. */
const MODULE = /^\s*\/\/ ((?:dist|node_modules)\/\S+)$/gm;

/** What a command line loaded. */
interface Loaded {
  /** Files, each of which Node had to find, read and compile. */
  readonly files: readonly string[];
  /** Packages by name, whether joined or loaded from node_modules. */
  readonly packages: ReadonlySet<string>;
  /** Folders of src, such as `engine/gpu`. */
  readonly rooms: ReadonlySet<string>;
}

async function loadedBy(...args: string[]): Promise<Loaded> {
  const folder = await makeFolder({ 'one.yaml': smallScan(), loaded: '' });
  const list = join(folder, 'loaded');
  const command = ['--import', HOOK, MAIN, ...args];
  const { code, stderr } = await runProcess(process.execPath, command, folder, { LOADED_FILES: list });
  expect({ args, code, stderr: code === 0 ? '' : stderr }).toEqual({ args, code: 0, stderr: '' });
  const urls = (await readFile(list, 'utf8')).trim().split('\n');
  const files = urls.filter((url) => url.startsWith('file:')).map((url) => fileURLToPath(url));
  const modules = files.map((file) => file.replaceAll('\\', '/'));
  for (const file of files.filter((each) => each.startsWith(join(ROOT, 'dist')))) {
    for (const [, name] of (await readFile(file, 'utf8')).matchAll(MODULE)) if (name) modules.push(name);
  }
  const namesIn = (pattern: RegExp) =>
    new Set(modules.flatMap((name) => pattern.exec(name)?.slice(1, 2) ?? []));
  return {
    files,
    packages: namesIn(/node_modules\/((?:@[^/]+\/)?[^/]+)\//),
    rooms: namesIn(/^dist\/(.+)\/[^/]+$/),
  };
}

/** What only figures need, and what only grids, the GPU or scan files need. */
const FIGURES = ['jsdom', '@observablehq/plot', '@resvg/resvg-js'];
const GRIDS = ['zarrita'];
const DEVICE = ['webgpu', 'koffi', 'wesl', 'webgpu-utils'];
const FILES = ['zod', 'yaml'];
/** What only samples of events need. */
const EVENTS = ['hyparquet', 'hyparquet-compressors', 'hyparquet-writer', 'jsroot'];
const DRAWING = ['charts', 'figures', 'drawing', 'overlays'];

const AT_A_POINT = ['m4_gev=0.1', 'm5_gev=0.2', 'Umu5_sq=1e-8', 'epsilon=8e-4'].flatMap((each) => [
  '--set',
  each,
]);

describe('the start', () => {
  it('of --version loads no package', async () => {
    const { files, packages, rooms } = await loadedBy('--version');
    expect([...packages]).toEqual([]);
    for (const room of ['config', 'model', 'physics', 'grid', 'gpu']) expect(rooms).not.toContain(room);
    expect(files.length).toBeLessThan(10);
  });

  it('of --help loads the parser of command lines, and nothing of any command', async () => {
    const { files, packages, rooms } = await loadedBy('--help');
    expect(packages).toContain('yargs');
    for (const name of [...FIGURES, ...GRIDS, ...DEVICE, ...FILES]) expect(packages).not.toContain(name);
    for (const room of ['config', 'model', 'physics', 'grid', 'gpu', 'reports', 'results']) {
      expect(rooms).not.toContain(room);
    }
    expect(files.length).toBeLessThan(12);
  });

  it('of point loads scan files and physics, but no grid, no device and no figures', async () => {
    const { files, packages, rooms } = await loadedBy('point', 'one.yaml', ...AT_A_POINT);
    for (const name of FILES) expect(packages).toContain(name);
    for (const name of [...FIGURES, ...GRIDS, ...DEVICE, ...EVENTS]) expect(packages).not.toContain(name);
    for (const room of ['gpu', 'engine/gpu', ...DRAWING]) expect(rooms).not.toContain(room);
    // Each command that shares a part of its modules divides the joined files further: with `sample` and `events`, two files in sixty.
    expect(files.length).toBeLessThan(64);
  });

  it('of an import loads the library of the format that it reads, and no other', async () => {
    const file = join(ROOT, 'test/samples/data/3plus2/m5_0.2_m4_0.1_mzprime_1.25_dirac/pandas_df.parquet');
    const point = ['--set', 'Umu5_sq=1e-8', '--pot', '1e20', '--out', 'sample'];
    const { packages } = await loadedBy('sample', 'import', file, ...point);
    for (const name of ['hyparquet', 'hyparquet-compressors', 'hyparquet-writer'])
      expect(packages).toContain(name);
    for (const name of ['jsroot', ...FIGURES, ...DEVICE]) expect(packages).not.toContain(name);
  });

  it('of events loads the library of a format only to write that format', async () => {
    const events = (file: string) =>
      loadedBy('events', 'one.yaml', ...AT_A_POINT, '--events', '16', '--out', file);
    const [text, parquet] = [await events('x.hepmc3'), await events('x.parquet')];
    expect(parquet.packages).toContain('hyparquet-writer');
    expect(text.packages).not.toContain('hyparquet-writer');
    for (const { packages, rooms } of [text, parquet]) {
      for (const name of [...FIGURES, ...GRIDS, ...DEVICE]) expect(packages).not.toContain(name);
      for (const room of ['gpu', 'engine/gpu', ...DRAWING]) expect(rooms).not.toContain(room);
    }
  });

  it('of a scan loads its device, but no figures', async () => {
    const { files, packages, rooms } = await loadedBy('scan', 'one.yaml', '--software');
    for (const name of [...FILES, ...GRIDS, ...DEVICE]) expect(packages).toContain(name);
    for (const name of [...FIGURES, ...EVENTS]) expect(packages).not.toContain(name);
    for (const room of DRAWING) expect(rooms).not.toContain(room);
    // With ten commands more than before, which divide what they share with a scan: one file in nine of the modules that are loaded.
    expect(files.length).toBeLessThan(88);
  });
});
