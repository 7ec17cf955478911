/** `dualnu contours` and `compare` where a plane is not all there, is all or nothing, turns along its border, or is too coarse. */
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { dualnu, failing, makeFolder } from './cli.js';

const dualScan = (epsilon: number, axes: string, events: number) => `
model: { kind: dual, parameters: { m4_gev: 0.1, mZprime_gev: 1.25, epsilon: ${epsilon} } }
axes: ${axes}
experiments: [microboone-2025]
events: ${events}
`;
const FEW_MASSES = 'm5_gev: { linear: [0.2, 0.4], points: 5 }';
const FILES = {
  'plane.yaml': dualScan(
    8e-4,
    '{ m5_gev: { linear: [0.2, 1.2], points: 21 }, Umu5_sq: { log: [1e-8, 1e-2], points: 25 } }',
    256,
  ),
  'all.yaml': dualScan(1e-2, `{ ${FEW_MASSES}, Umu5_sq: { log: [1e-2, 1e-1], points: 5 } }`, 1024),
  'none.yaml': dualScan(1e-2, `{ ${FEW_MASSES}, Umu5_sq: { log: [1e-14, 1e-12], points: 5 } }`, 1024),
  'coarse.yaml': `
model: { kind: single, parameters: { mZprime_gev: 0.2, epsilon: 8e-4, gD: 2 } }
axes: { m4_gev: { log: [0.02, 1], points: 16 }, Umu4_sq: { log: [1e-9, 1e-2], points: 40 } }
production: { dirt: dn-cone }
experiments: [microboone-2025, miniboone-2020]
events: 4096
outputs: [chi2]
`,
};
const PLANE = ['--x', 'm5_gev', '--y', 'Umu5_sq'];

let dir: string;
beforeAll(async () => {
  dir = await makeFolder(FILES);
  for (const name of ['plane', 'all', 'none', 'coarse']) {
    const run = await dualnu(dir, ['scan', `${name}.yaml`, '--software', '--out', `${name}.zarr`]);
    expect(run.code, run.stderr).toBe(0);
  }
});

/** Copies the plane's grid with other numbers in its only chunk of chi2, [21, 25]. */
async function rewrite(name: string, change: (chi2: number, mass: number, mixing: number) => number) {
  await cp(join(dir, 'plane.zarr'), join(dir, `${name}.zarr`), { recursive: true });
  // As another program would leave it: with digests, no other number is read than what was written.
  await rm(join(dir, `${name}.zarr`, 'chi2', 'digests'), { recursive: true });
  const path = join(dir, `${name}.zarr`, 'chi2', 'c', '0', '0');
  const bytes = await readFile(path);
  const chi2 = new Float32Array(Uint8Array.from(bytes).buffer);
  const changed = chi2.map((own, k) => change(own, Math.floor(k / 25), k % 25));
  await writeFile(path, new Uint8Array(changed.buffer));
}

interface Document {
  readonly contours: readonly {
    readonly region: { readonly is: string; readonly extent: string; readonly area_share: number };
    readonly lines: readonly (readonly (readonly [number, number])[])[];
  }[];
  readonly missing_points: number;
  readonly warnings: readonly string[];
}

async function contoursOf(name: string): Promise<Document> {
  const { code, stdout, stderr } = await dualnu(dir, ['contours', `${name}.zarr`, ...PLANE, '--json']);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Document;
}

describe('points that hold the fill value, or NaN', () => {
  it.each([
    ['masked', 9.969209968386869e36],
    ['nan', Number.NaN],
  ])('are left out of the contours: %s', async (name, value) => {
    await rewrite(name, (chi2, mass) => (mass >= 12 ? value : chi2));
    const { contours, missing_points } = await contoursOf(name);
    expect(missing_points).toBe(9 * 25);
    const whole = await contoursOf('plane');
    expect(whole.missing_points).toBe(0);
    const points = contours.flatMap(({ lines }) => lines.flat());
    expect(points.length).toBeGreaterThan(20);
    expect(Math.max(...points.map(([m5]) => m5))).toBeCloseTo(0.75, 9);
    expect(contours[0]?.region.extent).toBe('part');
    // Far from the edge the contour is the same.
    const upTo = (own: Document) =>
      own.contours.flatMap(({ lines }) => lines.flat()).filter(([m5]) => m5 < 0.5);
    expect(upTo({ contours } as Document)).toEqual(upTo(whole));
    const text = await dualnu(dir, ['contours', `${name}.zarr`, ...PLANE, '--out', `${name}.png`]);
    expect(text.stdout).toMatch(/^225 of the 525 points of this plane have no chi2 and are left out/m);
  });

  it('are refused where nothing else is left', async () => {
    await rewrite('void', () => Number.NaN);
    const message = await failing(dir, ['contours', 'void.zarr', ...PLANE], 7);
    expect(message).toMatch(
      /void.zarr: nothing of chi2 can be contoured .*: none of its 525 points holds a value/,
    );
  });
});

