/** A point of a model in terms of masses and couplings, independent of the names of its parameters. */
import { ConfigError } from '../errors.js';
import type { AxisName } from './parameters.js';

/** Masses of a point, GeV: of the produced N, its daughter N' and the mediator. */
export interface Masses {
  readonly m: number;
  /** 0 for a light neutrino. */
  readonly mPrime: number;
  readonly mX: number;
}

/** Couplings of a point, on which c tau and the interference depend. */
export interface CouplingPoint {
  /** Couplings of the mediator to matter, epsilon of a dark photon, and to the dark neutrinos. */
  readonly epsilon: number;
  readonly gD: number;
  readonly kappa: number;
  /** Decay vertex of the dual model, and its diagonal dark vertex; 0 in a model without them. */
  readonly V54: number;
  readonly V44: number;
  /** |U|^2 if c tau depends on it; undefined if it is only a factor of the yields. */
  readonly mixing: number | undefined;
}

/** Values of the parameters of a point, by name. */
export type ParameterPoint = Readonly<Partial<Record<AxisName, number>>>;

/** Looks up the value of a parameter; undefined if it is not given. */
export type GivenValues = (name: AxisName) => number | undefined;

/** The value of a required parameter. Throws ConfigError if it is not given. */
export function needed(given: GivenValues, name: AxisName): number {
  const value = given(name);
  if (value === undefined) throw new ConfigError(`${name} is neither an axis nor fixed`);
  return value;
}
