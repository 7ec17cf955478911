/**
 * A preset of the matter upstream with numbers of its own replaced: what a scan says of the soil. Pure, from preset and changes to bodies,
 * so that a fit may move them, too.
 */

import {
  type BodyShape,
  overlaps,
  placeFaults,
  shapeFaults,
  upstreamEnd,
  volumeOfShape,
} from '../experiment/dirtShape.js';
import { materialOf } from '../experiment/materials.js';
import type { BodyChanges, DirtChanges } from '../experiment/schema.js';
import type { ConeShape, Dirt, DirtBody, Geometry, Nucleus } from '../experiment/types.js';
import type { KeyPath } from '../input/yaml.js';
import { suggest } from '../input/zodIssues.js';

/** What changed bodies must fit into, and the nuclei that they may be made of. */
export interface Surroundings {
  readonly geometry: Geometry;
  /** z of the point that neutrinos come from, cm. */
  readonly sourceZCm: number;
  readonly nuclei: ReadonlyMap<string, Nucleus>;
}

/** What is wrong with changes: the keys that lead there from their mapping, and what to do. */
export interface ChangeFault {
  readonly key: KeyPath;
  readonly what: string;
}

/** The changed preset, which may be used where there are no faults. */
export interface ChangedDirt {
  readonly dirt: Dirt;
  readonly faults: readonly ChangeFault[];
}

/** Density beyond which there is no matter on Earth, g/cm3. */
const DENSEST_G_CM3 = 25;

/**
 * A preset with each number of `changes` in the place of its own, all others as they are: so a body that moves keeps its length, and one
 * that grows keeps its density, or its mass where the preset gives a mass. `radius_cm` is that of a cone's near end, and its far radius changes in
 * proportion. Without changes it is the preset itself.
 */
export function changeDirt(preset: Dirt, changes: DirtChanges, around: Surroundings): ChangedDirt {
  const { bodies: named = {}, ...single } = changes;
  const flat = flatChanges(changes);
  if (Object.keys(flat).length === 0) return { dirt: preset, faults: [] };
  const faults = [...nameFaults(preset, changes)];
  const [only, ...others] = preset.bodies;
  const hasOne = others.length === 0;
  const bodies = preset.bodies.map((body) => {
    const isHere = hasOne && body === only && Object.keys(single).length > 0;
    const own = isHere ? single : Object.hasOwn(named, body.name) ? named[body.name] : undefined;
    if (own === undefined) return body;
    const at = isHere ? [] : ['bodies', body.name];
    const changed = changeBody(body, own, around);
    faults.push(...changed.faults.map(({ key, what }) => ({ key: [...at, ...key], what })));
    return changed.body;
  });
  if (faults.length === 0) faults.push(...overlapFaults(preset.bodies, bodies));
  return { dirt: { preset: preset.preset, bodies, changes: merged(preset.changes ?? {}, flat) }, faults };
}

/** Changes that meet no body, or that do not say which one they mean. */
function nameFaults({ preset, bodies }: Dirt, { bodies: named, ...single }: DirtChanges): ChangeFault[] {
  const names = bodies.map(({ name }) => name);
  const [first = ''] = names;
  const keys = Object.keys(single);
  const unknown = Object.keys(named ?? {}).filter((name) => !names.includes(name));
  const faults: ChangeFault[] = unknown.map((name) => ({
    key: ['bodies', name],
    what: `${preset} has no body ${name}; ${suggest(name, names)}`,
  }));
  if (names.length > 1) {
    const what = `${preset} is made of ${names.join(' and ')}; say which of them is meant`;
    faults.push(
      ...keys.map((key) => ({ key: [key], what: `${what}: bodies: { ${first}: { ${key}: ... } }` })),
    );
  } else if (keys.length > 0 && unknown.length === 0 && named !== undefined) {
    faults.push({ key: ['bodies'], what: `${preset} is one body; write its keys beside preset` });
  }
  return faults;
}

/** A body with its changes, and their faults. */
function changeBody(
  body: DirtBody,
  changes: BodyChanges,
  { geometry, sourceZCm, nuclei }: Surroundings,
): { body: DirtBody; faults: ChangeFault[] } {
  const { shape, faults } = changeShape(body, changes);
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
    massTonnes === undefined ? (density ?? body.densityGPerCm3) : (massTonnes * 1e6) / volumeOfShape(shape);
  const changed = {
    name: body.name,
    shape,
    densityGPerCm3,
    massTonnes,
    composition: material?.composition ?? body.composition,
  };
  // What only follows from another mistake is left out.
  if (faults.length > 0) return { body: changed, faults };
  const places = [...shapeFaults(shape), ...placeFaults(shape, geometry), ...sourceFaults(shape, sourceZCm)];
  return {
    body: changed,
    faults: [
      ...places.map(({ key, what }) => ({ key: keyOf(key, changes), what })),
      ...densityFaults(changed),
    ],
  };
}

