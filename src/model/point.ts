/** A point of a model as the physics takes it: masses and couplings, whatever the parameters are called. */
import { ConfigError } from '../errors.js';
import type { AxisName } from './parameters.js';

/** Masses of one point, GeV: of the produced N, of its daughter N' and of the Z'. */
export interface Masses {
  readonly m: number;
  /** 0 for a light neutrino. */
  readonly mPrime: number;
  readonly mZprime: number;
}

/** Couplings of a point: what c tau and the interference depend on. */
export interface CouplingPoint {
  readonly epsilon: number;
  readonly gD: number;
  readonly kappa: number;
  /** Decay vertex of the dual model, and its diagonal dark vertex; 0 in a model that has none. */
  readonly V54: number;
  readonly V44: number;
  /** |U|^2 where c tau depends on it; undefined where it is a factor of the yields and nothing else. */
  readonly mixing: number | undefined;
}

/** A value for every parameter of a model, by name. */
export type ParameterPoint = Readonly<Partial<Record<AxisName, number>>>;

/** Values of parameters by name; undefined for one that is not given. */
export type GivenValues = (name: AxisName) => number | undefined;

/** The value of a parameter that a point of the model must have; ConfigError without it. */
export function needed(given: GivenValues, name: AxisName): number {
  const value = given(name);
  if (value === undefined) throw new ConfigError(`${name} is neither an axis nor fixed`);
  return value;
}
