/** `dualnu scan`: what it prints, where, and what it writes. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readVariable } from '../../src/grid/reading.js';
import { openGrid } from '../../src/grid/store.js';
import { dualnu, hashTree, MAIN, makeFolder, type Run, runProcess, smallScan } from './cli.js';

let dir: string;
let run: Run;
beforeAll(async () => {
  dir = await makeFolder({ 'small.yaml': smallScan() });
  run = await dualnu(dir, ['scan', 'small.yaml', '--software', '--json']);
});

describe('dualnu scan --json', () => {
  it('prints one document', async () => {
    expect(run.code).toBe(0);
    const document = JSON.parse(run.stdout);
    expect(document).toMatchObject({
      grid: 'grids/small.zarr',
      shape: [3, 4, 5, 4],
      points: 240,
      seconds: expect.any(Number),
      points_per_second: expect.any(Number),
      adapter: expect.any(String),
      best_fit: { chi2: expect.any(Number), at: expect.any(Object) },
      // One mass point of the twelve, with 5 x 4 couplings.
      flags: { closed: 20, overflow: 0 },
    });
    expect(Object.keys(document.best_fit.at)).toEqual(['m4_gev', 'm5_gev', 'Umu5_sq', 'epsilon']);
    const { data } = await readVariable(await openGrid(join(dir, document.grid)), 'chi2');
    expect(document.best_fit.chi2).toBe(Math.min(...data));
  });

  it('lets no native code write on stderr, unless with --debug', async () => {
    expect(run.stderr).not.toMatch(/warning/i);
    const quiet = await dualnu(dir, ['doctor']);
    expect({ code: quiet.code, stderr: quiet.stderr }).toEqual({ code: 0, stderr: '' });
    // What an adapter makes its driver say is its own affair: no line may be foreign, but there need be none.
    const { code, stderr } = await dualnu(dir, ['doctor', '--debug']);
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/^dualnu:/m);
  });

  it('shows progress on stderr, as plain lines where it is no terminal', () => {
    const lines = run.stderr.trimEnd().split('\n');
    for (const line of lines) {
      expect(line).toMatch(/^\d+ %: [\d.]+( [kMG])? of 240 points, [\d.]+( [kMG])? points\/s, .* left$/);
    }
    expect(lines.at(-1)).toMatch(/^100 %: 240 of 240 points/);
    const isPlain = [...run.stderr].every((letter) => letter === '\n' || letter >= ' ');
    expect(isPlain).toBe(true);
  });

  it('writes into grids/, with a log beside the grid', async () => {
    const files = Object.keys(await hashTree(dir));
    expect(files.filter((file) => !file.startsWith('grids/small.zarr/'))).toEqual([
      'grids',
      'grids/small.zarr',
      'grids/small.zarr.log.json',
      'small.yaml',
    ]);
  });
});

describe('dualnu scan', () => {
  it('gives the same bytes again, elsewhere', async () => {
    const { code, stdout } = await dualnu(dir, ['scan', 'small.yaml', '--software', '--out', 'again.zarr']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^grid: again.zarr \(3 x 4 x 5 x 4\)$/m);
    expect(stdout).toMatch(/^best fit: chi2 = /m);
    expect(stdout).toMatch(/^flag closed: 20 points$/m);
    const [first, second] = await Promise.all(
      ['grids/small.zarr', 'again.zarr'].map((g) => hashTree(join(dir, g))),
    );
    expect(second).toEqual(first);
  });

  it('agrees with the reference engine', async () => {
    const args = ['scan', 'small.yaml', '--engine', 'reference', '--out', 'reference.zarr', '--json'];
    const { code, stdout } = await dualnu(dir, args);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ points: 240, flags: { closed: 20 } });
    const [gpu, reference] = await Promise.all(
      ['grids/small.zarr', 'reference.zarr'].map((path) => openGrid(join(dir, path))),
    );
    if (!gpu || !reference) throw new Error('unreachable');
    const read = async (name: string) =>
      Promise.all([gpu, reference].map(async (grid) => [...(await readVariable(grid, name)).data]));
    const [chi2 = [], exactChi2 = []] = await read('chi2');
    expect(chi2).toHaveLength(240);
    exactChi2.forEach((exact, i) => {
      expect(Math.abs((chi2[i] ?? Number.NaN) - exact)).toBeLessThanOrEqual(1e-3 + 1e-4 * exact);
    });
    const [signal = [], exactSignal = []] = await read('signal');
    exactSignal.forEach((exact, i) => {
      expect(Math.abs((signal[i] ?? Number.NaN) - exact)).toBeLessThanOrEqual(1e-3 * exact);
    });
  });

  it('changes the file by --set, in a grid of its own that proves itself', async () => {
    const set = ['--set', 'm4_gev=0.1', '--set', 'events=256'];
    const args = ['scan', 'small.yaml', ...set, '--engine', 'reference'];
    const plan = await dualnu(dir, [...args, '--dry-run']);
    expect(plan.stdout).toMatch(/^small: 80 points \(4 x 5 x 4\)/);
    expect(plan.stdout).toMatch(/^changed by --set: m4_gev=0.1, events=256$/m);
    expect(plan.stdout).toMatch(/^would start grids\/small-events=256-m4_gev=0.1.zarr$/m);
    const { code, stdout } = await dualnu(dir, [...args, '--json']);
    expect(code).toBe(0);
    const { grid, set: told } = JSON.parse(stdout);
    expect([grid, told]).toEqual(['grids/small-events=256-m4_gev=0.1.zarr', ['m4_gev=0.1', 'events=256']]);
    const [entry] = JSON.parse(await readFile(join(dir, `${grid}.log.json`), 'utf8'));
    expect(entry).toMatchObject({ scan_file_beside: '../small.yaml', set: ['m4_gev=0.1', 'events=256'] });
    for (const scan of [[], ['--scan', 'small.yaml']]) {
      const verified = await dualnu(dir, ['verify', grid, '--oracle', '3', ...scan]);
      expect({ code: verified.code, stderr: verified.stderr }).toEqual({ code: 0, stderr: '' });
    }
    const wrong = await dualnu(dir, ['scan', 'small.yaml', '--set', 'events=300']);
    expect(wrong).toMatchObject({ code: 3, stdout: '' });
    expect(wrong.stderr).toBe('dualnu: --set events=300: not a power of two; the usual 16384 is\n');
  });

  it('writes nothing with --dry-run', async () => {
    const empty = await makeFolder({ 'small.yaml': smallScan() });
    const before = await hashTree(empty);
    const page = await dualnu(empty, ['scan', 'small.yaml', '--dry-run', '--out', 'new/grid.zarr']);
    expect(page.code).toBe(0);
    expect(page.stdout).toMatch(/^small: 240 points \(3 x 4 x 5 x 4\) against microboone-2025$/m);
    const { stdout } = await dualnu(empty, ['scan', 'small.yaml', '--dry-run', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      shape: [3, 4, 5, 4],
      points: 240,
      mass_points: 12,
      tiles: 1,
      out: 'grids/small.zarr',
      run: { action: 'start', points_on_disk: 0 },
      room: { fits: true },
    });
    expect(await hashTree(empty)).toEqual(before);
  });

  it('tells the soil that results from changes with --dry-run', async () => {
    const dirt = '{ preset: cylinder, radius_cm: 550, density_g_cm3: 1.7 }';
    const own = await makeFolder({ 'soil.yaml': `${smallScan()}production: { dirt: ${dirt} }\n` });
    const args = ['scan', 'soil.yaml', '--dry-run', '--engine', 'reference'];
    const { stdout } = await dualnu(own, args);
    expect(stdout).toContain(
      'soil of microboone-2025: cylinder with density_g_cm3 1.7, radius_cm 550; 64620 t over 400 m, 1.7 g/cm3\n',
    );
    const [soil] = JSON.parse((await dualnu(own, [...args, '--json'])).stdout).dirt;
    expect(soil).toMatchObject({ experiment: 'microboone-2025', density_g_cm3: 1.7, length_cm: 40000 });
    expect(soil.mass_tonnes).toBeCloseTo((Math.PI * 550 ** 2 * 40000 * 1.7) / 1e6, 6);
  });

  it('estimates its time with --dry-run on the adapter at hand, and says who that is', async () => {
    const args = ['scan', 'small.yaml', '--dry-run', '--json', '--software'];
    const { code, stdout, stderr } = await dualnu(dir, args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { run: prospect, room, time, disk_bytes } = JSON.parse(stdout);
    expect(prospect).toMatchObject({ action: 'complete', points_on_disk: 240 });
    expect(time).toEqual({
      seconds: 0,
      adapter: JSON.parse(run.stdout).adapter,
      software: JSON.parse(run.stdout).software,
      reason: null,
    });
    expect(room.needed_bytes).toBe(0);
    // Every chunk of the grid that is there.
    const files = await readdir(join(dir, 'grids/small.zarr'), { recursive: true, withFileTypes: true });
    const { axes } = await openGrid(join(dir, 'grids/small.zarr'));
    const chunks = files.filter((file) => {
      const isAxis = axes.some(({ name }) => file.parentPath.includes(`/${name}/`));
      return file.isFile() && !file.name.endsWith('.json') && !isAxis;
    });
    const sizes = await Promise.all(
      chunks.map(async (file) => (await stat(join(file.parentPath, file.name))).size),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(disk_bytes);
    const anew = await dualnu(dir, [...args, '--overwrite']);
    const found = JSON.parse(anew.stdout);
    expect(found.run.action).toBe('replace');
    expect(found.time.seconds).toBeGreaterThan(0);
  });

  it('raises events where they are too few, and tells how many got how many', async () => {
    const raised = await makeFolder({ 'raised.yaml': smallScan({ events: { from: 512, cap: 2048 } }) });
    const plan = await dualnu(raised, ['scan', 'raised.yaml', '--dry-run', '--json']);
    expect(JSON.parse(plan.stdout)).toMatchObject({ events: 12 * 512, most_events: 12 * 2048 });
    const { code, stdout } = await dualnu(raised, ['scan', 'raised.yaml', '--software', '--json']);
    expect(code).toBe(0);
    const { events } = JSON.parse(stdout);
    // One mass point is closed.
    expect(Object.keys(events)).toEqual(['512', '2048']);
    expect(events['512'] + events['2048']).toBe(12);
    const { stdout: page } = await dualnu(raised, ['info', 'grids/raised.zarr']);
    expect(page).toMatch(/^events +\d+ of 12 mass points raised from 512: \d+ to 2048$/m);
  });

  it('writes only the outputs that the scan file names', async () => {
    const few = await makeFolder({
      'few.yaml': smallScan({ name: 'few-outputs', outputs: ['ctau_cm', 'chi2'] }),
    });
    const { code, stdout } = await dualnu(few, ['scan', 'few.yaml', '--software', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ grid: 'grids/few-outputs.zarr', flags: {} });
    const { variables } = await openGrid(join(few, 'grids/few-outputs.zarr'));
    expect(variables.map(({ name }) => name)).toEqual(['chi2', 'ctau_cm']);
    await expect(stat(join(few, 'grids/few-outputs.zarr/signal'))).rejects.toThrow('ENOENT');
    const all = await openGrid(join(dir, 'grids/small.zarr'));
    for (const name of ['chi2', 'ctau_cm']) {
      const [part, whole] = await Promise.all(
        [await openGrid(join(few, 'grids/few-outputs.zarr')), all].map((grid) => readVariable(grid, name)),
      );
      expect(part).toEqual(whole);
    }
  });
});

const hasScript = (await runProcess('sh', ['-c', 'command -v script'], '/')).code === 0;

describe('on a terminal', () => {
  it.skipIf(process.platform !== 'linux' || !hasScript)('shows a bar with rate and time left', async () => {
    const folder = await makeFolder({ 'small.yaml': smallScan() });
    const command = `"${process.execPath}" "${MAIN}" scan small.yaml --engine reference`;
    const { code, stdout } = await runProcess('script', ['-qec', command, '/dev/null'], folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/100 % {2}240 of 240 points {2}\S+( k)? points\/s {2}0 s left/);
    // The cursor comes back.
    expect(stdout.lastIndexOf('\u001b[?25h')).toBeGreaterThan(stdout.lastIndexOf('\u001b[?25l'));
  });
});
