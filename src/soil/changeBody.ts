/** One body of soil, with numbers of its preset replaced by those of a scan. */
import type { BodyChanges } from '../experiment/dirtSchema.js';
import { materialOf } from '../experiment/materials.js';
import type { DirtBody, Nucleus } from '../experiment/types.js';
import type { KeyPath } from '../input/yaml.js';
import { asWritten, bodyForm, changeShape } from '../shapes/bodies.js';
import { detectorShape, type Geometry } from '../shapes/detectors.js';

/** The surroundings that changed bodies must fit into, and the nuclei that they may contain. */
export interface Surroundings {
  readonly geometry: Geometry;
  /** z of the point that neutrinos come from, cm. */
  readonly sourceZCm: number;
  readonly nuclei: ReadonlyMap<string, Nucleus>;
}

/** A fault of changes: the path of keys within their mapping, and a message with advice. */
export interface ChangeFault {
  readonly key: KeyPath;
  readonly what: string;
}

/** Upper limit on a density, g/cm3: no matter on Earth is denser. */
const DENSEST_G_CM3 = 25;

/** A body with changes applied, and the faults of these. */
export function changeBody(
  body: DirtBody,
  changes: BodyChanges,
  { geometry, sourceZCm, nuclei }: Surroundings,
): { body: DirtBody; faults: readonly ChangeFault[] } {
  const { shape, faults: shapeFaults } = changeShape(body.name, body.shape, changes);
  const faults: ChangeFault[] = [...shapeFaults];
  const form = bodyForm(shape);
  const { density_g_cm3: density, mass_tonnes: mass, composition: entry } = changes;
  if (density !== undefined && mass !== undefined) {
    faults.push({ key: ['mass_tonnes'], what: 'a body has a density or a mass; remove one of them' });
  }
  const material = entry && materialOf(entry, nuclei);
  for (const { nucleus, what } of material?.faults ?? []) {
    faults.push({ key: nucleus === undefined ? ['composition'] : ['composition', nucleus], what });
  }
  const massTonnes = mass ?? (density === undefined ? body.massTonnes : undefined);
  const densityGPerCm3 =
    massTonnes === undefined ? (density ?? body.densityGPerCm3) : (massTonnes * 1e6) / form.volumeCm3;
  const composition = material?.composition ?? body.composition;
  const changed = { name: body.name, shape, densityGPerCm3, massTonnes, composition };
  // Faults that may only follow from the others are not looked for.
  if (faults.length > 0) return { body: changed, faults };
  const isUpstream = sourceZCm < form.upstreamEndCm;
  const places = [
    ...form.faults,
    ...form.placeFaults(detectorShape(geometry).outline),
    ...(isUpstream ? [] : [form.sourceFault(sourceZCm)]),
  ];
  const told = places.map(({ key, what }) => ({ key: asWritten(shape, key, changes), what }));
  return { body: changed, faults: [...told, ...densityFaults(changed)] };
}

function densityFaults({ densityGPerCm3: density, massTonnes }: DirtBody): ChangeFault[] {
  if (density <= DENSEST_G_CM3) return [];
  const shown = Number(density.toPrecision(4));
  return massTonnes === undefined
    ? [{ key: ['density_g_cm3'], what: `${shown} g/cm3 is denser than any matter; give it in g/cm3` }]
    : [
        {
          key: ['mass_tonnes'],
          what: `${massTonnes} t in this body are ${shown} g/cm3, denser than any matter; check mass and sizes`,
        },
      ];
}