it('a negative chi2 is refused as corruption', async () => {
  await rewrite('negative', (chi2, mass, mixing) => (mass === 3 && mixing === 4 ? -1 : chi2));
  const message = /chi2 is -1 at m5_gev = 0.35, Umu5_sq = 1e-7; a chi2 cannot be negative/;
  expect(await failing(dir, ['contours', 'negative.zarr', ...PLANE], 7)).toMatch(message);
  expect(await failing(dir, ['info', 'negative.zarr'], 7)).toMatch(message);
});

it.each([
  ['all', 'the whole plane', 1],
  ['none', 'nothing of this plane', 0],
])('text, JSON and CSV say that %s of a plane is excluded', async (name, words, share) => {
  const out = ['--out', `${name}.csv`, '--out', `${name}.svg`];
  const { stdout } = await dualnu(dir, ['contours', `${name}.zarr`, ...PLANE, ...out]);
  expect(stdout).toContain(`excluded at 95 % CL: ${words}; |U|^2 = 0 is allowed`);
  expect((await contoursOf(name)).contours[0]).toMatchObject({
    region: { is: 'excluded', extent: name, area_share: share },
    lines: [],
  });
  const csv = await readFile(join(dir, `${name}.csv`), 'utf8');
  expect(csv).toContain(`# excluded at 95 % CL: ${words}; `);
  expect(csv).toContain(
    `# cl 0.95: excluded: ${name === 'all' ? 'all' : 'nothing'} of the plane, share of its area ${share} `,
  );
});

it('a contour that turns along the border is where it belongs', async () => {
  const { background_chi2 } = JSON.parse(await readFile(join(dir, 'plane.zarr', 'zarr.json'), 'utf8'))
    .attributes as { background_chi2: number };
  const level = -2 * Math.log(0.05);
  await rewrite('ellipse', (_, mass, mixing) => {
    const [p, q] = [(0.05 * mass) / 0.45, mixing / 4 / 4.3];
    return background_chi2 + level * (p * p + q * q);
  });
  const [contour] = (await contoursOf('ellipse')).contours;
  const radii = contour?.lines
    .flat()
    .map(([m5, U]) => Math.hypot((m5 - 0.2) / 0.45, (Math.log10(U) + 8) / 4.3));
  expect(radii?.length).toBeGreaterThan(50);
  for (const radius of radii ?? []) expect(Math.abs(radius - 1)).toBeLessThan(3e-4);
});

describe('a mass axis that is too coarse for a valley', () => {
  const coarse = ['coarse.zarr', '--x', 'm4_gev', '--y', 'Umu4_sq', '--cl', '0.9'];
  const warning = /dualnu: warning: m4_gev: 16 points are too few for [^\n]*, about (\d+) would do; /;
  const neededIn = (text: string) => Number(warning.exec(text)?.[1]);

  it('is named by contours with the points that it would take: in the text, the JSON, the table and the figure', async () => {
    const out = ['--out', 'beads.csv', '--out', 'beads.png'];
    const run = await dualnu(dir, ['contours', ...coarse, '--cl', '0.95', ...out]);
    expect(run.code).toBe(0);
    // 64 are nearly enough, 128 are.
    expect(neededIn(run.stderr)).toBeGreaterThanOrEqual(50);
    expect(neededIn(run.stderr)).toBeLessThanOrEqual(128);
    expect(await readFile(join(dir, 'beads.csv'), 'utf8')).toMatch(
      /^# warning: m4_gev: 16 points are too few/m,
    );
    const { stdout } = await dualnu(dir, ['contours', ...coarse, '--json']);
    const { warnings, coarse_axes } = JSON.parse(stdout) as Document & {
      coarse_axes: { axis: string; points: number; needed: number }[];
    };
    expect(warnings.join('\n')).toMatch(/^m4_gev: 16 points are too few/m);
    expect(coarse_axes[0]).toMatchObject({ axis: 'm4_gev', points: 16 });
  });

  it('is named by compare with whose regions they are, and is an error by --strict', async () => {
    const compare = ['compare', ...coarse, '--excludes', 'microboone-2025', '--prefers', 'miniboone-2020'];
    const run = await dualnu(dir, compare);
    expect(run.code).toBe(0);
    expect(run.stderr).toMatch(/m4_gev: 16 points are too few for the regions of miniboone-2020, about/);
    expect(neededIn(run.stderr)).toBeGreaterThanOrEqual(50);
    expect(neededIn(run.stderr)).toBeLessThanOrEqual(128);
    expect(await failing(dir, [...compare, '--strict'], 3)).toMatch(/m4_gev: 16 points are too few/);
  });
});
