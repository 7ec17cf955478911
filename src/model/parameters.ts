/** The parameters of all models: their names, symbols, units and ranges, and which of them are masses. */

import type { DecayChoices } from '../physics/branching.js';
import type { Axis, GridAxis } from '../tiles/axes.js';

/** Properties of a parameter: unit, name, symbol, valid range, and whether it changes masses or couplings. */
export interface AxisInfo {
  readonly unit: string;
  readonly longName: string;
  /** Unicode symbol for figures. */
  readonly symbol: string;
  /** Kinematic axes cost events; coupling axes reuse the templates (docs/physics.md, section 7). */
  readonly kind: 'kinematic' | 'coupling';
  /** Inclusive range of valid values (GeV or dimensionless). */
  readonly min: number;
  readonly max: number;
  /** Usual value of a rarely changed parameter, which output does not mention. */
  readonly usual?: number;
  /** The only decay that depends on the parameter. */
  readonly entersWith?: keyof DecayChoices;
  /** As an axis of a new scan file: where short-baseline experiments have something to say. */
  readonly suggested: SuggestedRange;
}

/** Spacing, first and last value of an axis. */
export interface SuggestedRange {
  readonly spacing: 'log' | 'linear';
  readonly ends: readonly [number, number];
}

/** Every parameter that can be an axis, in GeV or dimensionless. */
export const AXIS_INFO = {
  m4_gev: {
    unit: 'GeV',
    longName: 'mass of nu_4',
    symbol: 'm₄',
    kind: 'kinematic',
    min: 0,
    max: 10,
    suggested: { spacing: 'log', ends: [0.012, 0.96] },
  },
  m5_gev: {
    unit: 'GeV',
    longName: 'mass of nu_5',
    symbol: 'm₅',
    kind: 'kinematic',
    min: 1e-3,
    max: 10,
    suggested: { spacing: 'log', ends: [0.11, 1.3] },
  },
  delta: {
    unit: '1',
    longName: 'mass splitting (m5 - m4)/m4',
    symbol: 'Δ',
    kind: 'kinematic',
    min: 1e-3,
    max: 1e3,
    suggested: { spacing: 'log', ends: [0.1, 10] },
  },
  mZprime_gev: {
    unit: 'GeV',
    longName: "mass of the dark photon Z'",
    symbol: 'm_Z′',
    kind: 'kinematic',
    min: 1.1e-3,
    max: 100,
    suggested: { spacing: 'log', ends: [0.03, 3] },
  },
  Umu5_sq: {
    unit: '1',
    longName: 'mixing |U_mu5|^2',
    symbol: '|U_μ5|²',
    kind: 'coupling',
    min: 0,
    max: 1,
    suggested: { spacing: 'log', ends: [1e-6, 1e-1] },
  },
  Umu4_sq: {
    unit: '1',
    longName: 'mixing |U_mu4|^2',
    symbol: '|U_μ4|²',
    kind: 'coupling',
    min: 0,
    max: 1,
    suggested: { spacing: 'log', ends: [1e-12, 1e-4] },
  },
  epsilon: {
    unit: '1',
    longName: 'kinetic mixing epsilon',
    symbol: 'ε',
    kind: 'coupling',
    min: 1e-12,
    max: 1,
    suggested: { spacing: 'log', ends: [1e-4, 1e-2] },
  },
  gD: {
    unit: '1',
    longName: 'dark gauge coupling g_D',
    symbol: 'g_D',
    kind: 'coupling',
    min: 1e-6,
    max: 12.6,
    suggested: { spacing: 'log', ends: [0.1, 3] },
  },
  V54: {
    unit: '1',
    longName: 'decay vertex V_54',
    symbol: 'V₅₄',
    kind: 'coupling',
    min: 1e-9,
    max: 1,
    suggested: { spacing: 'log', ends: [0.01, 1] },
  },
  kappa: {
    unit: '1',
    longName: 'production vertex over the mixing, kappa = V_mu/U_mu',
    symbol: 'κ',
    kind: 'coupling',
    min: 1e-3,
    max: 1e3,
    usual: 1,
    suggested: { spacing: 'log', ends: [0.1, 10] },
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
    suggested: { spacing: 'linear', ends: [0, 1] },
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

/** An axis of a scan, over a parameter of the models. */
export interface ModelAxis extends Axis {
  readonly name: AxisName;
}

/** An axis with its unit and description, as stored in a grid. */
export function gridAxisOf(axis: ModelAxis): GridAxis {
  const { unit, longName } = AXIS_INFO[axis.name];
  return { ...axis, units: unit, longName };
}

/** Values of the parameters that are not axes. */
export type FixedParameters = Readonly<Partial<Record<AxisName, number>>>;

/** Properties of a parameter by name; undefined for a parameter of a grid that no model has. */
export function infoOf(name: string): AxisInfo | undefined {
  return isAxisName(name) ? AXIS_INFO[name] : undefined;
}

/** Whether a parameter changes masses, so that its values cost events. */
export function isKinematic(name: string): boolean {
  return infoOf(name)?.kind === 'kinematic';
}

/** Whether a value is the usual one, which output does not mention. */
export function isDefaultValue(name: string, value: number): boolean {
  return infoOf(name)?.usual === value;
}

/** A parameter of a grid: its name, and its unit if known. */
export type NamedQuantity = Pick<Axis, 'name' | 'units'>;

/** Unit of a parameter from the models, or else from its grid; empty for a dimensionless or unknown unit. */
export function unitOf({ name, units = '1' }: NamedQuantity): string {
  const unit = infoOf(name)?.unit ?? units;
  return unit === '1' ? '' : unit;
}
