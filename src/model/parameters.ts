/** The parameters of a model: what they are called in the field, their units and ranges, and which of them are masses. */

/** What an axis parameter is: its unit, name, symbol and valid range, and whether it moves masses or couplings. */
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
  },
  V44: { unit: '1', longName: 'diagonal dark vertex V_44', symbol: 'V₄₄', kind: 'coupling', min: 0, max: 1 },
} as const satisfies Record<string, AxisInfo>;

/** Name of a scan parameter. */
export type AxisName = keyof typeof AXIS_INFO;

/**
 * Parameters of each model. `delta` stands for m4_gev in the dual model; V44 counts only where dark decays do.
 * The mixing of the produced neutrino is in `MIXINGS`.
 */
export const MODEL_PARAMETERS = {
  dual: ['m4_gev', 'm5_gev', 'delta', 'mZprime_gev', 'Umu5_sq', 'epsilon', 'gD', 'V54', 'kappa', 'V44'],
  single: ['m4_gev', 'mZprime_gev', 'Umu4_sq', 'epsilon', 'gD', 'kappa'],
} as const satisfies Record<string, readonly AxisName[]>;

/** single: nu_4 is produced and decays to light neutrinos. dual: nu_5 is produced and decays to nu_4. */
export type ModelKind = keyof typeof MODEL_PARAMETERS;

/** Values that need no mention: the usual ones of parameters that few change. */
export const UNREMARKABLE = { kappa: 1, V44: 0 } as const satisfies Partial<Record<AxisName, number>>;

/** Whether a parameter has a value that needs no mention. */
export function isDefaultValue(name: AxisName, value: number): boolean {
  return (UNREMARKABLE as Partial<Record<AxisName, number>>)[name] === value;
}

/** The mixing and the mass of the neutrino that a model produces. */
export const MIXINGS = { dual: 'Umu5_sq', single: 'Umu4_sq' } as const satisfies Record<ModelKind, AxisName>;
export const PRODUCED_MASSES = { dual: 'm5_gev', single: 'm4_gev' } as const satisfies Record<
  ModelKind,
  AxisName
>;

/** Values of every parameter that is not an axis. `delta` and one of the masses may be absent. */
export type FixedParameters = Readonly<Partial<Record<AxisName, number>>>;