/** A body's shape with its changes; those that its kind does not have are faults. */
function changeShape(
  { name, shape }: DirtBody,
  changes: BodyChanges,
): { shape: BodyShape; faults: ChangeFault[] } {
  const {
    annulus,
    near_z_cm: nearZCm,
    length_cm: lengthCm,
    radius_cm: radiusCm,
    radii_cm: radiiCm,
  } = changes;
  const faults: ChangeFault[] = [];
  if (shape.kind === 'annulus') {
    const instead = {
      near_z_cm: 'inner_radius_cm',
      length_cm: 'outer_radius_cm',
      radius_cm: 'outer_radius_cm',
      radii_cm: 'outer_radius_cm',
    } as const;
    for (const key of Object.keys(instead) as (keyof typeof instead)[]) {
      if (changes[key] === undefined) continue;
      const what = `${name} is a ring about the vertical axis and has none; write annulus: { ${instead[key]}: ... }`;
      faults.push({ key: [key], what });
    }
    return {
      shape: {
        kind: shape.kind,
        innerRadiusCm: annulus?.inner_radius_cm ?? shape.innerRadiusCm,
        outerRadiusCm: annulus?.outer_radius_cm ?? shape.outerRadiusCm,
        heightCm: annulus?.height_cm ?? shape.heightCm,
      },
      faults,
    };
  }
  if (annulus !== undefined) {
    const what = `${name} is a cone or cylinder about the beam; change near_z_cm, length_cm or radius_cm`;
    faults.push({ key: ['annulus'], what });
  }
  if (radiusCm !== undefined && radiiCm !== undefined) {
    faults.push({ key: ['radius_cm'], what: 'radii_cm says the radii already; remove one of the two' });
  }
  const cone: ConeShape = {
    kind: shape.kind,
    nearZCm: nearZCm ?? shape.nearZCm,
    lengthCm: lengthCm ?? shape.lengthCm,
    radiiCm: radiiCm ?? scaledRadii(shape.radiiCm, radiusCm),
  };
  return { shape: cone, faults };
}

/** Radii of a cone whose near one is another. */
function scaledRadii([near, far]: ConeShape['radiiCm'], radiusCm: number | undefined): ConeShape['radiiCm'] {
  return radiusCm === undefined ? [near, far] : [radiusCm, (far * radiusCm) / near];
}

/** Neutrinos come from upstream of all matter. */
function sourceFaults(shape: BodyShape, sourceZCm: number): ChangeFault[] {
  const end = upstreamEnd(shape);
  if (sourceZCm < end) return [];
  return shape.kind === 'cone'
    ? [
        {
          key: ['length_cm'],
          what: `it ends at ${end} cm, not downstream of the neutrinos' source at ${sourceZCm} cm; shorten it`,
        },
      ]
    : [
        {
          key: ['annulus', 'outer_radius_cm'],
          what: `twice ${shape.outerRadiusCm} cm reach the neutrinos' source at ${sourceZCm} cm; make it smaller`,
        },
      ];
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

/** The key that a fault is told at: the one that was written, where `radius_cm` stands for both radii, or length for the near end. */
function keyOf(key: KeyPath, changes: BodyChanges): KeyPath {
  const [first] = key;
  if (first === 'radii_cm' && changes.radii_cm === undefined) return ['radius_cm'];
  if (first === 'length_cm' && changes.length_cm === undefined) return ['near_z_cm'];
  return key;
}

/** Bodies that the changes put into each other. */
function overlapFaults(before: readonly DirtBody[], after: readonly DirtBody[]): ChangeFault[] {
  return after.flatMap((body, i) =>
    after.slice(0, i).flatMap((other, j): ChangeFault[] => {
      const [was, wasOther] = [before[i], before[j]];
      if (!overlaps(body.shape, other.shape)) return [];
      if (was && wasOther && overlaps(was.shape, wasOther.shape)) return [];
      const moved = was?.shape === body.shape ? other : body;
      const what = `${body.name} and ${other.name} overlap, so that matter would count twice; separate them`;
      return [{ key: ['bodies', moved.name], what }];
    }),
  );
}

/** Every number that changes hold, by its key with those that lead to it, joined by dots: `bodies.soil.density_g_cm3`. */
export type FlatChanges = Readonly<Record<string, number | readonly number[]>>;

/** Changes as a flat mapping, in the order of its keys. */
export function flatChanges(changes: DirtChanges): FlatChanges {
  const flat: [string, number | readonly number[]][] = [];
  const add = (value: unknown, path: string): void => {
    if (typeof value === 'number') flat.push([path, value]);
    else if (Array.isArray(value)) flat.push([path, value as number[]]);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, part] of Object.entries(value)) add(part, path ? `${path}.${key}` : key);
    }
  };
  add(changes, '');
  return Object.fromEntries(flat.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Changes that were made before, without those that later ones take the place of, and the later ones. */
function merged(before: FlatChanges, after: FlatChanges): FlatChanges {
  const taken = new Set(Object.keys(after).map(placeOf));
  const kept = Object.entries(before).filter(([key]) => !taken.has(placeOf(key)));
  return Object.fromEntries([...kept, ...Object.entries(after)].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a key says, whichever of several it is: a material by one of its nuclei, density or mass, one radius or both. */
function placeOf(key: string): string {
  return key
    .replace(/(^|\.)composition\..*$/, '$1composition')
    .replace(/mass_tonnes$/, 'density_g_cm3')
    .replace(/radii_cm$/, 'radius_cm');
}
