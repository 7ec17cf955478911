/** Which column of a table is which field, with its unit: by the request, else by a layout that is known. */

import { InputDataError } from '../../errors.js';
import { suggest } from '../../input/zodIssues.js';
import type { Mistake } from '../../mistakes.js';
import { listInWords } from '../../words.js';
import { FIELDS, type Field, TARGET } from '../fields.js';
import { plainName } from '../reading/columnNames.js';
import { type EventTable, failFile } from '../reading/eventTable.js';
import { findLayout } from './layouts.js';
import {
  type ColumnChoice,
  type ComponentRequest,
  ENERGY_FACTORS,
  ENERGY_UNITS,
  type EnergyUnit,
  LENGTH_FACTORS,
  LENGTH_UNITS,
  type LengthUnit,
} from './request.js';

/** A field, the column that it is read from, and the factor to GeV or cm. */
export interface ChosenColumn {
  readonly field: Field;
  readonly column: string;
  readonly unit: string;
  readonly factor: number;
}

/** The columns of a table that are read. */
export interface ChosenColumns {
  readonly layout: string | undefined;
  readonly fields: readonly ChosenColumn[];
  readonly target: string | undefined;
  /** Column of each observable, by the observable's name. */
  readonly observables: ReadonlyMap<string, { readonly column: string; readonly unit: string }>;
  /** Units of the neutrino's energy and of positions. */
  readonly energyUnit: EnergyUnit;
  readonly lengthUnit: LengthUnit;
  /** Columns that nothing is read from. */
  readonly unused: readonly string[];
  readonly hasProduced: boolean;
}

/** Names of fields that `--column` takes. */
const NAMES: readonly string[] = [...FIELDS.map(({ name }) => name), TARGET];

/** Chooses columns; InputDataError with every field that has none. */
export function chooseColumns(table: EventTable, request: ComponentRequest): ChosenColumns {
  const found: Mistake[] = [];
  const layout = findLayout(table);
  for (const name of Object.keys(request.columns)) {
    if (!NAMES.includes(fieldName(name)))
      found.push(request.tell(`columns.${name}`, `no such field; ${suggest(name, NAMES)}`));
  }
  const given = new Map(
    Object.entries(request.columns).map(([name, choice]) => [fieldName(name), { name, choice }]),
  );
  const fields: ChosenColumn[] = [];
  const missing: Field[] = [];
  for (const field of FIELDS) {
    const own = given.get(field.name);
    const choice =
      own === undefined
        ? layout?.columns.get(field.name)
        : { ...own.choice, unit: own.choice.unit ?? unitAtEnd(own.name) };
    if (choice === undefined) {
      missing.push(field);
      continue;
    }
    const column = columnOf(table, choice, (what) => found.push(request.tell(`columns.${field.name}`, what)));
    const unit = unitOf(field, choice, own === undefined, request, (what) =>
      found.push(request.tell(`columns.${field.name}`, what)),
    );
    if (column !== undefined) fields.push({ field, column, unit, factor: factorOf(field, unit) });
  }
  const { needed, hasProduced } = absences(missing, request);
  const target = targetColumn(
    table,
    given.get(TARGET)?.choice ?? layout?.columns.get(TARGET),
    request,
    found,
  );
  const observables = observableColumns(table, request, found);
  if (needed.length > 0) found.push(missingColumns(table, needed));
  if (found.length > 0) throw new InputDataError(found);
  const kept = fields.filter(({ field }) => hasProduced || !field.name.startsWith('n_'));
  const used = new Set([
    ...kept.map(({ column }) => column),
    target,
    ...[...observables.values()].map(({ column }) => column),
  ]);
  return {
    layout: layout?.name,
    fields: kept,
    target,
    observables,
    energyUnit: ENERGY_UNITS.find((unit) => unit === unitOfField(fields, 'e_nu')) ?? 'GeV',
    lengthUnit: LENGTH_UNITS.find((unit) => unit === unitOfField(fields, 'scatter_z')) ?? 'cm',
    unused: table.columns.filter((name) => !used.has(name) && name !== 'component'),
    hasProduced,
  };
}

const unitOfField = (fields: readonly ChosenColumn[], name: string) =>
  fields.find(({ field }) => field.name === name)?.unit;

/** A field's name without the unit that a column of dualnu has at its end. */
function fieldName(name: string): string {
  return name.replace(/_(gev|mev|cm|mm|m)$/, '');
}

function unitAtEnd(name: string): string | undefined {
  const end = /_(gev|mev|cm|mm|m)$/.exec(name)?.[1];
  return end === undefined ? undefined : ({ gev: 'GeV', mev: 'MeV' }[end] ?? end);
}

