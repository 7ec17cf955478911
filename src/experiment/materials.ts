/** Materials that neutrinos scatter on: the detector's and the presets of the matter upstream. */
import type { ExperimentFile } from './schema.js';
import type { Composition, Dirt, Nucleus } from './types.js';
import type { ChosenExperiment } from './variant.js';
import { failAtKey, type KeyPath, type YamlFile } from './yaml.js';
import { suggest } from './zodIssues.js';

/** Nuclei and mass fractions of a material; fails at an unknown nucleus or where the fractions are no whole. */
export function compositionOf(
  yaml: YamlFile,
  entry: Readonly<Record<string, number>>,
  key: KeyPath,
  nuclei: ReadonlyMap<string, Nucleus>,
): Composition {
  const parts = Object.entries(entry).map(([name, massFraction]) => {
    const nucleus = nuclei.get(name);
    if (nucleus) return { nucleus, massFraction };
    return failAtKey(yaml, [...key, name], `unknown nucleus ${name}; ${suggest(name, [...nuclei.keys()])}`);
  });
  const sum = parts.reduce((total, { massFraction }) => total + massFraction, 0);
  if (!(Math.abs(sum - 1) < 1e-6)) {
    failAtKey(yaml, key, `the mass fractions add up to ${sum}, not to 1; correct them`);
  }
  return parts;
}

/** z of the upstream face of a detector and its half width across the beam, cm. */
function extentOf(g: ExperimentFile['geometry']): { front: number; across: number } {
  if (g.kind === 'sphere') return { front: -g.radius_cm, across: g.radius_cm };
  const [x, y, z] = g.widths_cm;
  return { front: -z / 2, across: Math.hypot(x, y) / 2 };
}

/** Presets of the matter upstream. Its near end must be upstream of the active volume and cover it. */
export function dirtPresets(
  yaml: YamlFile,
  { file: e, pathOf }: ChosenExperiment,
  composition: (entry: Readonly<Record<string, number>>, key: KeyPath) => Composition,
): Record<string, Dirt> {
  const { front, across } = extentOf(e.geometry);
  const presets = Object.entries(e.dirt?.presets ?? {}).map(([preset, d]): [string, Dirt] => {
    const key = [...pathOf('dirt'), 'presets', preset];
    if (!(d.near_z_cm < front)) {
      failAtKey(
        yaml,
        [...key, 'near_z_cm'],
        `${d.near_z_cm} cm lies inside of the active volume; move it upstream`,
      );
    }
    if (d.radii_cm[0] < across) {
      const what = `${d.radii_cm[0]} cm does not cover the active volume, which needs ${across.toPrecision(4)} cm`;
      failAtKey(yaml, [...key, 'radii_cm', 0], `${what}; widen it`);
    }
    if (d.radii_cm[1] > d.radii_cm[0]) {
      failAtKey(
        yaml,
        [...key, 'radii_cm', 1],
        'the far end is wider than the near one; give the near radius first',
      );
    }
    const farZ = d.near_z_cm - d.length_cm;
    const originZ = e.dirt?.flux_origin_z_cm ?? Number.NaN;
    if (!(originZ < farZ)) {
      failAtKey(
        yaml,
        [...pathOf('dirt'), 'flux_origin_z_cm'],
        `${originZ} cm is not upstream of ${preset}, which ends at ${farZ} cm`,
      );
    }
    return [
      preset,
      {
        preset,
        nearZCm: d.near_z_cm,
        lengthCm: d.length_cm,
        radiiCm: d.radii_cm,
        densityGPerCm3: d.density_g_cm3,
        composition: composition(d.composition, [...key, 'composition']),
        fluxOriginZCm: originZ,
      },
    ];
  });
  return Object.fromEntries(presets);
}
