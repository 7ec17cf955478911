/** A grid that was extended is, byte for byte, that of a scan from scratch; and what cannot be taken over is refused in words. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadScan } from '../../src/config/load.js';
import { ConfigError } from '../../src/errors.js';
import { extendGrid } from '../../src/extension/extend.js';
import { openWholeGrid, planExtension } from '../../src/extension/plan.js';
import { readVariable } from '../../src/grid/reading.js';
import { openGrid } from '../../src/grid/store.js';
import { setComplete } from '../../src/grid/writing/complete.js';
import { FLAGS } from '../../src/prediction/flags.js';
import { runScan } from '../../src/scan/run.js';
import { verifyGrid } from '../../src/upkeep/verify.js';
import { hashTree } from '../e2e/cli.js';
import { unpackFormat } from '../grid/formats.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dualnu-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A scan file with a few keys changed. */
function text(changes: Readonly<Record<string, string>> = {}): string {
  const keys = {
    m5: '{ values: [0.2, 0.3, 0.4] }',
    epsilon: '{ values: [4e-4, 8e-4] }',
    Umu5: '{ values: [1e-8, 1e-6] }',
    experiments: '[microboone-2025]',
    more: '',
    events: '256',
    gD: '2',
    ...changes,
  };
  return `name: extended
model: { kind: dual, parameters: { mZprime_gev: 1.25, gD: ${keys.gD}, V54: 0.5, m4_gev: 0.1 } }
axes:
  m5_gev: ${keys.m5}
  epsilon: ${keys.epsilon}
  Umu5_sq: ${keys.Umu5}
experiments: ${keys.experiments}
events: ${keys.events}
${keys.more}
`;
}

type Engine = 'gpu' | 'reference';
let files = 0;
async function scanOf(changes: Readonly<Record<string, string>>) {
  files += 1;
  const file = join(folder, `scan${files}.yaml`);
  await writeFile(file, text(changes));
  return await loadScan(file);
}

const device = { allowSoftware: true };
async function scanned(changes: Readonly<Record<string, string>>, engine: Engine = 'gpu') {
  const scan = await scanOf(changes);
  const out = scan.file.replace('.yaml', '.zarr');
  const { computed } = await runScan(scan, { ...device, out, engine, overwrite: false });
  return { out, computed };
}

const made = new Map<string, ReturnType<typeof scanned>>();
/** The same for grids that tests only read. */
function scannedOnce(changes: Readonly<Record<string, string>>, engine: Engine) {
  const key = `${engine} ${JSON.stringify(changes)}`;
  const known = made.get(key) ?? scanned(changes, engine);
  made.set(key, known);
  return known;
}

/** Extends the grid of one scan to that of another, and compares it with the other's from scratch. Returns points that were computed. */
async function expectSame(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
  engine: Engine = 'gpu',
) {
  const [old, scratch] = [await scannedOnce(before, engine), await scanned(after, engine)];
  const out = join(folder, `extended${files}.zarr`);
  const { run } = await extendGrid(old.out, await scanOf(after), { ...device, out, overwrite: false });
  expect(await hashTree(out)).toEqual(await hashTree(scratch.out));
  return { computed: run?.computed, of: scratch.computed };
}

