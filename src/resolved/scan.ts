/** A scan, resolved: every default filled in, every file read. The engine and the store see only this. */
import type { Dirt, Experiment } from '../experiment/types.js';
import type { JsonValue } from '../json.js';
import type { ModelKind } from '../model/models.js';
import type { FixedParameters, ModelAxis } from '../model/parameters.js';
import type { DecayChoices } from '../physics/branching.js';
import type { StatisticChoice } from '../statistics/statistics.js';

/** The dark-neutrino model and its choices (MODEL section 1). */
export interface ModelConfig {
  readonly kind: ModelKind;
  readonly nature: 'dirac' | 'majorana';
  /** Interference with the Standard-Model Z. */
  readonly smZ: boolean;
  /** `darknews`: e from (G_F, m_W, sin2 theta_W); `alpha0`: e = sqrt(4 pi/137.036). */
  readonly charge: 'darknews' | 'alpha0';
  /** Whether a real Z' decays with the polarisation that it is born with; DarkNews takes it isotropic. */
  readonly zpSpin: 'isotropic' | 'exact';
  /** Decays other than to e+e- that count in c tau and in the branching ratio. */
  readonly decays: DecayChoices;
}

/** What is produced where (MODEL sections 2b and 5). */
export interface ProductionConfig {
  /** The matter upstream, or undefined where only the detector counts. */
  readonly dirt: Dirt | undefined;
  readonly protonElastic: boolean;
  /** nu_mu-bar of the beam beside nu_mu. */
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

/** Events of a mass point where a scan file says nothing, and what `auto` begins with. */
export const DEFAULT_EVENTS = 16384;

/** How far events are raised. */
export interface AutoEvents {
  /** A power of two; undefined for as many as every device holds (`eventLevels`). */
  readonly cap: number | undefined;
}

/** An experiment of a scan, with what is produced in and before it. */
export interface ExperimentRun {
  readonly experiment: Experiment;
  readonly production: ProductionConfig;
  /** Evaluated beside the others, without a part in the scan's chi2 and signal. */
  readonly apart?: boolean;
  /** Factor on the protons on target of its folder, which `experiment` has in it already; left out where it is 1. */
  readonly exposure?: number;
  /** What the scan file changes of its data, which `experiment` has in it already; left out where it is nothing. */
  readonly changes?: JsonValue;
}

/** A resolved scan. */
export interface ResolvedScan {
  readonly name: string;
  /** Scan file as given, for messages only: it is not part of the identity. */
  readonly file: string;
  readonly model: ModelConfig;
  /** In the order of the scan file: the order in memory (C order). */
  readonly axes: readonly ModelAxis[];
  readonly fixed: FixedParameters;
  /** At least one. Their chi2 add up; no nuisance parameter is shared. */
  readonly runs: readonly ExperimentRun[];
  /** Points of the unit hypercube for every mass point, with `autoEvents` at first; a power of two. */
  readonly eventsPerMassPoint: number;
  /** Present where mass points with too few events get more. */
  readonly autoEvents?: AutoEvents;
  readonly statistic: StatisticConfig;
  /** Names of outputs (src/outputs/outputs.ts), each once. */
  readonly outputs: readonly string[];
  readonly seed: number;
}

/** A scan as one of its experiments sees it. */
export interface ExperimentScan extends ResolvedScan, ExperimentRun {}

/** Those of several things, one for each experiment of a scan, whose experiment counts in the sums. */
export function summedRuns<T>(runs: readonly ExperimentRun[], things: readonly T[]): T[] {
  return things.filter((_, i) => !runs[i]?.apart);
}

/** The scan of each experiment, in the order of the scan file. */
export function experimentScans(scan: ResolvedScan): ExperimentScan[] {
  return scan.runs.map((run) => ({ ...scan, ...run }));
}
