/** `dualnu contours`: from a scan to figures and a table. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { dualnu, failing, hashTree, makeFolder, SMALL_AXES, smallScan } from './cli.js';

const PLANE = [
  'contours',
  'grid.zarr',
  '--x',
  'm5_gev',
  '--y',
  'Umu5_sq',
  '--fix',
  'm4_gev=0.09',
  '--fix',
  'epsilon=8e-4',
];

let dir: string;
beforeAll(async () => {
  // With fewer values of |U|^2 contours are warned of.
  const axes = { ...SMALL_AXES, Umu5_sq: { log: [1e-6, 1e-2], points: 17 } };
  dir = await makeFolder({ 'small.yaml': smallScan({ axes }) });
  expect((await dualnu(dir, ['scan', 'small.yaml', '--software', '--out', 'grid.zarr'])).code).toBe(0);
});

describe('dualnu contours', () => {
  it('writes SVG, PNG and CSV, and names the grid values that are nearest', async () => {
    const files = ['limit.svg', 'new/limit.png', 'limit.csv'];
    const run = await dualnu(dir, [...PLANE, ...files.flatMap((file) => ['--out', file])]);
    expect(run.code).toBe(0);
    // Both values lie far from the grid's: what is shown is another plane than the one asked for.
    expect(run.stderr).toMatch(
      /^dualnu: warning: --fix m4_gev=0.09: the nearest grid value is 0.1, 10 % off.*\ndualnu: warning: --fix epsilon=0.0008: .*\n$/,
    );
    expect(run.stdout).toMatch(/^at m4_gev = 0.1 \(grid value nearest to 0.09\)$/m);
    expect(run.stdout).toMatch(/^at epsilon = \S+ \(grid value nearest to 0.0008\)$/m);
    expect(run.stdout).toMatch(/^Delta chi2 from the minimum over this plane and \|U\|\^2 = 0: chi2 = /m);
    expect(run.stdout).toMatch(/^95 % CL, Delta chi2 = 5.991: \d+ lines?$/m);
    expect(run.stdout).toMatch(
      /^ +excluded at 95 % CL: \d+ of 68 grid points of this plane \(.*\), [\d.]+ decades\^2; \|U\|\^2 = 0 is allowed$/m,
    );
    for (const file of files) expect(run.stdout).toContain(`wrote ${file}`);

    const svg = await readFile(join(dir, 'limit.svg'), 'utf8');
    expect(svg).toMatch(/^(<\?xml[^>]*>\s*)?<svg [\s\S]*<\/svg>\s*$/);
    // Its letters are outlines of the bundled font: no machine's fonts can change it.
    expect(svg).not.toMatch(/<text|NaN|Infinity/);
    const png = await readFile(join(dir, 'new/limit.png'));
    expect(png.subarray(0, 8).toString('latin1')).toBe('\u0089PNG\r\n\u001a\n');
    expect(png.readUInt32BE(16)).toBeGreaterThan(600);
    const csv = await readFile(join(dir, 'limit.csv'), 'utf8');
    expect(csv).toContain('m4_gev = 0.1 (nearest to 0.09)');
    expect(csv).toMatch(/^cl,line,m5_gev,Umu5_sq$/m);
    const rows = csv
      .trimEnd()
      .split('\n')
      .filter((line) => /^0\.95,/.test(line));
    expect(rows.length).toBeGreaterThan(3);
    for (const row of rows) {
      const [, , m5 = Number.NaN, mixing = Number.NaN] = row.split(',').map(Number);
      expect(m5).toBeGreaterThanOrEqual(0.15);
      expect(m5).toBeLessThanOrEqual(0.6);
      expect(mixing).toBeGreaterThan(0);
      expect(mixing).toBeLessThanOrEqual(1e-2);
    }
  });

  it('prints one JSON document and writes nothing without --out', async () => {
    const before = await hashTree(dir);
    const { code, stdout } = await dualnu(dir, [...PLANE, '--cl', '0.68', '--cl', '0.9', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      x: 'm5_gev',
      y: 'Umu5_sq',
      fixed: { m4_gev: { requested: 0.09, value: 0.1 } },
      contours: [{ cl: 0.68 }, { cl: 0.9 }],
    });
    expect(await hashTree(dir)).toEqual(before);
  });

  it('takes a warning for an error with --strict, before it writes', async () => {
    expect(await failing(dir, [...PLANE, '--strict', '--out', 'strict.svg'], 3)).toMatch(
      /--fix m4_gev=0.09: the nearest grid value is 0.1, 10 % off.*\(an error by --strict\)$/,
    );
    const near = PLANE.map((word) =>
      word === 'm4_gev=0.09' ? 'm4_gev=0.1' : word.replace('8e-4', '0.001216'),
    );
    const run = await dualnu(dir, [...near, '--strict', '--json']);
    expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(run.stdout)).toMatchObject({ warnings: [] });
    const { stdout } = await dualnu(dir, [...PLANE, '--json']);
    expect(JSON.parse(stdout).warnings).toEqual([
      expect.stringContaining('--fix m4_gev=0.09'),
      expect.stringContaining('--fix epsilon=0.0008'),
    ]);
  });

  it('gives the same files again', async () => {
    const outputs = (name: string) =>
      ['svg', 'png', 'csv'].flatMap((ending) => ['--out', `${name}.${ending}`]);
    for (const name of ['a', 'b']) expect((await dualnu(dir, [...PLANE, ...outputs(name)])).code).toBe(0);
    const tree = await hashTree(dir);
    for (const ending of ['svg', 'png', 'csv']) expect(tree[`b.${ending}`]).toBe(tree[`a.${ending}`]);
  });

  it('refuses a wrong request, and leaves nothing', async () => {
    const refusal = (args: string[], code: number) => failing(dir, args, code);
    const other = (x: string) => ['contours', 'grid.zarr', '--x', x, '--y', 'Umu5_sq', '--out', 'c.svg'];
    expect(await refusal(other('m6_gev'), 3)).toMatch(/m6_gev.*(m4_gev|m5_gev)/);
    expect(await refusal(other('m5_gev'), 3)).toMatch(/m4_gev/);
    expect(await refusal([...PLANE, '--fix', 'gD=3', '--out', 'c.svg'], 3)).toContain('gD');
    expect(await refusal([...PLANE, '--cl', '95', '--out', 'c.svg'], 3)).toMatch(/95 is not between 0 and 1/);
    expect(await refusal([...PLANE, '--out', 'limit.eps'], 3)).toMatch(/limit.eps: contours are written to/);
    expect(await refusal([...PLANE, '--out', 'small.yaml/c.svg'], 7)).toMatch(
      /cannot write small.yaml\/c.svg: /,
    );
    const long = `new/${'x'.repeat(300)}.svg`;
    expect(await refusal([...PLANE, '--out', long], 7)).toContain('the name is too long');
  });
});

describe('dualnu info', () => {
  it('prints a page, or one JSON document', async () => {
    const page = await dualnu(dir, ['info', 'grid.zarr']);
    expect({ code: page.code, stderr: page.stderr }).toEqual({ code: 0, stderr: '' });
    expect(page.stdout).toMatch(/^points +816 \(3 x 4 x 17 x 4\)$/m);
    const { stdout } = await dualnu(dir, ['info', 'grid.zarr', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      points: 816,
      tiles: { done: 1, total: 1 },
      flags: { closed: 68 },
    });
  });
});
