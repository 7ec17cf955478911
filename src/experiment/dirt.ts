/** The matter upstream of a detector: presets of bodies, and what a scan file changes in them. MODEL section 5. */
import type { ExperimentFile } from './schema.js';
import type { AnnulusShape, Composition, ConeShape, Dirt, DirtBody } from './types.js';
import type { ChosenExperiment } from './variant.js';
import { failAtKey, type KeyPath, type YamlFile } from './yaml.js';

type Presets = NonNullable<ExperimentFile['dirt']>['presets'];
type BodyEntry = NonNullable<Presets[string]['bodies']>[string];
type CompositionReader = (entry: Readonly<Record<string, number>>, key: KeyPath) => Composition;

/** What of a detector a body must keep clear of or cover, cm: z of its upstream face, and half widths across and in the horizontal plane. */
interface DetectorExtent {
  readonly front: number;
  readonly across: number;
  readonly level: number;
}

function extentOf(g: ExperimentFile['geometry']): DetectorExtent {
  if (g.kind === 'sphere') return { front: -g.radius_cm, across: g.radius_cm, level: g.radius_cm };
  const [x, y, z] = g.widths_cm;
  return { front: -z / 2, across: Math.hypot(x, y) / 2, level: Math.hypot(x, z) / 2 };
}

/** Presets of the matter upstream, each of one body or several. `sourceZCm` is where neutrinos come from. */
export function dirtPresets(
  yaml: YamlFile,
  { file: e, pathOf }: ChosenExperiment,
  sourceZCm: number,
  composition: CompositionReader,
): Record<string, Dirt> {
  const extent = extentOf(e.geometry);
  const presets = Object.entries(e.dirt?.presets ?? {}).map(([preset, entry]): [string, Dirt] => {
    const key = [...pathOf('dirt'), 'presets', preset];
    const { bodies, source: _, ...single } = entry;
    const named: [string, BodyEntry, KeyPath][] = bodies
      ? Object.entries(bodies).map(([name, body]) => [name, body, [...key, 'bodies', name]])
      : [['soil', single, key]];
    if (bodies && Object.keys(single).length > 0) {
      failAtKey(yaml, [...key, 'bodies'], 'the preset has bodies and is one itself; give one or the other');
    }
    return [
      preset,
      {
        preset,
        bodies: named.map(([name, body, at]) => {
          const shape = shapeOf(yaml, body, at);
          checkPlace(yaml, shape, extent, sourceZCm, at);
          return { name, shape, ...matterOf(yaml, body, shape, at, composition) };
        }),
      },
    ];
  });
  return Object.fromEntries(presets);
}

/** A cone or an annulus: exactly one of them. */
function shapeOf(yaml: YamlFile, body: BodyEntry, key: KeyPath): DirtBody['shape'] {
  const { annulus, near_z_cm, length_cm, radii_cm } = body;
  const given = [near_z_cm, length_cm, radii_cm].filter((part) => part !== undefined).length;
  if (annulus && given > 0) {
    failAtKey(yaml, [...key, 'annulus'], 'given with near_z_cm, length_cm or radii_cm; a body has one shape');
  }
  if (annulus) {
    const { inner_radius_cm, outer_radius_cm, height_cm } = annulus;
    if (!(inner_radius_cm < outer_radius_cm)) {
      failAtKey(yaml, [...key, 'annulus', 'outer_radius_cm'], `not beyond inner_radius_cm; widen it`);
    }
    return {
      kind: 'annulus',
      innerRadiusCm: inner_radius_cm,
      outerRadiusCm: outer_radius_cm,
      heightCm: height_cm,
    };
  }
  if (near_z_cm === undefined || length_cm === undefined || radii_cm === undefined) {
    return failAtKey(yaml, key, 'a body needs near_z_cm, length_cm and radii_cm, or annulus');
  }
  return { kind: 'cone', nearZCm: near_z_cm, lengthCm: length_cm, radiiCm: radii_cm };
}

/** Density and composition; a mass is spread over the shape. */
function matterOf(
  yaml: YamlFile,
  { density_g_cm3, mass_tonnes, composition: entry }: BodyEntry,
  shape: DirtBody['shape'],
  key: KeyPath,
  composition: CompositionReader,
): Pick<DirtBody, 'densityGPerCm3' | 'massTonnes' | 'composition'> {
  if (entry === undefined)
    return failAtKey(yaml, key, 'missing composition; such as { Si28: 0.4667, O16: 0.5333 }');
  const parts = composition(entry, [...key, 'composition']);
  if ((density_g_cm3 === undefined) === (mass_tonnes === undefined)) {
    failAtKey(yaml, key, 'give exactly one of density_g_cm3 and mass_tonnes');
  }
  const densityGPerCm3 = density_g_cm3 ?? ((mass_tonnes ?? Number.NaN) * 1e6) / volumeOfShape(shape);
  return { densityGPerCm3, massTonnes: mass_tonnes, composition: parts };
}

/** Fails where a body reaches into the active volume, does not cover it, or surrounds the source of the neutrinos. */
export function checkPlace(
  yaml: YamlFile,
  shape: DirtBody['shape'],
  { front, across, level }: DetectorExtent,
  sourceZCm: number,
  key: KeyPath,
): void {
  if (shape.kind === 'annulus') {
    if (shape.innerRadiusCm <= 1.1 * level) {
      const what = `${shape.innerRadiusCm} cm is too close to the active volume, which reaches ${level.toPrecision(4)} cm`;
      failAtKey(yaml, [...key, 'annulus', 'inner_radius_cm'], `${what}; widen it`);
    }
    if (!(sourceZCm < -2 * shape.outerRadiusCm)) {
      failAtKey(
        yaml,
        [...key, 'annulus', 'outer_radius_cm'],
        `the source at ${sourceZCm} cm is too near; make it smaller`,
      );
    }
    return;
  }
  const { nearZCm, lengthCm, radiiCm } = shape;
  if (!(nearZCm < front)) {
    failAtKey(
      yaml,
      [...key, 'near_z_cm'],
      `${nearZCm} cm lies inside of the active volume; move it upstream`,
    );
  }
  if (radiiCm[0] < across) {
    const what = `${radiiCm[0]} cm does not cover the active volume, which needs ${across.toPrecision(4)} cm`;
    failAtKey(yaml, [...key, 'radii_cm', 0], `${what}; widen it`);
  }
  if (radiiCm[1] > radiiCm[0]) {
    const what = 'the far end is wider than the near one; give the near radius first';
    failAtKey(yaml, [...key, 'radii_cm', 1], what);
  }
  const farZ = nearZCm - lengthCm;
  if (!(sourceZCm < farZ)) {
    const what = `the far end at ${farZ} cm is not downstream of the source of the neutrinos at ${sourceZCm} cm`;
    failAtKey(yaml, [...key, 'length_cm'], what);
  }
}

/** Volume of a body, cm3. */
export function volumeOfShape(shape: ConeShape | AnnulusShape): number {
  if (shape.kind === 'annulus') {
    return Math.PI * (shape.outerRadiusCm ** 2 - shape.innerRadiusCm ** 2) * shape.heightCm;
  }
  const [near, far] = shape.radiiCm;
  return (Math.PI / 3) * shape.lengthCm * (near * near + near * far + far * far);
}

/** Mass of a body, t. */
export function bodyTonnes({ shape, densityGPerCm3 }: DirtBody): number {
  return (densityGPerCm3 * volumeOfShape(shape)) / 1e6;
}
