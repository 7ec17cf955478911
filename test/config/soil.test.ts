/** `dirt: { preset: ..., radius_cm: ... }` in scan files, and `--set dirt.radius_cm=...`. */
import { describe, expect, it } from 'vitest';
import { setSoil } from '../../src/config/dirt.js';
import { scanIdentity } from '../../src/config/identity.js';
import { resolveScan } from '../../src/config/load.js';
import { REFERENCE_INFO } from '../../src/engine/reference/reference.js';
import { ConfigError } from '../../src/errors.js';
import { channelsOf } from '../../src/prediction/channels.js';
import { experimentScans } from '../../src/resolved/scan.js';
import { describeGrid } from '../../src/scan/gridSpec.js';
import { warningsOf } from '../../src/scan/warnings.js';
import { MINIMAL } from './minimal.js';

const withDirt = (dirt: string) => resolveScan(`${MINIMAL}production: { dirt: ${dirt} }\n`, 'x.yaml');

async function linesOf(text: string): Promise<readonly string[]> {
  const error: unknown = await resolveScan(text, 'x.yaml').catch((e: unknown) => e);
  expect(error).toBeInstanceOf(ConfigError);
  return error instanceof ConfigError ? error.lines : [];
}

describe('soil in a scan file', () => {
  it('changes numbers of a preset, for all experiments or for one', async () => {
    const text = MINIMAL.replace(
      '[microboone-2025]',
      '[microboone-2025, { name: miniboone-2020, dirt: { preset: dn-cone, radius_cm: 685 } }]',
    );
    const { runs } = await resolveScan(
      `${text}production: { dirt: { preset: dn-cone, radius_cm: 600 } }\n`,
      'x',
    );
    const radii = runs.map(({ production }) => production.dirt?.bodies[0]?.shape);
    expect(radii).toMatchObject([
      { radiiCm: [600, expect.closeTo(81, 1)] },
      { radiiCm: [685, expect.closeTo(69.8, 1)] },
    ]);
  });

  it('reaches the channels: twice the density is twice the scatterers', async () => {
    const scales = async (dirt: string) => {
      const [scan] = experimentScans(await withDirt(dirt));
      if (!scan) throw new Error('one experiment');
      return channelsOf({ ...scan, eventsPerMassPoint: 256 }).map(({ eventScale }) => eventScale);
    };
    const [tpc = 0, ...soil] = await scales('cylinder');
    const dense = await scales('{ preset: cylinder, density_g_cm3: 4.5 }');
    expect(dense).toEqual([tpc, ...soil.map((scale) => expect.closeTo(2 * scale, 12))]);
  });

  it('is a part of the identity and of the provenance, whatever the order of its keys', async () => {
    const of = async (dirt: string) =>
      scanIdentity(await withDirt(dirt), { shaders: 'abc', packages: {} }).hash;
    const hashes = await Promise.all(
      [
        'cylinder',
        '{ preset: cylinder, radius_cm: 900 }',
        '{ preset: cylinder, radius_cm: 901 }',
        '{ preset: cylinder, density_g_cm3: 2 }',
        '{ preset: uboone-gdml, bodies: { soil: { density_g_cm3: 2 } } }',
        '{ preset: uboone-gdml, bodies: { concrete: { density_g_cm3: 2 } } }',
      ].map(of),
    );
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(await of('{ preset: cylinder }')).toBe(hashes[0]);
    expect(await of('{ length_cm: 3e4, radius_cm: 900, preset: cylinder }')).toBe(
      await of('{ preset: cylinder, radius_cm: 900, length_cm: 30000 }'),
    );
    const spec = await describeGrid(
      await withDirt('{ preset: cylinder, radius_cm: 900, density_g_cm3: 2 }'),
      REFERENCE_INFO,
    );
    expect(spec.attributes.production).toBe('tpc, dirt (cylinder with density_g_cm3 2, radius_cm 900)');
    expect(JSON.parse(spec.attributes.config).experiments[0].production.dirt).toEqual({
      preset: 'cylinder',
      density_g_cm3: 2,
      radius_cm: 900,
    });
  });

  it('is refused with line, key and what to do', async () => {
    const text = (dirt: string) => `${MINIMAL}production:\n  dirt: ${dirt}\n`;
    const cases: [string, string][] = [
      [
        '{ preset: cylindre, radius_cm: 900 }',
        '11:19: production.dirt.preset: microboone-2025 has no dirt cylindre',
      ],
      ['{ radius_cm: 900 }', '11:3: production.dirt.preset: missing; give a text'],
      [
        '{ preset: cylinder, radius: 900 }',
        '11:29: production.dirt.radius: unknown key; did you mean radius_cm?',
      ],
      [
        '{ preset: cylinder, near_z_cm: -500 }',
        '11:40: production.dirt.near_z_cm: -500 cm lies inside of the active',
      ],
      ['{ preset: cylinder, density_g_cm3: -2 }', '11:44: production.dirt.density_g_cm3: -2 is out of range'],
      [
        '{ preset: cylinder, composition: { O16: 1, Xx1: 1 } }',
        '11:57: production.dirt.composition.Xx1: unknown nuc',
      ],
      [
        '{ preset: none, radius_cm: 900 }',
        '11:19: production.dirt.preset: without a preset there is no soil',
      ],
      [
        '{ preset: uboone-gdml, bodies: { soil: { annulus: { outer_radius_cm: 1500 } } } }',
        '11:78: production.dirt.bodies.soil.annulus.outer_radius_cm: 1500 cm is not beyond',
      ],
    ];
    for (const [dirt, line] of cases) {
      const lines = await linesOf(text(dirt));
      expect(lines).toEqual([expect.stringContaining(`x.yaml:${line}`)]);
    }
  });

  it('tells a mistake of an experiment at the experiment, and all at once', async () => {
    const text = MINIMAL.replace(
      '[microboone-2025]',
      '[{ name: microboone-2025, dirt: { preset: cylinder, near_z_cm: 0, radius_cm: 20, composition: { O16: 1 } } }]',
    );
    expect(await linesOf(text)).toEqual([
      expect.stringContaining('experiments[0].dirt.near_z_cm: 0 cm lies inside'),
      expect.stringContaining('experiments[0].dirt.radius_cm: 20 cm does not cover'),
      '2 mistakes in x.yaml',
    ]);
  });

  it('warns of a density that no soil has', async () => {
    expect(warningsOf(await withDirt('{ preset: cylinder, density_g_cm3: 0.01 }'))).toEqual([
      expect.stringContaining('microboone-2025: production.dirt.density_g_cm3: 0.01 is outside of'),
    ]);
    expect(warningsOf(await withDirt('{ preset: cylinder, density_g_cm3: 1.7 }'))).toEqual([]);
  });
});

