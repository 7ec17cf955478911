/**
 * A sample of events that someone else simulated: truth, weights, and what their detector made of it. Columns in f64, in GeV and cm, in the
 * frame of the experiment: the beam along +z, the origin at the centre of the active volume.
 */
import type { ModelKind } from '../model/models.js';
import type { ParameterPoint } from '../model/point.js';
import type { DecayChoices } from '../physics/branching.js';

/** The model that events were generated in; the part of a scan's model that their density depends on (`ModelConfig`). */
export interface SampleModel {
  readonly kind: ModelKind;
  readonly nature: 'dirac' | 'majorana';
  readonly smZ: boolean;
  readonly charge: 'darknews' | 'alpha0';
  readonly zpSpin: 'isotropic' | 'exact';
  readonly decays: DecayChoices;
}

/**
 * How the decay position stands to the weight. `sampled`: drawn from the exponential, without a probability of decay in the weight.
 * `integrated`: the weight holds the probability 1 - exp(-d/Lambda) of a decay in the active volume.
 */
export type DecayWeighting = 'sampled' | 'integrated';

/** Events generated at one point of a model. */
export interface SampleComponent {
  readonly name: string;
  readonly model: SampleModel;
  /** All parameters of the model, defaults filled in. */
  readonly parameters: ParameterPoint;
  /** Protons on target that the weights are for. */
  readonly pot: number;
  /** Mass of the target that the weights are for, tonnes; by default that of the experiment. */
  readonly massTonnes?: number;
  /** Events generated, also those that were not kept. */
  readonly generated: number;
  readonly decays: DecayWeighting;
}

/** Four-momenta, GeV, one entry an event. */
export interface LeptonColumns {
  readonly e: Float64Array;
  readonly px: Float64Array;
  readonly py: Float64Array;
  readonly pz: Float64Array;
}

/** Positions, cm, one entry an event. */
export interface PositionColumns {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
}

/** A reconstructed quantity in numbers; `unit` is empty for one without. */
export interface NumberObservable {
  readonly unit: string;
  readonly values: Float64Array;
}

/** A reconstructed quantity in words, such as a topology: an index into `categories` for each event. */
export interface CategoryObservable {
  readonly categories: readonly string[];
  readonly codes: Int32Array;
}

/** What the experiment reconstructed of each event: an energy, an angle, a topology, a score. */
export type Observable = NumberObservable | CategoryObservable;

/** Events as columns; all have `count` entries. */
export interface EventColumns {
  readonly count: number;
  /** Index of the component that an event belongs to. */
  readonly component: Int32Array;
  /** Events expected for the component's protons on target at its parameters. */
  readonly weight: Float64Array;
  /** Energy of the neutrino, GeV. */
  readonly energyGev: Float64Array;
  readonly minus: LeptonColumns;
  readonly plus: LeptonColumns;
  readonly scatter: PositionColumns;
  readonly decay: PositionColumns;
  /** Four-momentum of the produced N, without which there is no exact ratio of densities. */
  readonly produced: LeptonColumns | undefined;
  /** Names of the targets that occur, such as Ar40 and proton; empty where they are not known. */
  readonly target: readonly string[];
  /** Index into `target` for each event. */
  readonly targetOf: Int32Array | undefined;
  readonly observables: Readonly<Record<string, Observable>>;
}

/** A sample, read from its folder. */
export interface EventSample extends EventColumns {
  readonly name: string;
  readonly folder: string;
  /** At least one: several samples are one mixture. */
  readonly components: readonly SampleComponent[];
  /** SHA-256 of each file by its path in the folder: the identity of a scan has them. */
  readonly files: Readonly<Record<string, string>>;
}

/** Whether an observable is one in words. */
export function isCategory(observable: Observable): observable is CategoryObservable {
  return 'categories' in observable;
}
