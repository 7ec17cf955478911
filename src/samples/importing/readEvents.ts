/** Events of one file in GeV and cm, with what the checks need to know. */
import { at } from '../../at.js';
import { InputDataError } from '../../errors.js';
import type { EventFacts } from '../checkEvents.js';
import type { EventColumns, Observable } from '../eventSample.js';
import { COMPONENT, eventsFrom, FIELDS, TARGET } from '../fields.js';
import { type Precision, precisionOf, scaledPrecision } from '../precision.js';
import { type EventColumn, type EventTable, failFile, isWords, mistakeAtRow } from '../reading/eventTable.js';
import { type ChosenColumns, chooseColumns, requireRows } from './chooseColumns.js';
import { type ComponentRequest, LENGTH_FACTORS } from './request.js';
import { namedTargets } from './targets.js';

/** Events of a file. */
export interface FileEvents {
  readonly table: EventTable;
  readonly chosen: ChosenColumns;
  /** `component` is that of the file's own column, or 0. */
  readonly events: EventColumns;
  readonly facts: Omit<EventFacts, 'masses' | 'producedMass'>;
  /** Subtracted from positions, cm. */
  readonly originCm: readonly [number, number, number] | undefined;
}

/** Reads the columns of a table that a request needs; `components` is how many the file says that it has. */
export async function readEvents(
  table: EventTable,
  request: ComponentRequest,
  components: number,
): Promise<FileEvents> {
  requireRows(table);
  const chosen = chooseColumns(table, request);
  const hasComponents = components > 1 && table.columns.includes(COMPONENT);
  const columns = await table.read([
    ...[...new Set(chosen.fields.map(({ column }) => column))].map(
      (name) => ({ name, as: 'numbers' }) as const,
    ),
    ...(chosen.target === undefined ? [] : [{ name: chosen.target, as: 'words' } as const]),
    ...[...chosen.observables.values()].map(({ column }) => ({ name: column, as: 'either' }) as const),
    ...(hasComponents ? [{ name: COMPONENT, as: 'numbers' } as const] : []),
  ]);
  const factor = LENGTH_FACTORS[request.lengthUnit ?? chosen.lengthUnit];
  const [x, y, z] = request.origin ?? [0, 0, 0];
  const originCm = request.origin && ([x * factor, y * factor, z * factor] as const);
  const precisions = new Map<string, Precision>();
  const numbers = new Map<string, Float64Array>();
  for (const { field, column, factor: unit } of chosen.fields) {
    const values = numbersOf(table, column, columns.get(column));
    precisions.set(field.name, scaledPrecision(precisionOf(values), unit));
    numbers.set(field.name, scaled(values, unit, shiftOf(field.name, originCm)));
  }
  const target = chosen.target === undefined ? undefined : columns.get(chosen.target);
  const events = eventsFrom(
    (field) => numbers.get(field) ?? new Float64Array(table.rows).fill(1),
    {
      count: table.rows,
      component: hasComponents
        ? componentsOf(table, columns.get(COMPONENT), components)
        : new Int32Array(table.rows),
      ...(target !== undefined && isWords(target)
        ? namedTargets(target)
        : { target: [], targetOf: undefined }),
      observables: Object.fromEntries(
        [...chosen.observables].map(([name, { column, unit }]) => [
          name,
          observableOf(unit, columns.get(column)),
        ]),
      ),
    },
    chosen.hasProduced,
  );
  const byField = new Map(chosen.fields.map(({ field, column }) => [field.name, column]));
  const exact: Precision = { relative: 0, absolute: 0, words: 'double precision' };
  const facts = {
    file: table.file,
    placeOf: table.placeOf,
    nameOf: (field: string) => byField.get(field) ?? field,
    precisionOf: (field: string) => precisions.get(field) ?? exact,
    energyUnit: chosen.energyUnit,
  };
  return { table, chosen, events, facts, originCm };
}

/** Coordinate of the origin that is subtracted from a field, cm. */
function shiftOf(field: string, origin: readonly [number, number, number] | undefined): number {
  if (origin === undefined || !/^(scatter|decay)_/.test(field)) return 0;
  return at(origin, ['x', 'y', 'z'].indexOf(field.slice(-1)));
}

function scaled(values: Float64Array, factor: number, shift: number): Float64Array {
  return factor === 1 && shift === 0 ? values : values.map((value) => value * factor - shift);
}

function numbersOf({ file }: EventTable, name: string, column: EventColumn | undefined): Float64Array {
  if (column === undefined || isWords(column)) return failFile(file, `the column ${name} holds no numbers`);
  return column.values;
}

function observableOf(unit: string, column: EventColumn | undefined): Observable {
  if (column === undefined) return { unit, values: new Float64Array(0) };
  return isWords(column) ? column : { unit, values: column.values };
}

function componentsOf(table: EventTable, column: EventColumn | undefined, components: number): Int32Array {
  const values = numbersOf(table, COMPONENT, column);
  const bad = values.findIndex((value) => !(Number.isInteger(value) && value >= 0 && value < components));
  if (bad >= 0) {
    const what = `${values[bad]} is no component: the file names 0 to ${components - 1}`;
    throw new InputDataError([mistakeAtRow(table, bad, COMPONENT, what)]);
  }
  return Int32Array.from(values);
}

/** Fields and observables of a file and the columns that they were read from. */
export function columnsRead({ chosen }: FileEvents): Record<string, string> {
  return Object.fromEntries([
    ...FIELDS.flatMap(({ name }) => {
      const found = chosen.fields.find(({ field }) => field.name === name);
      if (found === undefined) return [];
      const { column, unit, field } = found;
      const usual = { energy: chosen.energyUnit, length: chosen.lengthUnit, weight: '1' }[field.kind];
      return [[name, unit === usual ? column : `${column} in ${unit}`]];
    }),
    ...(chosen.target === undefined ? [] : [[TARGET, chosen.target]]),
    ...[...chosen.observables].map(([name, { column }]) => [name, column]),
  ]);
}