describe('soil on the command line', () => {
  const JOINT = `${MINIMAL.replace('[microboone-2025]', '[microboone-2025, miniboone-2020]')}production: { dirt: dn-cone }\n`;
  const radiiAfter = async (set: Record<string, number>) => {
    const { scan, others } = await setSoil(await resolveScan(JOINT, 'x.yaml'), set);
    const radii = scan.runs.map(({ production }) => {
      const shape = production.dirt?.bodies[0]?.shape;
      return shape?.kind === 'cone' ? shape.radiiCm[0] : undefined;
    });
    return { radii, others };
  };

  it('changes that of all experiments, or of one, and leaves the parameters', async () => {
    expect(await radiiAfter({ m5_gev: 0.2, 'dirt.radius_cm': 700 })).toEqual({
      radii: [700, 700],
      others: { m5_gev: 0.2 },
    });
    expect(await radiiAfter({ 'miniboone-2020.dirt.radius_cm': 700 })).toMatchObject({ radii: [287.4, 700] });
  });

  it('changes a scan that has changed it already, and keeps what it does not name', async () => {
    const scan = await withDirt('{ preset: uboone-gdml, bodies: { soil: { density_g_cm3: 2 } } }');
    const { scan: after } = await setSoil(scan, { 'dirt.bodies.soil.annulus.outer_radius_cm': 5000 });
    const dirt = after.runs[0]?.production.dirt;
    expect(dirt?.bodies[0]).toMatchObject({ densityGPerCm3: 2, shape: { outerRadiusCm: 5000 } });
    const { scan: made } = await setSoil(await withDirt('cylinder'), {
      'dirt.composition.O16': 0.6,
      'dirt.composition.Ca40': 0.4,
    });
    const names = made.runs[0]?.production.dirt?.bodies[0]?.composition.map(({ nucleus }) => nucleus.name);
    expect(names).toEqual(['O16', 'Ca40']);
  });

  it.each<[Record<string, number>, RegExp]>([
    [{ 'dirt.radius': 1 }, /^dirt\.radius: unknown key; did you mean radius_cm\?/],
    [{ 'dirt.radius_cm': 20 }, /^dirt\.radius_cm: 20 cm does not cover .* \(microboone-2025\)/],
    [{ 'dirt.radius_cm': -20 }, /^dirt\.radius_cm: -20 is out of range/],
    [{ 'miniboone.dirt.radius_cm': 900 }, /has no experiment miniboone; did you mean miniboone-2020\?/],
    [{ 'dirt.radii_cm': 900 }, /^dirt\.radii_cm: expected a list/],
    [
      { 'dirt.bodies.__proto__.radius_cm': 900 },
      /^dirt\.bodies\.__proto__\.radius_cm: nothing has this name/,
    ],
    [{ 'dirt.toString': 1 }, /^dirt\.toString: unknown key/],
  ])('refuses %j', async (set, what) => {
    const refused = setSoil(await resolveScan(JOINT, 'x.yaml'), set);
    await expect(refused).rejects.toThrow(what);
    await expect(refused).rejects.toBeInstanceOf(ConfigError);
  });

  it('says so where there is no soil to change', async () => {
    const scan = await resolveScan(MINIMAL, 'x.yaml');
    await expect(setSoil(scan, { 'dirt.radius_cm': 900 })).rejects.toThrow(
      /no experiment of x.yaml has dirt/,
    );
  });
});
