/** One grid point in detail, from the reference engine: how its chi2 comes about. */

import { type Records, recordsOf } from '../engine/reference/recordSources.js';
import { sampleTrust } from '../engine/reference/sampleTrust.js';
import { NumericError } from '../errors.js';
import { sumTemplate } from '../generator/sample.js';
import {
  couplingsAt,
  massesAt,
  mediatorOf,
  mixingFactorAt,
  modelOf,
  valuesOfPoint,
} from '../model/models.js';
import type { CouplingPoint, ParameterPoint } from '../model/point.js';
import { BORN } from '../physics/geometry.js';
import { type ChannelPoint, massPointsOf } from '../prediction/channelPoints.js';
import { effectiveSize } from '../prediction/effectiveSize.js';
import { eventLevels } from '../prediction/eventLevels.js';
import { FLAGS, flagNames } from '../prediction/flags.js';
import { competingDecays, couplingsOf, type Lifetime, lifetimeOf } from '../prediction/lifetime.js';
import { flagsAt, massFlags } from '../prediction/massFlags.js';
import { type PhysicsSetup, setUpPhysics } from '../prediction/physicsSetup.js';
import { createSampleJudge } from '../prediction/sampleJudge.js';
import { type ExperimentScan, experimentScans, type ResolvedScan, summedRuns } from '../resolved/scan.js';
import { type DirtSummary, dirtInWords, summariseDirt } from '../soil/dirtSummary.js';
import { backgroundChi2 } from '../statistics/statistic.js';
import { type BinReport, type CovarianceReport, chi2Report, type MonteCarloReport } from './binReport.js';
import { type ChannelReport, channelReports, type Truth, truthOf, UNKNOWN_TRUTH } from './channelReport.js';
import { type SampleReport, sampleReport } from './sampleReport.js';

/**
 * A grid point, as `dualnu point --json` prints it. Where a sample covers too little of it (`NOT_COVERED`), chi2, the signal, and all that depends on
 * it are NaN, null in JSON.
 */
export interface PointReport {
  readonly experiment: string;
  readonly model: string;
  readonly parameters: ParameterPoint;
  readonly couplings: Readonly<Record<'e' | 'g_scattering' | 'g_decay', number>>;
  readonly decay_mode: string;
  /** Through the mediator. */
  readonly gamma_gev: number;
  /** hbar c over the total width, cm; null where N does not decay to a pair. */
  readonly ctau_cm: number | null;
  /** Branching ratio to e+e-: 1 unless the scan counts other decays. */
  readonly branching: number;
  readonly truth: Truth;
  /** The matter upstream, with its preset and what a scan changed in it; left out where there is none. */
  readonly dirt?: { readonly what: string } & DirtSummary;
  readonly channels: readonly ChannelReport[];
  readonly bins: readonly BinReport[];
  readonly signal: number;
  /** Effective number of events after decay and efficiency, over all bins. */
  readonly n_eff: number;
  /** Events that are generated in each channel (of a sample, to see what it covers): the number of the scan, or with `events: auto` as many as this point needs to lose its flag, up to the cap. */
  readonly events: number;
  /** Where the scan raises events: what it begins with and its cap. Its grid may have more of them than this point takes. */
  readonly events_raised?: { readonly from: number; readonly cap: number };
  /** How far the sample can be trusted here; left out where events are generated. */
  readonly sample?: SampleReport;
  readonly chi2: number;
  readonly background_chi2: number;
  readonly covariance: CovarianceReport;
  readonly monte_carlo: MonteCarloReport;
  readonly flags: readonly string[];
}

/** A point compared with every experiment of a scan: sums of chi2 and signal, and each experiment's report. */
export interface JointReport {
  readonly chi2: number;
  readonly background_chi2: number;
  readonly signal: number;
  readonly experiments: readonly PointReport[];
}

