/** Changes a document's value as people, programs and accidents do: types swapped, keys renamed, numbers extreme, lists emptied or very long. */
import type { Dice } from './random.js';

/** Values of other types, and of the right type out of range. */
const STRANGE: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  -0,
  0.5,
  3,
  2 ** 31,
  2 ** 40,
  2 ** 53,
  1e300,
  5e-324,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  '',
  ' ',
  'nan',
  '1e-8',
  'none',
  '__proto__',
  'toString',
  '../../../etc/passwd',
  '/dev/zero',
  '.',
  'a\u0000b',
  '\u001b[2J\u202e',
  'x'.repeat(1500),
  [],
  [[]],
  [null],
  {},
  { toString: 1 },
  { kind: 'box' },
];

/** Names that are none of a schema's, and some that every object has. */
const NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  ' ',
  '0',
  '\u001b[2J',
  'k'.repeat(500),
];

/** A value with one change somewhere below it, or in its own place. */
export function mutateValue(value: unknown, dice: Dice): unknown {
  if (typeof value !== 'object' || value === null) return otherScalar(value, dice);
  if (dice.chance(0.05)) return dice.pick(STRANGE);
  if (dice.chance(0.04)) return nested(value, 2 + dice.below(130));
  return Array.isArray(value)
    ? changedList(value, dice)
    : changedMapping(value as Record<string, unknown>, dice);
}

function otherScalar(value: unknown, dice: Dice): unknown {
  if (typeof value === 'number' && dice.chance(0.5)) return otherNumber(value, dice);
  if (typeof value === 'string' && dice.chance(0.3)) return otherText(value, dice);
  return dice.pick(STRANGE);
}

function otherNumber(value: number, dice: Dice): number {
  const ways = [
    -value,
    value * 1e3,
    value * 1e-3,
    value * 1e30,
    value + 1,
    value / 7,
    Math.round(value),
    2 * value,
  ];
  return dice.pick(ways);
}

function otherText(text: string, dice: Dice): string {
  const at = dice.below(text.length + 1);
  return (
    text.slice(0, at) + dice.pick(['', 'x', ':', '/', '..', '\n', '\u200b', '\ud800']) + text.slice(at + 1)
  );
}

/** The value in lists in lists. */
function nested(value: unknown, levels: number): unknown {
  let around = value;
  for (let level = 0; level < levels; level++) around = [around];
  return around;
}

function changedList(list: readonly unknown[], dice: Dice): unknown {
  if (list.length === 0) return [dice.pick(STRANGE)];
  const place = dice.below(list.length);
  const way = dice.below(12);
  if (way === 0) return list.toSpliced(place, 1);
  if (way === 1) return list.toSpliced(place, 0, list[place]);
  if (way === 2) return [];
  if (way === 3) return list.toReversed();
  if (way === 4) return Array.from({ length: 2000 }, (_, i) => list[i % list.length]);
  return list.with(place, mutateValue(list[place], dice));
}

function changedMapping(mapping: Readonly<Record<string, unknown>>, dice: Dice): unknown {
  const keys = Object.keys(mapping);
  if (keys.length === 0) return entry(dice.pick(NAMES), dice.pick(STRANGE));
  const key = dice.pick(keys);
  const way = dice.below(14);
  const { [key]: content, ...others } = mapping;
  if (way === 0) return others;
  if (way === 1) return { ...others, ...entry(dice.pick(NAMES), content) };
  if (way === 2) return { ...others, [`${key.slice(0, -1)}`]: content };
  if (way === 3) return { ...mapping, ...entry(dice.pick(NAMES), dice.pick(STRANGE)) };
  // Another key's value: right in type or in range, and in the wrong place.
  if (way === 4) return { ...mapping, [key]: mapping[dice.pick(keys)] };
  if (way === 5)
    return { ...mapping, ...Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, i])) };
  return { ...mapping, [key]: mutateValue(content, dice) };
}

/** A mapping with one key of its own, whatever its name. */
const entry = (name: string, value: unknown) => Object.fromEntries([[name, value]]);