describe('an extended grid is that of a scan from scratch', () => {
  it.each(['gpu', 'reference'] as const)(
    'm5 at its end and in the middle, by the engine %s',
    async (engine) => {
      const longer = { m5: '{ values: [0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5] }' };
      expect(await expectSame({}, longer, engine)).toEqual({ computed: 16, of: 28 });
    },
  );

  it('couplings and |U|^2', async () => {
    const longer = {
      epsilon: '{ values: [4e-4, 6e-4, 8e-4, 2e-3] }',
      Umu5: '{ values: [1e-9, 1e-8, 1e-7, 1e-6] }',
    };
    expect(await expectSame({}, longer)).toEqual({ computed: 36, of: 48 });
  });

  it('all axes at a time, and one that is shorter', async () => {
    const longer = {
      m5: '{ values: [0.2, 0.25, 0.3] }',
      epsilon: '{ values: [4e-4, 8e-4, 2e-3] }',
      Umu5: '{ values: [1e-8, 1e-6, 1e-5] }',
    };
    expect(await expectSame({}, longer, 'reference')).toEqual({ computed: 19, of: 27 });
  });

  const BOTH = "[microboone-2025, 'miniboone-2020:combined']";
  it('another experiment, with more points', async () => {
    const longer = { experiments: BOTH, m5: '{ values: [0.2, 0.25, 0.3, 0.4, 0.5] }' };
    expect(await expectSame({}, longer)).toEqual({ computed: 20, of: 20 });
  });

  it('experiments before and behind the old ones, in the sums and apart from them', async () => {
    const many = `[sbnd-projection, microboone-2025, { name: microboone-2025, as: quiet, exposure: 0.5, apart: true }, 'miniboone-2020:combined']`;
    const asimov = { more: 'data: asimov', m5: '{ values: [0.3] }', Umu5: '{ values: [1e-6] }' };
    const { computed } = await expectSame({ ...asimov, experiments: BOTH }, { ...asimov, experiments: many });
    expect(computed).toBe(2);
  });

  it('an output that needs no events, without a device', async () => {
    const more = 'outputs: [chi2, branching_ee, flags]';
    expect(await expectSame({}, { more })).toEqual({ computed: 0, of: 12 });
  });

  it('spectra, which have dimensions beside the axes', async () => {
    const more = 'outputs: [spectrum, spectrum_by_channel, chi2]\nproduction: { dirt: dn-cone }';
    const m5 = '{ values: [0.2, 0.3, 0.35, 0.4] }';
    expect(await expectSame({ more }, { more, m5 })).toEqual({ computed: 4, of: 16 });
  });

  it('events that are raised, on masses and |U|^2', async () => {
    const raised = { events: '{ from: 256, cap: 1024 }', epsilon: '{ values: [8e-4] }' };
    const longer = {
      ...raised,
      m5: '{ values: [0.05, 0.2, 0.3, 0.4] }',
      Umu5: '{ values: [1e-9, 1e-8, 1e-6] }',
    };
    const { computed } = await expectSame({ ...raised, m5: '{ values: [0.05, 0.3] }' }, longer);
    expect(computed).toBe(8);
    const { data } = await readVariable(await openGrid(join(folder, `scan${files - 1}.zarr`)), 'events');
    expect(new Set(data)).toEqual(new Set([256, 1024]));
  });

  it('tiles that are cut elsewhere, and what a run that was stopped has left', async () => {
    const few = {
      more: 'outputs: [chi2, n_eff, flags]',
      epsilon: '{ values: [8e-4] }',
      Umu5: '{ values: [1e-6] }',
    };
    const short = { ...few, m5: '{ linear: [0.11, 1.1], points: 397 }' };
    const longer = { ...few, m5: '{ linear: [0.11, 1.3], points: 477 }', Umu5: '{ values: [1e-7, 1e-6] }' };
    const [old, scratch] = [await scanned(short), await scanned(longer)];
    const [out, scan] = [join(folder, 'stopped.zarr'), await scanOf(longer)];
    const controller = new AbortController();
    const stopped = extendGrid(old.out, scan, {
      ...device,
      out,
      overwrite: false,
      signal: controller.signal,
      depth: { computing: 1, writing: 1 },
      onProgress: (done) => {
        if (done > 0) controller.abort('SIGINT');
      },
    });
    await expect(stopped).rejects.toThrow(/stopped by SIGINT: 1 of \d tiles/);
    const { run } = await extendGrid(old.out, scan, { ...device, out, overwrite: false });
    expect(run?.resumed).toBeGreaterThan(0);
    expect(await hashTree(out)).toEqual(await hashTree(scratch.out));
    expect(await verifyGrid(out)).toMatchObject({ verdict: 'whole', damage: [] });
    const log = JSON.parse(await readFile(`${out}.log.json`, 'utf8'));
    const { identity } = await openGrid(old.out);
    expect(log).toHaveLength(2);
    for (const entry of log)
      expect(entry.extended_from).toEqual({ grid: old.out, identity, points: 397, added: [] });
  });
});

