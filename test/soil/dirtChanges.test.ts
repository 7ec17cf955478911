/** Soil with other numbers than its preset's: what is kept, what follows, and what is refused. */
import { describe, expect, it } from 'vitest';
import type { DirtChanges } from '../../src/experiment/dirtSchema.js';
import { loadExperiment } from '../../src/experiment/load.js';
import { loadNuclei } from '../../src/experiment/nuclei.js';
import { changeDirt } from '../../src/soil/dirtChanges.js';
import { bodyTonnes, dirtInWords, summariseDirt } from '../../src/soil/dirtSummary.js';
import { copyExperiment, edit } from '../experiment/scratch.js';

const nuclei = await loadNuclei();
const microboone = await loadExperiment('microboone-2025');
const miniboone = await loadExperiment('miniboone-2020');

function changed(experiment: typeof microboone, preset: string, changes: DirtChanges) {
  const dirt = experiment.dirt[preset];
  if (!dirt) throw new Error(`${experiment.name} has ${preset}`);
  const { geometry, sourceZCm } = experiment;
  return changeDirt(dirt, changes, { geometry, sourceZCm, nuclei });
}

/** Mass in t and density of changed soil without faults. */
function massOf(experiment: typeof microboone, preset: string, changes: DirtChanges): [number, number] {
  const { dirt, faults } = changed(experiment, preset, changes);
  expect(faults).toEqual([]);
  const { mass_tonnes, density_g_cm3 } = summariseDirt(dirt);
  return [mass_tonnes, density_g_cm3];
}

