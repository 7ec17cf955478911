/**
 * A preset of the matter upstream with some of its numbers replaced by those of a scan. A pure function from preset and changes to
 * bodies, so that a fit may vary them, too.
 */
import type { BodyChanges, DirtChanges } from '../experiment/dirtSchema.js';
import type { Dirt, DirtBody } from '../experiment/types.js';
import { isMapping } from '../input/schemaWalk.js';
import { suggest } from '../input/zodIssues.js';
import { overlaps } from '../shapes/bodies.js';
import { type ChangeFault, changeBody, type Surroundings } from './changeBody.js';
import { type FlatChanges, flatChanges, mergedChanges, subjectOf } from './flatChanges.js';

/** The changed preset; only valid where there are no faults. */
export interface ChangedDirt {
  readonly dirt: Dirt;
  readonly faults: readonly ChangeFault[];
}

/**
 * A preset with the numbers of `changes` in place of its own and all others unchanged: a body that moves keeps its length, and a body
 * that grows keeps its density, or its mass where the preset gives a mass. For a cone, `radius_cm` is the radius of the near end, and the far
 * radius changes in proportion. Where a preset has a single body, its keys may be given beside `preset`, below `bodies`, or partly in
 * both places. Without changes the result is the preset itself.
 */
export function changeDirt(preset: Dirt, changes: DirtChanges, around: Surroundings): ChangedDirt {
  const { bodies: named = {}, ...single } = changes;
  const flat = flatOf(preset, changes);
  if (Object.keys(flat).length === 0) return { dirt: preset, faults: [] };
  const faults = [...nameFaults(preset, changes)];
  const isOnly = preset.bodies.length === 1;
  const bodies = preset.bodies.map((body) => {
    const below = Object.hasOwn(named, body.name) ? named[body.name] : undefined;
    const beside = isOnly && Object.keys(single).length > 0 ? single : undefined;
    if (below === undefined && beside === undefined) return body;
    const [inside, outside] = [below ?? {}, beside ?? {}];
    faults.push(...twiceFaults(body.name, inside, outside));
    const changed = changeBody(body, joined(inside, outside), around);
    faults.push(
      ...changed.faults.map(({ key, what }) => {
        const isBelow = beside === undefined || (isWritten(inside, key) && !isWritten(outside, key));
        return { key: isBelow ? ['bodies', body.name, ...key] : key, what };
      }),
    );
    return changed.body;
  });
  if (faults.length === 0) faults.push(...overlapFaults(preset.bodies, bodies));
  const made = mergedChanges(preset.changes ?? {}, flat);
  return { dirt: { preset: preset.preset, bodies, changes: made }, faults };
}

/** Changes by key. For a preset with a single body the keys do not contain its name, wherever they are given. */
function flatOf({ bodies }: Dirt, changes: DirtChanges): FlatChanges {
  const [only, ...others] = bodies;
  if (only === undefined || others.length > 0) return flatChanges(changes);
  const { bodies: named = {}, ...single } = changes;
  const { [only.name]: below = {}, ...unknown } = named;
  return flatChanges({ ...joined(below, single), bodies: unknown });
}

/** Joins the changes of a body that are given in two places. */
function joined(a: BodyChanges, b: BodyChanges): BodyChanges {
  const entries = Object.entries(b).map(([key, value]) => {
    const other: unknown = a[key as keyof BodyChanges];
    return [key, isMapping(value) && isMapping(other) ? { ...other, ...value } : value];
  });
  return { ...a, ...(Object.fromEntries(entries) as BodyChanges) };
}

/** Whether changes contain the first key of a path. */
function isWritten(changes: BodyChanges, [first]: ChangeFault['key']): boolean {
  return first !== undefined && Object.hasOwn(changes, first);
}

/** Faults for numbers of a single body that are given in both places. */
function twiceFaults(name: string, inside: BodyChanges, outside: BodyChanges): ChangeFault[] {
  const beside = new Map(Object.keys(flatChanges(outside)).map((key) => [subjectOf(key), key]));
  return Object.keys(flatChanges(inside)).flatMap((key): ChangeFault[] => {
    const other = beside.get(subjectOf(key));
    if (other === undefined) return [];
    const what = `${other} beside preset says this already; remove one of the two`;
    return [{ key: ['bodies', name, ...key.split('.')], what }];
  });
}

/** Faults for changes of unknown bodies, and for changes that do not say which of several bodies they apply to. */
function nameFaults({ preset, bodies }: Dirt, { bodies: named, ...single }: DirtChanges): ChangeFault[] {
  const names = bodies.map(({ name }) => name);
  const [first = ''] = names;
  const unknown = Object.keys(named ?? {}).filter((name) => !names.includes(name));
  const faults: ChangeFault[] = unknown.map((name) => ({
    key: ['bodies', name],
    what: `${preset} has no body ${name}; ${suggest(name, names)}`,
  }));
  if (names.length === 1) return faults;
  const what = `${preset} is made of ${names.join(' and ')}; say which of them is meant`;
  return [
    ...faults,
    ...Object.keys(single).map((key) => ({
      key: [key],
      what: `${what}: bodies: { ${first}: { ${key}: ... } }`,
    })),
  ];
}

/** Faults for bodies that overlap only because of the changes. */
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
