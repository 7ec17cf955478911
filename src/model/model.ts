/** Interface of a model: its parameters, and the masses and couplings of a point as functions of them. One file per model. */
import type { DecayChoices } from '../physics/branching.js';
import type { MediatorName } from '../physics/mediators/mediators.js';
import type { AxisName, FixedParameters } from './parameters.js';
import type { CouplingPoint, GivenValues, Masses, ParameterPoint } from './point.js';

/** A heavy neutrino of a model, such as nu_5 with mass m5_gev. */
export interface HeavyNeutrino {
  readonly index: number;
  readonly mass: AxisName;
}

/** Two parameters of which exactly one is given; the other follows from it. */
export interface Alternatives {
  /** The first is exact, the second is rounded when derived from it. */
  readonly names: readonly [AxisName, AxisName];
  /** Why both cannot be given: `each follows from the other and ...`. */
  readonly why: string;
}

/** The mediator, and the parameters for its mass and its couplings to matter and to the dark neutrinos. */
export interface ModelMediator {
  readonly name: MediatorName;
  readonly mass: AxisName;
  readonly matter: AxisName;
  readonly dark: AxisName;
}

/** A dark-neutrino model. Its functions are pure; a missing value is a ConfigError. */
export interface Model {
  readonly kind: string;
  /** The neutrino that is produced. */
  readonly produced: HeavyNeutrino;
  /** The heavy daughter neutrino; undefined if the daughter is light. */
  readonly daughter: HeavyNeutrino | undefined;
  readonly mediator: ModelMediator;
  /** |U|^2 of the produced neutrino. */
  readonly mixing: AxisName;
  /** The parameter for the decay vertex of N; undefined if it is the production vertex. */
  readonly decayParameter: AxisName | undefined;
  /** All parameters, in the order of output. */
  readonly parameters: readonly AxisName[];
  /** Parameters that a scan must give. */
  readonly required: readonly AxisName[];
  /** Default values of optional parameters. */
  readonly defaults: FixedParameters;
  /** Values for a new scan file of the parameters that have no default. */
  readonly suggested: FixedParameters;
  /** Pairs of parameters of which a scan gives exactly one. */
  readonly alternatives: readonly Alternatives[];
  /** Whether N also decays through the Standard-Model Z at a rate that is not negligible. */
  readonly decaysWeakly: boolean;
  /** Why published limits on a mixing do not apply to this model although it has that mixing; a sentence without a full stop. */
  readonly foreignLimits: Readonly<Partial<Record<AxisName, string>>>;
  /** Masses of a point. */
  readonly massesAt: (given: GivenValues) => Masses;
  /** Smallest daughter mass (GeV) for an N of mass m (GeV), over the ascending values of each parameter; NaN if it is not determined. */
  readonly lightestDaughter: (m: number, valuesOf: (name: AxisName) => readonly number[]) => number;
  /** Couplings of a point except its mixing. */
  readonly couplingsAt: (given: GivenValues) => Omit<CouplingPoint, 'mixing'>;
  /** Value of the decay vertex of N. */
  readonly decayVertex: (couplings: Pick<CouplingPoint, 'kappa' | 'V54' | 'mixing'>) => number;
  /** Whether |U|^2 enters only as a factor of the yields, given the decays that are included. */
  readonly isMixingFactor: (decays: DecayChoices) => boolean;
  /** A point with its derived parameters; NaN where they are not determined. */
  readonly complete: (given: ParameterPoint) => ParameterPoint;
}