describe('changed soil', () => {
  it('is what a preset with these numbers would be', async () => {
    const dir = await copyExperiment();
    await edit(dir, 'experiment.yaml', 'near_z_cm: -758', 'near_z_cm: -1500');
    await edit(dir, 'experiment.yaml', 'length_cm: 40000', 'length_cm: 30000');
    await edit(dir, 'experiment.yaml', 'radii_cm: [1100, 1100]', 'radii_cm: [900, 900]');
    await edit(dir, 'experiment.yaml', 'density_g_cm3: 2.25', 'density_g_cm3: 1.7');
    await edit(
      dir,
      'experiment.yaml',
      '{ Si28: 0.4666666667, O16: 0.5333333333 }',
      '{ Ca40: 0.4, O16: 0.6 }',
    );
    const { dirt } = changed(microboone, 'cylinder', {
      near_z_cm: -1500,
      length_cm: 30000,
      radius_cm: 900,
      density_g_cm3: 1.7,
      composition: { Ca40: 0.4, O16: 0.6 },
    });
    expect(dirt.bodies).toEqual((await loadExperiment(dir)).dirt.cylinder?.bodies);
  });

  it('of one body is the same whether its keys stand beside preset, below bodies, or here and there', () => {
    const keys = { radius_cm: 900, density_g_cm3: 1.7 };
    const beside = changed(microboone, 'cylinder', keys);
    const below = changed(microboone, 'cylinder', { bodies: { soil: keys } });
    const both = changed(microboone, 'cylinder', {
      radius_cm: 900,
      bodies: { soil: { density_g_cm3: 1.7 } },
    });
    expect(beside.faults).toEqual([]);
    expect(below).toEqual(beside);
    expect(both).toEqual(beside);
    expect(dirtInWords(both.dirt)).toBe('cylinder with density_g_cm3 1.7, radius_cm 900');
    // A later change by the other name takes the place of the first.
    const { geometry, sourceZCm } = microboone;
    const again = changeDirt(below.dirt, { radius_cm: 800 }, { geometry, sourceZCm, nuclei });
    expect(again.dirt.changes).toEqual({ density_g_cm3: 1.7, radius_cm: 800 });
  });

  it('of one body is refused where both places say the same, and where one is wrong there', () => {
    const twice = { density_g_cm3: 2, bodies: { soil: { mass_tonnes: 1000, length_cm: 30000 } } };
    expect(changed(microboone, 'cylinder', twice).faults[0]).toEqual({
      key: ['bodies', 'soil', 'mass_tonnes'],
      what: 'density_g_cm3 beside preset says this already; remove one of the two',
    });
    const keysOf = (changes: DirtChanges) =>
      changed(microboone, 'cylinder', changes).faults.map(({ key }) => key.join('.'));
    expect(keysOf({ density_g_cm3: 2, bodies: { soil: { near_z_cm: -500 } } })).toEqual([
      'bodies.soil.near_z_cm',
    ]);
    expect(keysOf({ near_z_cm: -500, bodies: { soil: { density_g_cm3: 2 } } })).toEqual(['near_z_cm']);
    expect(keysOf({ density_g_cm3: 2, bodies: { sol: { length_cm: 30000 } } })).toEqual(['bodies.sol']);
  });

  it('without changes is the preset', () => {
    expect(changed(microboone, 'cylinder', {}).dirt).toBe(microboone.dirt.cylinder);
    expect(changed(microboone, 'cylinder', { bodies: {} }).dirt).toBe(microboone.dirt.cylinder);
  });

  it('keeps the density of a preset by density, and the mass of one by mass', () => {
    const [wide, denser] = massOf(microboone, 'cylinder', { radius_cm: 2200 });
    expect(wide / 342_119.4).toBeCloseTo(4, 4);
    expect(denser).toBeCloseTo(2.25, 12);
    // The cone whose volume DarkNews takes the mass from, at 2.15 g/cm3 (MODEL section 5, MASSES).
    const [mass, density] = massOf(miniboone, 'dn-cone', { radius_cm: 685 });
    expect(mass).toBeCloseTo(55_626.5, 6);
    expect(density).toBeCloseTo(2.15, 2);
  });

  it('takes a density or a mass in the place of either', () => {
    expect(massOf(miniboone, 'dn-cone', { density_g_cm3: 2.15 })[0] / 55_626.5).toBeCloseTo(2.25, 2);
    const [mass, density] = massOf(microboone, 'cylinder', { mass_tonnes: 171_059.7 });
    expect([mass, density]).toEqual([expect.closeTo(171_059.7, 6), expect.closeTo(1.125, 4)]);
  });

  it('moves as a whole, and is as long as it was', () => {
    const { dirt } = changed(microboone, 'dn-cone', { near_z_cm: -1500 });
    expect(dirt.bodies[0]?.shape).toEqual({
      kind: 'cone',
      nearZCm: -1500,
      lengthCm: 40000,
      radiiCm: [287.4, 38.8],
    });
  });

  it('keeps the form of a cone that grows by its radius, and takes both radii too', () => {
    const shapeOf = (changes: DirtChanges) => changed(microboone, 'dn-cone', changes).dirt.bodies[0]?.shape;
    expect(shapeOf({ radius_cm: 574.8 })).toMatchObject({ radiiCm: [574.8, expect.closeTo(77.6, 10)] });
    expect(shapeOf({ radii_cm: [574.8, 38.8] })).toMatchObject({ radiiCm: [574.8, 38.8] });
  });

  it('changes one body of several', () => {
    const { dirt, faults } = changed(microboone, 'uboone-gdml', {
      bodies: { soil: { density_g_cm3: 2.25, annulus: { outer_radius_cm: 5000 } } },
    });
    expect(faults).toEqual([]);
    const [soil, concrete] = dirt.bodies;
    const before = microboone.dirt['uboone-gdml']?.bodies;
    expect(concrete).toBe(before?.[1]);
    expect(soil?.composition).toBe(before?.[0]?.composition);
    // pi (R^2 - r^2) h rho
    const tonnes = (Math.PI * (5000 ** 2 - 1574.8 ** 2) * 1249.68 * 2.25) / 1e6;
    expect(soil && bodyTonnes(soil)).toBeCloseTo(tonnes, 6);
    expect(dirtInWords(dirt)).toBe(
      'uboone-gdml with bodies.soil.annulus.outer_radius_cm 5000, bodies.soil.density_g_cm3 2.25',
    );
  });

  it.each<[string, typeof microboone, string, DirtChanges, string, RegExp]>([
    ['soil in the detector', microboone, 'cylinder', { near_z_cm: -500 }, 'near_z_cm', /-500 cm lies inside/],
    [
      'soil beside the detector',
      microboone,
      'dn-cone',
      { radius_cm: 100 },
      'radius_cm',
      /100 cm does not cover/,
    ],
    ['a tank that is not covered', miniboone, 'dn-cone', { radius_cm: 500 }, 'radius_cm', /needs 574.6 cm/],
    [
      'a cone the wrong way round',
      microboone,
      'dn-cone',
      { radii_cm: [200, 300] },
      'radii_cm.1',
      /far end is wider/,
    ],
    [
      'soil that reaches the source',
      microboone,
      'cylinder',
      { length_cm: 45300 },
      'length_cm',
      /ends at -46058 cm, not downstream of the neutrinos' source at -46000 cm; shorten/,
    ],
    [
      'soil that is moved there',
      microboone,
      'cylinder',
      { near_z_cm: -7000 },
      'near_z_cm',
      /ends at -47000 cm/,
    ],
    [
      'a density and a mass',
      microboone,
      'cylinder',
      { density_g_cm3: 2, mass_tonnes: 1000 },
      'mass_tonnes',
      /density or a mass/,
    ],
    [
      'two radii',
      microboone,
      'cylinder',
      { radius_cm: 900, radii_cm: [900, 900] },
      'radius_cm',
      /radii_cm says the radii already/,
    ],
    ['kg/m3', microboone, 'cylinder', { density_g_cm3: 2250 }, 'density_g_cm3', /2250 g\/cm3 is denser/],
    ['kg', microboone, 'cylinder', { mass_tonnes: 3.4e8 }, 'mass_tonnes', /2236 g\/cm3, denser/],
    [
      'an unknown nucleus',
      microboone,
      'cylinder',
      { composition: { Si29: 0.5, O16: 0.5 } },
      'composition.Si29',
      /did you mean Si28/,
    ],
    [
      'half of a material',
      microboone,
      'cylinder',
      { composition: { O16: 0.5 } },
      'composition',
      /add up to 0.5, not to 1/,
    ],
    [
      'a ring of a cylinder',
      microboone,
      'cylinder',
      { annulus: { outer_radius_cm: 1e4 } },
      'annulus',
      /cone or cylinder about the beam; change near_z_cm/,
    ],
    [
      'the length of a ring',
      microboone,
      'uboone-gdml',
      { bodies: { soil: { length_cm: 3000 } } },
      'bodies.soil.length_cm',
      /write annulus: \{ outer_radius_cm: \.\.\. \}/,
    ],
    [
      'a ring without width',
      microboone,
      'uboone-gdml',
      { bodies: { soil: { annulus: { outer_radius_cm: 1500 } } } },
      'bodies.soil.annulus.outer_radius_cm',
      /not beyond the inner radius/,
    ],
    [
      'a ring in the detector',
      microboone,
      'uboone-gdml',
      { bodies: { concrete: { annulus: { inner_radius_cm: 580 } } } },
      'bodies.concrete.annulus.inner_radius_cm',
      /too close to the active volume/,
    ],
    [
      'two bodies in one place',
      microboone,
      'uboone-gdml',
      { bodies: { soil: { annulus: { inner_radius_cm: 1500 } } } },
      'bodies.soil',
      /overlap, so that matter would count twice/,
    ],
    [
      'one of several bodies',
      microboone,
      'uboone-gdml',
      { density_g_cm3: 2 },
      'density_g_cm3',
      /made of soil and concrete; say which of them is meant: bodies: \{ soil: \{ density_g_cm3: \.\.\. \} \}/,
    ],
    [
      'a body that is not there',
      microboone,
      'uboone-gdml',
      { bodies: { sol: { density_g_cm3: 2 } } },
      'bodies.sol',
      /has no body sol; did you mean soil\?/,
    ],
  ])('refuses %s', (_, experiment, preset, changes, key, what) => {
    const { faults } = changed(experiment, preset, changes);
    expect(faults.map((fault) => fault.key.join('.'))).toEqual([key]);
    expect(faults[0]?.what).toMatch(what);
  });
});
