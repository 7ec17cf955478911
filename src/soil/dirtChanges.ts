/**
 * A preset of the matter upstream with some of its numbers replaced: what a scan says of the soil. Pure, from preset and changes to bodies,
 * so that a fit may move them, too.
 */
import type { BodyChanges, DirtChanges } from '../experiment/dirtSchema.js';
import type { Dirt, DirtBody } from '../experiment/types.js';
import { isMapping } from '../input/schemaWalk.js';
import { suggest } from '../input/zodIssues.js';
import { overlaps } from '../shapes/bodies.js';
import { type ChangeFault, changeBody, type Surroundings } from './changeBody.js';
import { type FlatChanges, flatChanges, mergedChanges, subjectOf } from './flatChanges.js';

/** The changed preset, which may be used where there are no faults. */
export interface ChangedDirt {
  readonly dirt: Dirt;
  readonly faults: readonly ChangeFault[];
}

/**
 * A preset with each number of `changes` in the place of its own, all others as they are: so a body that moves keeps its length, and one
 * that grows keeps its density, or its mass where the preset gives a mass. `radius_cm` is that of a cone's near end, and its far radius changes in
 * proportion. Keys of the only body of a preset may stand beside `preset`, below `bodies`, or in part here and there. Without changes it
 * is the preset itself.
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

/** Changes by key; those of a preset's only body without its name, wherever they stand. */
function flatOf({ bodies }: Dirt, changes: DirtChanges): FlatChanges {
  const [only, ...others] = bodies;
  if (only === undefined || others.length > 0) return flatChanges(changes);
  const { bodies: named = {}, ...single } = changes;
  const { [only.name]: below = {}, ...unknown } = named;
  return flatChanges({ ...joined(below, single), bodies: unknown });
}

/** Changes of a body that stand in two places, as one. */
function joined(a: BodyChanges, b: BodyChanges): BodyChanges {
  const entries = Object.entries(b).map(([key, value]) => {
    const other: unknown = a[key as keyof BodyChanges];
    return [key, isMapping(value) && isMapping(other) ? { ...other, ...value } : value];
  });
  return { ...a, ...(Object.fromEntries(entries) as BodyChanges) };
}

/** Whether changes hold the first key of a path. */
function isWritten(changes: BodyChanges, [first]: ChangeFault['key']): boolean {
  return first !== undefined && Object.hasOwn(changes, first);
}

/** What both places say of the only body. */
function twiceFaults(name: string, inside: BodyChanges, outside: BodyChanges): ChangeFault[] {
  const beside = new Map(Object.keys(flatChanges(outside)).map((key) => [subjectOf(key), key]));
  return Object.keys(flatChanges(inside)).flatMap((key): ChangeFault[] => {
    const other = beside.get(subjectOf(key));
    if (other === undefined) return [];
    const what = `${other} beside preset says this already; remove one of the two`;
    return [{ key: ['bodies', name, ...key.split('.')], what }];
  });
}

/** Changes that meet no body, or that do not say which one they mean. */
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