/** Evaluates one point for every experiment of a scan. */
export function evaluateJointPoint(scan: ResolvedScan, at: ParameterPoint): JointReport {
  const experiments = experimentScans(scan).map((experimentScan) => evaluatePoint(experimentScan, at));
  const sum = (key: 'chi2' | 'background_chi2' | 'signal') =>
    summedRuns(scan.runs, experiments).reduce((total, report) => total + report[key], 0);
  return { chi2: sum('chi2'), background_chi2: sum('background_chi2'), signal: sum('signal'), experiments };
}

/**
 * Evaluates one point of a scan's parameter space in f64, with the scan's events, for one experiment. Where the scan raises events,
 * they are raised for this point; a grid raises them for a whole mass point, as far as any of its couplings needs it.
 */
export function evaluatePoint(scan: ExperimentScan, at: ParameterPoint): PointReport {
  return evaluateEvents(scan, at).report;
}

/** The same, with the events that the report is of. */
export function evaluateEvents(scan: ExperimentScan, at: ParameterPoint): EvaluatedEvents {
  const [from = scan.eventsPerMassPoint, ...more] = eventLevels(scan);
  const raised = scan.autoEvents && { events_raised: { from, cap: more.at(-1) ?? from } };
  let found = evaluateWith({ ...scan, eventsPerMassPoint: from }, at);
  for (const events of more) {
    if ((found.flags & FLAGS.lowEffectiveSampleSize) === 0) break;
    found = evaluateWith({ ...scan, eventsPerMassPoint: events }, at);
  }
  return { ...found, report: { ...found.report, ...raised } };
}

/** A point's report and its events. */
export interface EvaluatedEvents {
  readonly report: PointReport;
  readonly sampled: SampledPoint;
}

/** A point in every channel of a scan, and the lifetimes that weight its events. */
export interface PreparedPoint {
  readonly setup: PhysicsSetup;
  /** One mass point for every channel. */
  readonly points: readonly [ChannelPoint, ...ChannelPoint[]];
  readonly coupling: CouplingPoint;
  /** With |U|^2 = 1 where it is a factor of the yields. */
  readonly templateLifetime: Lifetime;
  /** With the point's |U|^2. */
  readonly lifetime: Lifetime;
}

/** The events of a point. */
export interface SampledPoint extends PreparedPoint {
  /** Events of the open channels. */
  readonly samples: readonly Records[];
}

/** Prepares a point of a scan's parameter space, without its events. */
export function preparePoint(ofScan: ExperimentScan, at: ParameterPoint): PreparedPoint {
  const scan = { ...ofScan, fixed: { ...ofScan.fixed, ...at } };
  const setup = setUpPhysics(scan);
  const given = valuesOfPoint(scan.model, at);
  const coupling = couplingsAt(scan.model, given);
  const [head, ...more] = massPointsOf(setup, massesAt(scan.model, given));
  if (!head) throw new RangeError('a scan has at least one channel');
  const templateLifetime = lifetimeOf(scan, head.point, competingDecays(scan, head.point), coupling);
  const mixing = templateLifetime.mixing * mixingFactorAt(scan.model, given);
  const lifetime = { ...templateLifetime, mixing };
  return { setup, points: [head, ...more], coupling, templateLifetime, lifetime };
}

/** Draws the events of a point, as many as the scan asks for. */
export function samplePoint(scan: ExperimentScan, at: ParameterPoint): SampledPoint {
  const prepared = preparePoint(scan, at);
  const { setup, points } = prepared;
  const source = recordsOf(setup);
  const samples = points.flatMap(({ channel, point }) => (point.open ? [source(channel, point)] : []));
  return { ...prepared, samples };
}

