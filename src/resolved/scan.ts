/** A scan, resolved: every default filled in, every file read. The engine and the store see only this. */
import { at } from '../at.js';
import type { Dirt, Experiment } from '../experiment/types.js';
import type { JsonValue } from '../json.js';
import type { ModelKind } from '../model/models.js';
import type { FixedParameters, ModelAxis } from '../model/parameters.js';
import type { DecayChoices } from '../physics/branching.js';
import type { EventSample } from '../samples/eventSample.js';
import type { StatisticChoice } from '../statistics/statistics.js';

/** The dark-neutrino model and its choices (docs/physics.md, section 1). */
export interface ModelConfig {
  readonly kind: ModelKind;
  readonly nature: 'dirac' | 'majorana';
  /** Interference with the Standard-Model Z. */
  readonly smZ: boolean;
  /** `darknews`: e from (G_F, m_W, sin2 theta_W); `alpha0`: e = sqrt(4 pi/137.036). */
  readonly charge: 'darknews' | 'alpha0';
  /** Whether a real Z' decays with the polarisation from its production; DarkNews takes the decay as isotropic. */
  readonly zpSpin: 'isotropic' | 'exact';
  /** Decays besides e+e- that enter c tau and the branching ratio. */
  readonly decays: DecayChoices;
}

/** The production processes and where they take place (docs/physics.md, sections 2b and 5). */
export interface ProductionConfig {
  /** The matter upstream, or undefined for production in the detector only. */
  readonly dirt: Dirt | undefined;
  readonly protonElastic: boolean;
  /** Whether nu_mu-bar of the beam are included besides nu_mu. */
  readonly antineutrinos: boolean;
}

/** How data and prediction are compared. */
export interface StatisticConfig {
  readonly kind: StatisticChoice;
  /** `observed` counts, or `asimov`: data = background. */
  readonly data: 'observed' | 'asimov';
}

/** Events per mass point: powers of two in this range. */
export const EVENT_LIMITS = { min: 256, max: 2 ** 20 } as const;

/** Events of a mass point by default, and the first number of events with `auto`. */
export const DEFAULT_EVENTS = 16384;

/** The largest number of events that `auto` may use. */
export interface AutoEvents {
  /** A power of two; undefined for as many as fit on every device (`eventLevels`). */
  readonly cap: number | undefined;
}

/** An experiment of a scan, with the production in it and upstream of it. */
export interface ExperimentRun {
  readonly experiment: Experiment;
  readonly production: ProductionConfig;
  /** Whether it is evaluated without entering the scan's sums of chi2 and signal (`apart` in scan files). */
  readonly excludedFromSum?: boolean;
  /** Factor on the protons on target of its folder, already applied to `experiment`; left out where it is 1. */
  readonly exposure?: number;
  /** Changes of its data in the scan file, already applied to `experiment`; left out where there are none. */
  readonly changes?: JsonValue;
  /** Simulated events that are reweighted to every mass point; left out where events are generated. */
  readonly sample?: EventSample;
}

/** A resolved scan. */
export interface ResolvedScan {
  readonly name: string;
  /** Scan file as given, for messages only; not part of the identity. */
  readonly file: string;
  /** `KEY=VALUE` of every value that the command line set in the file, as given; the identity has their effect. Absent for none. */
  readonly set?: readonly string[];
  readonly model: ModelConfig;
  /** In the order of the scan file, which is the order in memory (C order). */
  readonly axes: readonly ModelAxis[];
  readonly fixed: FixedParameters;
  /** At least one. Their chi2 add up; no nuisance parameter is shared. */
  readonly runs: readonly ExperimentRun[];
  /** Points of the unit hypercube for every mass point, a power of two; with `autoEvents` the first number of points. */
  readonly eventsPerMassPoint: number;
  /** Present where the events of mass points are raised as needed. */
  readonly autoEvents?: AutoEvents;
  readonly statistic: StatisticConfig;
  /** Names of outputs (src/outputs/outputs.ts), each once. */
  readonly outputs: readonly string[];
  readonly seed: number;
}

/** A scan as one of its experiments sees it. */
export interface ExperimentScan extends ResolvedScan, ExperimentRun {}

/** From a list with one entry for each experiment of a scan, the entries of those experiments that enter the sums. */
export function summedRuns<T>(runs: readonly ExperimentRun[], things: readonly T[]): T[] {
  return things.filter((_, i) => !at(runs, i).excludedFromSum);
}

/** The scan of each experiment, in the order of the scan file. */
export function experimentScans(scan: ResolvedScan): ExperimentScan[] {
  return scan.runs.map((run) => ({ ...scan, ...run }));
}