/** A light real Z' with the largest couplings, and 1e14 times the exposure: float32 does not hold the signal at every |U|^2. */
async function huge(mixings: string) {
  const file = join(folder, 'huge.yaml');
  await writeFile(
    file,
    `
model: { kind: dual, parameters: { m4_gev: 0.01, m5_gev: 0.05, mZprime_gev: 0.002, gD: 2, V54: 0.5, kappa: 1000 } }
axes:
  epsilon: { values: [1e-3, 1] }
  Umu5_sq: { values: ${mixings} }
experiments: [microboone-2025]
events: 256
`,
  );
  const scan = await loadScan(file);
  const runs = scan.runs.map((run) => ({
    ...run,
    experiment: {
      ...run.experiment,
      beams: run.experiment.beams.map((beam) => ({ ...beam, pot: 1e14 * beam.pot })),
    },
  }));
  return { ...scan, runs };
}

it('a chi2 that is not known at some |U|^2 is flagged as from scratch, or nothing is taken over', async () => {
  const grid = async (name: string, mixings: string) => {
    const out = join(folder, `${name}.zarr`);
    await runScan(await huge(mixings), { ...device, out, engine: 'gpu', overwrite: false });
    return out;
  };
  const [old, scratch] = [await grid('known', '[0, 1e-20, 1]'), await grid('more', '[0, 1e-20, 1e-4, 1]')];
  const { data } = await readVariable(await openGrid(old), 'flags');
  expect(data.some((word) => (word & FLAGS.chi2Unknown) !== 0)).toBe(true);
  const out = join(folder, 'unknown.zarr');
  await extendGrid(old, await huge('[0, 1e-20, 1e-4, 1]'), { ...device, out, overwrite: false });
  expect(await hashTree(out)).toEqual(await hashTree(scratch));
  const fewer = extendGrid(old, await huge('[0, 1e-20]'), { ...device, out, overwrite: true });
  await expect(fewer).rejects.toThrow('chi2 is not known at some |U|^2, and does not say at which');
});

describe('in the place of the old grid', () => {
  it('the old one stays until the new one is whole, and a second run finds nothing to do', async () => {
    const longer = { m5: '{ values: [0.2, 0.3, 0.4, 0.5] }' };
    const [{ out }, scratch, scan] = [
      await scanned({}, 'reference'),
      await scanned(longer, 'reference'),
      await scanOf(longer),
    ];
    const before = await hashTree(out);
    const stop = AbortSignal.abort('SIGTERM');
    const options = { ...device, out: undefined, overwrite: false };
    await expect(extendGrid(out, scan, { ...options, signal: stop })).rejects.toThrow('stopped by SIGTERM');
    expect(await hashTree(out)).toEqual(before);
    await extendGrid(out, scan, options);
    expect(await hashTree(out)).toEqual(await hashTree(scratch.out));
    expect(await extendGrid(out, scan, options)).toMatchObject({
      prospect: { kind: 'same' },
      run: undefined,
    });
  });

  it('loses nothing', async () => {
    const { out } = await scannedOnce({}, 'reference');
    const shorter = await scanOf({ m5: '{ values: [0.2, 0.35] }', more: 'outputs: [chi2]' });
    await expect(extendGrid(out, shorter, { ...device, out: undefined, overwrite: false })).rejects.toThrow(
      /lacks what .*zarr has, 2 of its values of m5_gev \(0.3, 0.4\) and its output signal and .*--out NEW.zarr/,
    );
  });
});

