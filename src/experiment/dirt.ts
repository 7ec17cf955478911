/** The matter upstream of a detector: presets of one body or several. docs/physics.md, section 5. */
import { attempt } from '../errors.js';
import { type KeyPath, mistakeAt, type YamlFile } from '../input/yaml.js';
import type { Mistake } from '../mistakes.js';
import { bodyForm, shapeFrom } from '../shapes/bodies.js';
import { detectorShape, geometryFrom } from '../shapes/detectors.js';
import type { BodyEntry, PresetEntry } from './dirtSchema.js';
import type { Composition, Dirt, DirtBody } from './types.js';
import type { ChosenExperiment } from './variant.js';

/** The source of presets, and the list of their mistakes. */
export interface DirtSource {
  readonly yaml: YamlFile;
  readonly chosen: ChosenExperiment;
  /** z of the neutrino source, cm. */
  readonly sourceZCm: number;
  /** Reads the composition at a key. */
  readonly composition: (entry: Readonly<Record<string, number>>, key: KeyPath) => Composition;
  readonly found: Mistake[];
}

/** The presets of the matter upstream that have no mistakes. Mistakes in the others are added to `found`. */
export function dirtPresets(from: DirtSource): Record<string, Dirt> {
  const { file, pathOf, isSound } = from.chosen;
  const presets = Object.entries(file.dirt?.presets ?? {}).flatMap(([preset, entry]): [string, Dirt][] => {
    const key = [...pathOf('dirt'), 'presets', preset];
    if (!isSound(key)) return [];
    const before = from.found.length;
    const bodies = bodiesOf(from, entry, key);
    return from.found.length > before ? [] : [[preset, { preset, bodies }]];
  });
  checkSource(from, presets);
  return Object.fromEntries(presets);
}

/** The neutrino source must be upstream of all matter. Reports at most one mistake. The upstream end of a ring includes a margin. */
function checkSource(
  { yaml, chosen, sourceZCm, found }: DirtSource,
  presets: readonly [string, Dirt][],
): void {
  const path = [...chosen.pathOf('neutrino_source'), 'z_cm'];
  if (!chosen.isSound(path)) return;
  for (const [preset, { bodies }] of presets) {
    for (const { shape } of bodies) {
      const end = bodyForm(shape).upstreamEndCm;
      if (sourceZCm < end) continue;
      const what = `${sourceZCm} cm is not upstream of ${preset}, which ends at ${end} cm`;
      found.push(mistakeAt(yaml, path, what, 'key'));
      return;
    }
  }
}

function bodiesOf(from: DirtSource, entry: PresetEntry, key: KeyPath): DirtBody[] {
  const { bodies, source: _, ...single } = entry;
  if (!bodies) return bodyOf(from, 'soil', single, key);
  if (Object.keys(single).length > 0) {
    const what = 'the preset has bodies and is one itself; give one or the other';
    from.found.push(mistakeAt(from.yaml, [...key, 'bodies'], what, 'key'));
  }
  return Object.entries(bodies).flatMap(([name, body]) => bodyOf(from, name, body, [...key, 'bodies', name]));
}

/** A list with the body, empty where it has mistakes. */
function bodyOf(from: DirtSource, name: string, entry: BodyEntry, key: KeyPath): DirtBody[] {
  const { yaml, chosen, found } = from;
  const say = (at: KeyPath, what: string) => found.push(mistakeAt(yaml, [...key, ...at], what, 'key'));
  const { shape, faults } = shapeFrom(entry);
  const form = shape && bodyForm(shape);
  const isPlaced = form !== undefined && chosen.isSound(chosen.pathOf('geometry'));
  const outline = isPlaced ? detectorShape(geometryFrom(chosen.file.geometry)).outline : undefined;
  const places = outline && form ? form.placeFaults(outline) : [];
  for (const { key: at, what } of [...faults, ...(form?.faults ?? []), ...places]) say(at, what);
  const { density_g_cm3: density, mass_tonnes: massTonnes, composition: parts } = entry;
  if ((density === undefined) === (massTonnes === undefined)) {
    say([], 'a body needs density_g_cm3 or mass_tonnes, and not both');
  }
  if (parts === undefined) say([], 'a body needs a composition, such as { Si28: 0.4667, O16: 0.5333 }');
  const composition = parts && attempt(found, () => from.composition(parts, [...key, 'composition']));
  if (!shape || !form || !composition) return [];
  const densityGPerCm3 = density ?? ((massTonnes ?? Number.NaN) * 1e6) / form.volumeCm3;
  return [{ name, shape, densityGPerCm3, massTonnes, composition }];
}