/** The point with as many events as the scan asks for, and its flags as bits. */
function evaluateWith(
  given: ExperimentScan,
  at: ParameterPoint,
): EvaluatedEvents & { readonly flags: number } {
  const sampled = samplePoint(given, at);
  const { setup, points, samples, coupling, templateLifetime, lifetime } = sampled;
  const { scan } = setup;
  const [{ point: first }] = points;
  const trust = sampleTrust(setup, samples);
  const template = trust.answered(sumTemplate(setup, samples, lifetime));
  const { signal, relativeError } = template;
  // As in a grid: where |U|^2 is a factor, the number of events is judged independently of its value at this point.
  const judged =
    lifetime.mixing === templateLifetime.mixing
      ? template
      : trust.answered(sumTemplate(setup, samples, templateLifetime));
  const isAnswered = !signal.some(Number.isNaN);
  const isPoor =
    samples.length > 0 &&
    templateLifetime.mixing > 0 &&
    !judged.signal.some(Number.isNaN) &&
    createSampleJudge(setup)(judged.signal, judged.relativeError);
  const flags =
    flagsAt(massFlags(setup, points), templateLifetime, isPoor) |
    trust.flags(judged.signal, judged.relativeError);
  const isOpen = samples.length > 0;
  const { model, production } = scan;
  const { dirt } = production;
  const total = chi2At(setup, at, signal, relativeError);
  const { bins, covariance, monte_carlo: simulation } = chi2Report(setup, template, judged);
  const sample = sampleReport(scan, trust, template);
  const report = {
    experiment: scan.experiment.name,
    model: `${model.kind}, ${model.nature}`,
    parameters: at,
    couplings: reportedCouplings(scan, at, coupling),
    decay_mode: first.mode,
    gamma_gev: isOpen ? templateLifetime.gammaGev : 0,
    ctau_cm: isOpen && templateLifetime.ctauCm > 0 ? templateLifetime.ctauCm : null,
    branching: first.mode === 'closed' ? 0 : templateLifetime.branching,
    truth: isAnswered
      ? truthOf(
          samples.filter(({ channel }) => channel.born === BORN.inside),
          lifetime,
        )
      : UNKNOWN_TRUTH,
    ...(dirt ? { dirt: { what: dirtInWords(dirt), ...summariseDirt(dirt) } } : {}),
    channels: channelReports(setup, samples, lifetime, isAnswered),
    bins,
    signal: signal.reduce((sum, s) => sum + s, 0),
    n_eff: isAnswered ? effectiveSize(signal, relativeError) : Number.NaN,
    events: scan.eventsPerMassPoint,
    ...(sample && { sample }),
    chi2: total,
    background_chi2: backgroundChi2(setup.statistic, setup.counts),
    covariance,
    monte_carlo: simulation,
    flags: flagNames(flags),
  };
  return { report, flags, sampled };
}

/** The charge, and G_s per proton and G_d (docs/physics.md, section 1). */
function reportedCouplings(
  scan: ExperimentScan,
  at: ParameterPoint,
  coupling: CouplingPoint,
): PointReport['couplings'] {
  const couplings = couplingsOf(scan, coupling);
  const { productionStrength, decayStrength } = mediatorOf(scan.model.kind).couplings;
  return {
    e: couplings.charge,
    g_scattering: productionStrength(couplings) * Math.sqrt(mixingOf(scan, at)),
    g_decay: decayStrength(couplings),
  };
}

function mixingOf({ model }: ExperimentScan, at: ParameterPoint): number {
  const name = modelOf(model.kind).mixing;
  const mixing = at[name];
  if (mixing === undefined) throw new RangeError(`a point of the ${model.kind} model has a ${name}`);
  return mixing;
}

/** chi2 of a signal. NumericError, which names the point, where its covariance is not valid. */
function chi2At(
  { scan, statistic, counts }: PhysicsSetup,
  at: ParameterPoint,
  signal: Float64Array,
  relativeError: Float64Array,
): number {
  // A sample may have no answer at a point.
  if (signal.some(Number.isNaN)) return Number.NaN;
  try {
    return statistic.value(counts, signal, relativeError);
  } catch (error) {
    if (!(error instanceof NumericError)) throw error;
    const where = Object.entries(at).map(([name, value]) => `${name} = ${value}`);
    throw new NumericError(
      `${error.message} with the signal of ${where.join(', ')} in ${scan.experiment.name}; the errors that the experiment gives a signal make no covariance; look at them with: dualnu experiment check ${scan.experiment.name}`,
    );
  }
}