function columnOf(
  table: EventTable,
  { column }: ColumnChoice,
  refuse: (what: string) => void,
): string | undefined {
  if (table.columns.includes(column)) return column;
  const plain = plainName(column);
  if (table.columns.includes(plain)) return plain;
  const why = table.unread.get(plain);
  if (why !== undefined) refuse(`the column ${column} of ${table.file} is not read: ${why}`);
  else if (table.columns.includes(`${plain}[0]`)) {
    refuse(
      `the column ${column} of ${table.file} is an array; name one of its elements, such as ${plain}[0]`,
    );
  } else refuse(`${table.file} has no column ${column}; ${suggest(column, table.columns)}`);
  return undefined;
}

function unitOf(
  { kind }: Field,
  { column, unit }: ColumnChoice,
  isByName: boolean,
  request: ComponentRequest,
  refuse: (what: string) => void,
): string {
  const usual = { energy: request.energyUnit ?? 'GeV', length: request.lengthUnit ?? 'cm', weight: '1' }[
    kind
  ];
  if (unit === undefined || unit === '') return usual;
  const units: readonly string[] =
    kind === 'energy' ? ENERGY_UNITS : kind === 'length' ? LENGTH_UNITS : ['1'];
  if (!units.includes(unit)) refuse(`${unit} is no unit here; ${listInWords(units)}`);
  const asked = kind === 'energy' ? request.energyUnit : kind === 'length' ? request.lengthUnit : undefined;
  if (isByName && asked !== undefined && asked !== unit) {
    refuse(`its name ${column} says ${unit}, where the request says ${asked}; one of them is wrong`);
  }
  return unit;
}

function factorOf({ kind }: Field, unit: string): number {
  if (kind === 'energy') return ENERGY_FACTORS[unit as EnergyUnit] ?? 1;
  return kind === 'length' ? (LENGTH_FACTORS[unit as LengthUnit] ?? 1) : 1;
}

/** What must be there and is not; N's momentum is there as a whole or not at all, and weights may follow from a rate. */
function absences(
  missing: readonly Field[],
  { rate }: ComponentRequest,
): { needed: Field[]; hasProduced: boolean } {
  const needed = missing.filter(
    ({ isNeeded, name }) => isNeeded && !(name === 'weight' && rate !== undefined),
  );
  return { needed, hasProduced: missing.every(({ isNeeded }) => isNeeded) };
}

function missingColumns(table: EventTable, needed: readonly Field[]): Mistake {
  const names = needed.map(({ name }) => name);
  const shown =
    names.length > 6
      ? `${names.slice(0, 6).join(', ')} and ${names.length - 6} more`
      : listInWords(names, 'and');
  const example = `--column ${names[0]}=COLUMN`;
  const weights = names.includes('weight') ? '; events of equal weight need --rate instead' : '';
  const has =
    table.columns.length === 0 ? 'it has no columns that are read' : `it has ${listed(table.columns)}`;
  return {
    file: table.file,
    what: `no column is known for ${shown}; name each by ${example} (${has})${weights}`,
  };
}

/** The first names of columns. */
export function listed(names: readonly string[], most = 12): string {
  return names.length > most
    ? `${names.slice(0, most).join(', ')} and ${names.length - most} more`
    : names.join(', ');
}

function targetColumn(
  table: EventTable,
  choice: ColumnChoice | undefined,
  request: ComponentRequest,
  found: Mistake[],
): string | undefined {
  return choice && columnOf(table, choice, (what) => found.push(request.tell(`columns.${TARGET}`, what)));
}

function observableColumns(
  table: EventTable,
  { observables, tell }: ComponentRequest,
  found: Mistake[],
): Map<string, { column: string; unit: string }> {
  const taken = new Set(['component', TARGET, ...FIELDS.map(({ column }) => column)]);
  const chosen = new Map<string, { column: string; unit: string }>();
  for (const [name, choice] of Object.entries(observables)) {
    if (taken.has(name) || !/^[\w.[\] -]+$/.test(name)) {
      found.push(tell(`observables.${name}`, 'is no name for an observable; give another'));
    }
    const column = columnOf(table, choice, (what) => found.push(tell(`observables.${name}`, what)));
    if (column !== undefined) chosen.set(name, { column, unit: choice.unit ?? '' });
  }
  return chosen;
}

/** Fails where a table has no rows. */
export function requireRows(table: EventTable): void {
  if (table.rows === 0) failFile(table.file, 'has no events');
}
