/** Materials that neutrinos scatter on: the detector's and the presets of the matter upstream. */
import { attempt } from '../errors.js';
import type { Mistake } from '../mistakes.js';
import type { ExperimentFile } from './schema.js';
import type { Composition, Dirt, Nucleus } from './types.js';
import type { ChosenExperiment } from './variant.js';
import { failAtKey, type KeyPath, mistakeAt, type YamlFile } from './yaml.js';
import { suggest } from './zodIssues.js';

/** Nuclei and mass fractions of a material; the file's error for every unknown nucleus, or where the fractions are no whole. */
export function compositionOf(
  yaml: YamlFile,
  entry: Readonly<Record<string, number>>,
  key: KeyPath,
  nuclei: ReadonlyMap<string, Nucleus>,
): Composition {
  const found: Mistake[] = [];
  const parts = Object.entries(entry).flatMap(([name, massFraction]) => {
    const nucleus = nuclei.get(name);
    if (nucleus) return [{ nucleus, massFraction }];
    const what = `unknown nucleus ${name}; ${suggest(name, [...nuclei.keys()])}`;
    found.push(mistakeAt(yaml, [...key, name], what, 'key'));
    return [];
  });
  if (found.length > 0) throw new yaml.ErrorClass(found);
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

/** Reads a composition that stands under a key. */
type ReadComposition = (entry: Readonly<Record<string, number>>, key: KeyPath) => Composition;

/**
 * Presets of the matter upstream, those of whose keys that are sound. The near end must be upstream of the active volume and
 * cover it, and the flux must begin upstream of the far end. The mistakes of all of them go to `found`.
 */
export function dirtPresets(
  yaml: YamlFile,
  { file: e, pathOf, isSound }: ChosenExperiment,
  composition: ReadComposition,
  found: Mistake[],
): Record<string, Dirt> {
  const path = [...pathOf('dirt'), 'presets'];
  const originPath = [...pathOf('dirt'), 'flux_origin_z_cm'];
  const originZ = e.dirt?.flux_origin_z_cm ?? Number.NaN;
  let isBehind = !isSound(originPath);
  const presets = Object.entries(e.dirt?.presets ?? {}).flatMap(([preset, d]): [string, Dirt][] => {
    const key = [...path, preset];
    if (!isSound(key)) return [];
    const before = found.length;
    if (isSound(pathOf('geometry'))) found.push(...sizeMistakes(yaml, key, d, e.geometry));
    const parts = attempt(found, () => composition(d.composition, [...key, 'composition']));
    const farZ = d.near_z_cm - d.length_cm;
    if (!isBehind && !(originZ < farZ)) {
      isBehind = true;
      const what = `${originZ} cm is not upstream of ${preset}, which ends at ${farZ} cm`;
      found.push(mistakeAt(yaml, originPath, what, 'key'));
    }
    if (parts === undefined || found.length > before) return [];
    const dirt: Dirt = {
      preset,
      nearZCm: d.near_z_cm,
      lengthCm: d.length_cm,
      radiiCm: d.radii_cm,
      densityGPerCm3: d.density_g_cm3,
      composition: parts,
      fluxOriginZCm: originZ,
    };
    return [[preset, dirt]];
  });
  return Object.fromEntries(presets);
}

type DirtPreset = NonNullable<ExperimentFile['dirt']>['presets'][string];

function sizeMistakes(
  yaml: YamlFile,
  key: KeyPath,
  d: DirtPreset,
  geometry: ExperimentFile['geometry'],
): Mistake[] {
  const { front, across } = extentOf(geometry);
  const faults: [key: KeyPath, what: string][] = [];
  if (!(d.near_z_cm < front)) {
    faults.push([['near_z_cm'], `${d.near_z_cm} cm lies inside of the active volume; move it upstream`]);
  }
  const [near, far] = d.radii_cm;
  if (near < across) {
    const what = `${near} cm does not cover the active volume, which needs ${across.toPrecision(4)} cm`;
    faults.push([['radii_cm', 0], `${what}; widen it`]);
  }
  if (far > near) {
    faults.push([['radii_cm', 1], 'the far end is wider than the near one; give the near radius first']);
  }
  return faults.map(([own, what]) => mistakeAt(yaml, [...key, ...own], what, 'key'));
}
