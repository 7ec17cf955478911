/** The parameters of all models: what they are called in the field, their units and ranges, and which of them are masses. */

import type { Axis, GridAxis } from '../grid/axes.js';
import type { DecayChoices } from '../physics/branching.js';

/** What a parameter is: its unit, name, symbol and valid range, and whether it moves masses or couplings. */
export interface AxisInfo {
  readonly unit: string;
  readonly longName: string;
  /** Symbol for figures, in Unicode. */
  readonly symbol: string;
  /** Kinematic axes cost events; coupling axes reuse the templates (MODEL section 7). */
  readonly kind: 'kinematic' | 'coupling';
  /** Inclusive range outside of which a value is a mistake (GeV or dimensionless). */
  readonly min: number;
  readonly max: number;
  /** The usual value of a parameter that few change: it needs no mention. */
  readonly usual?: number;
  /** The decay without which the parameter enters nothing. */
  readonly entersWith?: keyof DecayChoices;
}

/** Every parameter that can be an axis, in GeV or dimensionless. */
export const AXIS_INFO = {
  m4_gev: { unit: 'GeV', longName: 'mass of nu_4', symbol: 'm₄', kind: 'kinematic', min: 0, max: 10 },
  m5_gev: { unit: 'GeV', longName: 'mass of nu_5', symbol: 'm₅', kind: 'kinematic', min: 1e-3, max: 10 },
  delta: {
    unit: '1',
    longName: 'mass splitting (m5 - m4)/m4',
    symbol: 'Δ',
    kind: 'kinematic',
    min: 1e-3,
    max: 1e3,
  },
  mZprime_gev: {
    unit: 'GeV',
    longName: "mass of the dark photon Z'",
    symbol: 'm_Z′',
    kind: 'kinematic',
    min: 1.1e-3,
    max: 100,
  },
  Umu5_sq: { unit: '1', longName: 'mixing |U_mu5|^2', symbol: '|U_μ5|²', kind: 'coupling', min: 0, max: 1 },
  Umu4_sq: { unit: '1', longName: 'mixing |U_mu4|^2', symbol: '|U_μ4|²', kind: 'coupling', min: 0, max: 1 },
  epsilon: {
    unit: '1',
    longName: 'kinetic mixing epsilon',
    symbol: 'ε',
    kind: 'coupling',
    min: 1e-12,
    max: 1,
  },
  gD: {
    unit: '1',
    longName: 'dark gauge coupling g_D',
    symbol: 'g_D',
    kind: 'coupling',
    min: 1e-6,
    max: 12.6,
  },
  V54: { unit: '1', longName: 'decay vertex V_54', symbol: 'V₅₄', kind: 'coupling', min: 1e-9, max: 1 },
  kappa: {
    unit: '1',
    longName: 'production vertex over the mixing, kappa = V_mu/U_mu',
    symbol: 'κ',
    kind: 'coupling',
    min: 1e-3,
    max: 1e3,
    usual: 1,
  },
  V44: {
    unit: '1',
    longName: 'diagonal dark vertex V_44',
    symbol: 'V₄₄',
    kind: 'coupling',
    min: 0,
    max: 1,
    usual: 0,
    entersWith: 'dark',
  },
} as const satisfies Record<string, AxisInfo>;

/** Name of a parameter. */
export type AxisName = keyof typeof AXIS_INFO;

/** Names of all parameters, in the order of AXIS_INFO. */
export const AXIS_NAMES = Object.keys(AXIS_INFO) as AxisName[];

/** Parameters that are masses, in GeV. */
export const MASS_NAMES: readonly AxisName[] = AXIS_NAMES.filter((name) => AXIS_INFO[name].unit === 'GeV');

/** Whether a name is a parameter's. */
export function isAxisName(name: string): name is AxisName {
  return Object.hasOwn(AXIS_INFO, name);
}

/** An axis of a scan: of a parameter that the models know. */
export interface ModelAxis extends Axis {
  readonly name: AxisName;
}

/** An axis with its unit and description, as a grid holds it. */
export function gridAxisOf(axis: ModelAxis): GridAxis {
  const { unit, longName } = AXIS_INFO[axis.name];
  return { ...axis, units: unit, longName };
}

/** Values of every parameter that is not an axis. */
export type FixedParameters = Readonly<Partial<Record<AxisName, number>>>;

/** What is known of a parameter by its name; undefined for one that a grid has and no model. */
export function infoOf(name: string): AxisInfo | undefined {
  return isAxisName(name) ? AXIS_INFO[name] : undefined;
}

/** Whether a parameter moves masses, so that its values cost events. */
export function isKinematic(name: string): boolean {
  return infoOf(name)?.kind === 'kinematic';
}

/** Whether a parameter has a value that needs no mention. */
export function isDefaultValue(name: string, value: number): boolean {
  return infoOf(name)?.usual === value;
}

/** A parameter as a grid has it: by its name, and with its unit where that is known. */
export type NamedQuantity = Pick<Axis, 'name' | 'units'>;

/** Unit of a parameter: that of the models, else what its grid says; empty where it has none, or nobody knows. */
export function unitOf({ name, units = '1' }: NamedQuantity): string {
  const unit = infoOf(name)?.unit ?? units;
  return unit === '1' ? '' : unit;
}
