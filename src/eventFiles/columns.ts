/** Columns of events in tables: those of samples of events first, then what else is known of each event. */
import type { Vec3d } from 'wgpu-matrix';
import { at } from '../at.js';
import type { FourMomentum } from './particleEvents.js';
import type { WeightedEvent } from './pointEvents.js';

/** A column: its name, which ends with the unit, its type in Parquet, and its value of a row. */
export type FileColumn<R> =
  | { readonly name: string; readonly type: 'DOUBLE' | 'INT32'; readonly of: (row: R) => number }
  | { readonly name: string; readonly type: 'STRING'; readonly of: (row: R) => string };

/** A column of events. */
export type EventColumn = FileColumn<WeightedEvent>;

const double = (name: string, of: (event: WeightedEvent) => number): EventColumn => ({
  name,
  type: 'DOUBLE',
  of,
});

const AXES = ['x', 'y', 'z'];

function momentum(name: string, of: (event: WeightedEvent) => FourMomentum): EventColumn[] {
  return [
    double(`${name}_e_gev`, (event) => of(event).e),
    ...AXES.map((axis, i) => double(`${name}_p${axis}_gev`, (event) => at(of(event).p, i))),
  ];
}

function position(name: string, of: (event: WeightedEvent) => Vec3d): EventColumn[] {
  return AXES.map((axis, i) => double(`${name}_${axis}_cm`, (event) => at(of(event), i)));
}

/** All columns, in their order. */
export const EVENT_COLUMNS: readonly EventColumn[] = [
  { name: 'component', type: 'INT32', of: ({ component }) => component },
  double('weight', ({ weight }) => weight),
  double('e_nu_gev', ({ neutrino }) => neutrino.e),
  ...momentum('eminus', ({ minus }) => minus),
  ...momentum('eplus', ({ plus }) => plus),
  ...position('scatter', ({ scatter }) => scatter),
  ...position('decay', ({ decay }) => decay),
  ...momentum('n', ({ produced }) => produced),
  { name: 'target', type: 'STRING', of: ({ target }) => target.name },
  ...momentum('nprime', ({ daughter }) => daughter),
  ...momentum('recoil', ({ recoil }) => recoil),
  { name: 'nu_pdg', type: 'INT32', of: ({ numbers }) => numbers.neutrino },
  { name: 'channel', type: 'STRING', of: ({ channel }) => channel },
];
