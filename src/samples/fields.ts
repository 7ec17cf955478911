/** The fields of an event: their names, the columns of a sample's file that hold them, and what kind of quantity each is. */
import type { EventColumns, LeptonColumns, PositionColumns } from './eventSample.js';

/** What a field is, which sets its units. */
export type FieldKind = 'weight' | 'energy' | 'length';

/** A field of numbers. */
export interface Field {
  /** As options name it: `eminus_px`. */
  readonly name: string;
  readonly kind: FieldKind;
  /** As a sample's file names it, with its unit: `eminus_px_gev`. */
  readonly column: string;
  /** Part of what is needed, or of the momentum of N, which may be missing as a whole. */
  readonly isNeeded: boolean;
}

const momentum = (name: string, isNeeded = true): Field[] =>
  ['e', 'px', 'py', 'pz'].map((part) => {
    const field = `${name}_${part}`;
    return { name: field, kind: 'energy', column: `${field}_gev`, isNeeded };
  });

const position = (name: string): Field[] =>
  ['x', 'y', 'z'].map((part) => {
    const field = `${name}_${part}`;
    return { name: field, kind: 'length', column: `${field}_cm`, isNeeded: true };
  });

/** All fields of numbers, in the order of the columns. */
export const FIELDS: readonly Field[] = [
  { name: 'weight', kind: 'weight', column: 'weight', isNeeded: true },
  { name: 'e_nu', kind: 'energy', column: 'e_nu_gev', isNeeded: true },
  ...momentum('eminus'),
  ...momentum('eplus'),
  ...position('scatter'),
  ...position('decay'),
  ...momentum('n', false),
];

/** Name of the column of targets, the one field of words. */
export const TARGET = 'target';

/** Name of the column with the index of an event's component. */
export const COMPONENT = 'component';

/** Columns of an event by the names of fields; `get` gives one field's numbers. */
export function eventsFrom(
  get: (field: string) => Float64Array,
  rest: Pick<EventColumns, 'count' | 'component' | 'target' | 'targetOf' | 'observables'>,
  hasProduced: boolean,
): EventColumns {
  const momentumOf = (name: string): LeptonColumns => ({
    e: get(`${name}_e`),
    px: get(`${name}_px`),
    py: get(`${name}_py`),
    pz: get(`${name}_pz`),
  });
  const positionOf = (name: string): PositionColumns => ({
    x: get(`${name}_x`),
    y: get(`${name}_y`),
    z: get(`${name}_z`),
  });
  return {
    ...rest,
    weight: get('weight'),
    energyGev: get('e_nu'),
    minus: momentumOf('eminus'),
    plus: momentumOf('eplus'),
    scatter: positionOf('scatter'),
    decay: positionOf('decay'),
    produced: hasProduced ? momentumOf('n') : undefined,
  };
}

/** The numbers of each field that is there, in the order of FIELDS. */
export function numbersOf(events: EventColumns): [field: Field, values: Float64Array][] {
  const groups: Readonly<Record<string, LeptonColumns | PositionColumns | undefined>> = {
    eminus: events.minus,
    eplus: events.plus,
    scatter: events.scatter,
    decay: events.decay,
    n: events.produced,
  };
  return FIELDS.flatMap((field): [Field, Float64Array][] => {
    if (field.name === 'weight') return [[field, events.weight]];
    if (field.name === 'e_nu') return [[field, events.energyGev]];
    const [group = '', part = ''] = field.name.split('_');
    const columns = groups[group] as Readonly<Record<string, Float64Array>> | undefined;
    const values = columns?.[part];
    return values === undefined ? [] : [[field, values]];
  });
}
