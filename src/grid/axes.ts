/** The axes of a scan: which parameters can vary, what they are called in the field, and their values. */

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
} as const satisfies Record<string, AxisInfo>;

/** Name of a scan parameter. */
export type AxisName = keyof typeof AXIS_INFO;

/** One axis of the grid: strictly monotone values of one parameter. */
export interface Axis {
  readonly name: AxisName;
  readonly spacing: 'linear' | 'log' | 'values';
  /** Shape [n], n >= 1, in the axis's unit, strictly increasing. */
  readonly values: readonly number[];
}

/** Values of every parameter that is not an axis. `delta` and one of the masses may be absent. */
export type FixedParameters = Readonly<Partial<Record<AxisName, number>>>;
