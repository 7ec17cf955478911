/** Layouts that need no `--column`: dualnu's own, and DarkNews' in each of its files. */
import { FIELDS, TARGET } from '../fields.js';
import type { EventTable } from '../reading/eventTable.js';
import type { ColumnChoice } from './request.js';

/** Columns of a layout that a table has, by field. */
export interface FoundLayout {
  readonly name: string;
  readonly columns: ReadonlyMap<string, ColumnChoice>;
  /** What its columns are in, where they do not say it themselves. */
  readonly units: { readonly energy: 'GeV'; readonly length: 'cm' } | undefined;
}

/** Units at the ends of names. */
const ENDINGS = {
  energy: { _gev: 'GeV', _mev: 'MeV' },
  length: { _cm: 'cm', _mm: 'mm', _m: 'm' },
  weight: {},
} as const;

const PARTS = ['e', 'px', 'py', 'pz'];

/** DarkNews' names by field; the number is the component of a four-vector (t, x, y, z). */
const DARKNEWS = new Map<string, readonly [name: string, part: number | undefined]>([
  ['weight', ['w_event_rate', undefined]],
  ['e_nu', ['P_projectile', 0]],
  ...PARTS.map((part, i) => [`eminus_${part}`, ['P_decay_ell_minus', i]] as const),
  ...PARTS.map((part, i) => [`eplus_${part}`, ['P_decay_ell_plus', i]] as const),
  ...['x', 'y', 'z'].map((part, i) => [`scatter_${part}`, ['pos_scatt', i + 1]] as const),
  ...['x', 'y', 'z'].map((part, i) => [`decay_${part}`, ['pos_decay', i + 1]] as const),
  ...PARTS.map((part, i) => [`n_${part}`, ['P_decay_N_parent', i]] as const),
]);

/** The layout that a table has most columns of; undefined where it has none of any. */
export function findLayout(table: EventTable): FoundLayout | undefined {
  const known = [darkNewsArray(table), darkNews(table), canonical(table)].flatMap((one) => one ?? []);
  return known.sort((a, b) => b.columns.size - a.columns.size)[0];
}

/** dualnu's own names, with units at their ends or without. */
function canonical({ columns }: EventTable): FoundLayout | undefined {
  const byName = new Map(columns.map((name) => [name.toLowerCase(), name]));
  const found = new Map<string, ColumnChoice>();
  for (const { name, kind } of FIELDS) {
    for (const [ending, unit] of Object.entries(ENDINGS[kind])) {
      const column = byName.get(`${name}${ending}`);
      if (column !== undefined && !found.has(name)) found.set(name, { column, unit });
    }
    const plain = byName.get(name);
    if (plain !== undefined && !found.has(name)) found.set(name, { column: plain });
  }
  const target = byName.get(TARGET);
  if (target !== undefined) found.set(TARGET, { column: target });
  return found.size === 0 ? undefined : { name: 'dualnu', columns: found, units: undefined };
}

/** DarkNews' names as pandas writes them in Parquet and CSV, joined by `_`, or in HEPevt. */
function darkNews({ columns }: EventTable): FoundLayout | undefined {
  const has = new Set(columns);
  const found = new Map<string, ColumnChoice>();
  for (const [field, [name, part]] of DARKNEWS) {
    const forms = part === undefined ? [name] : [`${name}.${part}`, `${name}_${part}`, `${name}[${part}]`];
    const column = forms.find((form) => has.has(form));
    if (column !== undefined) found.set(field, { column });
  }
  const target = ['target_pdgid', 'target'].find((name) => has.has(name));
  if (target !== undefined && found.size > 0) found.set(TARGET, { column: target });
  return found.size === 0
    ? undefined
    : { name: 'DarkNews', columns: found, units: { energy: 'GeV', length: 'cm' } };
}

/**
 * DarkNews' `ndarray.npy`, whose columns have no names: those of its dataframe without the three of words (sparse = 0), with one or two weights of
 * decays, and with the place where the neutrino was born in three columns or without it.
 */
function darkNewsArray({ format, columns }: EventTable): FoundLayout | undefined {
  if (format !== 'NPY' || columns.some((name, i) => name !== `[${i}]`)) return undefined;
  const shape = [
    { rates: 1, born: 3 },
    { rates: 1, born: 0 },
    { rates: 2, born: 3 },
    { rates: 2, born: 0 },
  ].find(({ rates, born }) => columns.length === 43 + rates + born);
  if (shape === undefined) return undefined;
  const rate = 28 + shape.rates;
  const starts: Readonly<Record<string, number>> = {
    P_projectile: 0,
    P_decay_N_parent: 12,
    P_decay_ell_minus: 16,
    P_decay_ell_plus: 20,
    w_event_rate: rate,
    pos_scatt: rate + 7,
    pos_decay: rate + 11 + shape.born,
  };
  const found = [...DARKNEWS].map(([field, [name, part = 0]]) => {
    return [field, { column: `[${(starts[name] ?? 0) + part}]` }] as const;
  });
  const columnsByField = new Map<string, ColumnChoice>([...found, [TARGET, { column: `[${rate + 1}]` }]]);
  return { name: "DarkNews' array", columns: columnsByField, units: { energy: 'GeV', length: 'cm' } };
}
