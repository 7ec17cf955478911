/** What a model is: its parameters, and how the masses and couplings of a point follow from them. One file a model. */
import type { DecayChoices } from '../physics/branching.js';
import type { AxisName, FixedParameters } from './parameters.js';
import type { CouplingPoint, GivenValues, Masses, ParameterPoint } from './point.js';

/** A heavy neutrino of a model: nu_5 with its mass m5_gev. */
export interface HeavyNeutrino {
  readonly index: number;
  readonly mass: AxisName;
}

/** Two parameters of which one is given, for the other follows from it. */
export interface Alternatives {
  /** The first says it to the last bit, the second is rounded. */
  readonly names: readonly [AxisName, AxisName];
  /** Why both cannot be given: `each follows from the other and ...`. */
  readonly why: string;
}

/** A dark-neutrino model. Its functions are pure; a missing value is a ConfigError. */
export interface Model {
  readonly kind: string;
  /** The neutrino that is produced. */
  readonly produced: HeavyNeutrino;
  /** The heavy neutrino that it decays to; undefined for a light one. */
  readonly daughter: HeavyNeutrino | undefined;
  /** |U|^2 of the produced neutrino. */
  readonly mixing: AxisName;
  /** The parameter that is the vertex by which N decays; undefined where that is the vertex that produces. */
  readonly decayParameter: AxisName | undefined;
  /** Every parameter, in the order in which people are told of them. */
  readonly parameters: readonly AxisName[];
  /** Parameters that a scan must give. */
  readonly required: readonly AxisName[];
  /** Values of parameters that a scan may leave out. */
  readonly defaults: FixedParameters;
  /** Pairs of parameters of which a scan gives one. */
  readonly alternatives: readonly Alternatives[];
  /** Whether N decays through the Standard-Model Z, too, at a rate that is not negligible. */
  readonly decaysWeakly: boolean;
  /** Why published limits on a mixing say nothing of this model, though it may have that mixing; a sentence without its full stop. */
  readonly foreignLimits: Readonly<Partial<Record<AxisName, string>>>;
  /** Masses of a point. */
  readonly massesAt: (given: GivenValues) => Masses;
  /** The least mass of the daughter, GeV, of an N of mass m, GeV, where each parameter has some values, increasing; NaN if none say. */
  readonly lightestDaughter: (m: number, valuesOf: (name: AxisName) => readonly number[]) => number;
  /** Couplings of a point but for its mixing. */
  readonly couplingsAt: (given: GivenValues) => Omit<CouplingPoint, 'mixing'>;
  /** Value of the vertex by which N decays. */
  readonly decayVertex: (couplings: Pick<CouplingPoint, 'kappa' | 'V54' | 'mixing'>) => number;
  /** Whether |U|^2 is a factor of the yields and nothing else, with the decays that count. */
  readonly isMixingFactor: (decays: DecayChoices) => boolean;
  /** A point with whatever follows from what it gives; NaN where that does not suffice. */
  readonly complete: (given: ParameterPoint) => ParameterPoint;
}