describe('is refused, in words', () => {
  let old: string;
  beforeAll(async () => {
    old = (await scanned({}, 'reference')).out;
  });
  const refusal = async (changes: Readonly<Record<string, string>>) => {
    const extended = extendGrid(old, await scanOf(changes), {
      ...device,
      out: join(folder, 'refused.zarr'),
      overwrite: false,
    });
    const error: unknown = await extended.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof ConfigError)) throw error;
    return error.message;
  };

  it.each([
    [{ gD: '1' }, /can be taken over: fixed.gD is 2 there and 1 here$/],
    [
      { events: '512', more: 'seed: 3' },
      /: events_per_mass_point is 256 there and 512 here; seed is 1 there and 3 here$/,
    ],
    [{ more: 'statistic: neyman' }, /: statistic.kind is cnp there and neyman here$/],
    [
      { more: 'production: { dirt: dn-cone }' },
      /: experiments.microboone-2025.production.dirt is none there and dn-cone here$/,
    ],
    [
      { experiments: "['miniboone-2020:combined']" },
      /: it has the experiment microboone-2025, which is not in this scan$/,
    ],
    [{ m5: '{ values: [0.25, 0.35] }' }, /: the two have no value of m5_gev in common. dualnu scan/],
    [
      { more: 'outputs: [chi2, spectrum]' },
      /: it lacks spectrum and spectrum_error, for which the events of every mass point/,
    ],
  ])('%j', async (changes, message) => {
    expect(await refusal(changes)).toMatch(message);
  });

  it('where an axis is there and a fixed value here', async () => {
    const scan = await scanOf({});
    const { epsilon: _, ...fixed } = { ...scan.fixed, epsilon: 8e-4 };
    const fewer = {
      ...scan,
      axes: scan.axes.filter(({ name }) => name !== 'epsilon'),
      fixed: { ...fixed, epsilon: 8e-4 },
    };
    const options = { ...device, out: join(folder, 'refused.zarr'), overwrite: false };
    await expect(extendGrid(old, fewer, options)).rejects.toThrow('epsilon is an axis there and not here');
  });

  it('of grids without digests', async () => {
    const dir = join(folder, 'format1.zarr');
    await unpackFormat(1, dir);
    await expect(openWholeGrid(dir)).rejects.toThrow(/has no digests, since it is of grid format 1/);
    const copy = join(folder, 'copied.zarr');
    await cp(old, copy, { recursive: true });
    await rm(join(copy, 'chi2', 'digests'), { recursive: true });
    await expect(openWholeGrid(copy)).rejects.toThrow(/has no digests, which were removed or not copied/);
  });

  it('on another adapter, of an unfinished grid, and of a damaged one', async () => {
    const options = { ...device, out: join(folder, 'refused.zarr'), overwrite: false };
    const longer = await scanOf({ m5: '{ values: [0.2, 0.3, 0.4, 0.5] }' });
    const grid = await openGrid(old);
    const other = { ...grid, attributes: { ...grid.attributes, driver: 'node 1.2.3' } };
    await expect(planExtension(other, longer, device)).rejects.toThrow(
      /was computed on "reference, f64 reference, node 1.2.3"/,
    );
    const chunk = join(old, 'signal', 'c', '0', '0', '0');
    const bytes = await readFile(chunk);
    await writeFile(chunk, bytes.with(5, 77));
    await expect(extendGrid(old, longer, options)).rejects.toThrow(/chunk signal\/c\/0\/0\/0 is damaged/);
    await writeFile(chunk, bytes);
    await rm(join(old, 'chi2', 'digests', '0.0.0.json'));
    await expect(extendGrid(old, longer, options)).rejects.toThrow(
      /tile \[0,0,0\] .* is damaged or gone; dualnu repair/,
    );
    await setComplete(old, false);
    await expect(extendGrid(old, longer, options)).rejects.toThrow(/is unfinished \(0 of 1 tiles\)/);
  });
});
