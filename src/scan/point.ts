/** One grid point in detail, from the reference engine: what is behind its number. */
import type { ParameterPoint } from '../config/override.js';
import { counted, type ExperimentScan, experimentScans, type ResolvedScan } from '../config/types.js';
import { FLAGS, flagNames } from '../engine/engine.js';
import { eventLevels } from '../engine/eventLevels.js';
import { couplingsOf, decaysBeside, type Lifetime, lifetimeOf } from '../engine/lifetime.js';
import { flagsAt, massFlags, massPointsOf, type PhysicsSetup, setUpPhysics } from '../engine/physicsSetup.js';
import {
  decayFactor,
  effectiveSize,
  eventWeight,
  type Sample,
  sampleEvents,
  sumTemplate,
  TRUTH_NAMES,
} from '../engine/sample.js';
import { createSampleJudge } from '../engine/sampleJudge.js';
import { couplingsAt, massesAt, mixingFactorAt } from '../engine/tileLayout.js';
import { NumericError } from '../errors.js';
import { type DirtSummary, dirtInWords, summariseDirt } from '../experiment/dirtSummary.js';
import { type AxisName, MIXINGS } from '../grid/axes.js';
import { productionStrength } from '../physics/couplings.js';
import { BORN } from '../physics/geometry.js';
import { backgroundChi2, chi2 } from '../statistics/chi2.js';

/** Truth-level figures of N born in the active volume, before the detector; means over events weighted by their rate. */
export interface Truth {
  /** Expected decays to e+e- if every N decayed inside, before efficiency. */
  readonly rate: number;
  readonly mean_eee_gev: number;
  readonly mean_theta_ee_deg: number;
  readonly mean_e_n_gev: number;
  readonly mean_opening_deg: number;
  readonly mean_asymmetry: number;
  /** Mean probability to decay inside the active volume. */
  readonly p_decay: number;
  /** (sum w)^2/sum w^2 of the rate. */
  readonly n_eff: number;
}

/** What one channel adds. */
export interface ChannelReport {
  /** `tpc: Ar40`, `dirt: protons`. */
  readonly name: string;
  /** What the grid sums it under: `tpc`, `dirt`, `tpc_pel`, `dirt_pel`. */
  readonly group: string;
  /** Expected decays to e+e- in the active volume, before efficiency. */
  readonly decays: number;
  /** Truth of this channel alone; null upstream, where the rate depends on how far one looks. */
  readonly truth: Truth | null;
  /** Expected events in all bins. */
  readonly signal: number;
}

/** A grid point, as `dualnu point --json` prints it. */
export interface PointReport {
  readonly experiment: string;
  readonly model: string;
  readonly parameters: ParameterPoint;
  readonly couplings: Readonly<Record<'e' | 'g_scattering' | 'g_decay', number>>;
  readonly decay_mode: string;
  /** Through the Z'. */
  readonly gamma_gev: number;
  /** hbar c over the whole width, cm; null where N does not decay to a pair. */
  readonly ctau_cm: number | null;
  /** Branching ratio to e+e-: 1 unless the scan counts other decays. */
  readonly branching: number;
  readonly truth: Truth;
  /** The matter upstream, and the preset with what was changed of it; left out where there is none. */
  readonly dirt?: { readonly what: string } & DirtSummary;
  readonly channels: readonly ChannelReport[];
  readonly bins: readonly { label: string; data: number; background: number; signal: number }[];
  readonly signal: number;
  /** After decay and efficiency, over all bins. */
  readonly n_eff: number;
  /** Events of each channel: the scan's, or with `events: auto` as many as this point takes to lose its flag, up to the cap. */
  readonly events: number;
  readonly chi2: number;
  readonly background_chi2: number;
  readonly flags: readonly string[];
}

/** A point against every experiment of a scan: chi2 and signal added up, and each experiment's report. */
export interface JointReport {
  readonly chi2: number;
  readonly background_chi2: number;
  readonly signal: number;
  readonly experiments: readonly PointReport[];
}

/** Evaluates one point against every experiment of a scan. */
export function evaluateJointPoint(scan: ResolvedScan, at: ParameterPoint): JointReport {
  const experiments = experimentScans(scan).map((own) => evaluatePoint(own, at));
  const sum = (key: 'chi2' | 'background_chi2' | 'signal') =>
    counted(scan.runs, experiments).reduce((total, report) => total + report[key], 0);
  return { chi2: sum('chi2'), background_chi2: sum('background_chi2'), signal: sum('signal'), experiments };
}

/**
 * Evaluates one point of a scan's parameter space in f64, with the scan's events, against one experiment. Where the scan raises events they
 * are raised for this point; a grid raises those of a mass point, for what is needed at any of its couplings.
 */
export function evaluatePoint(scan: ExperimentScan, at: ParameterPoint): PointReport {
  const [from = scan.eventsPerMassPoint, ...more] = eventLevels(scan);
  let found = evaluateWith({ ...scan, eventsPerMassPoint: from }, at);
  for (const events of more) {
    if ((found.flags & FLAGS.lowEffectiveSampleSize) === 0) break;
    found = evaluateWith({ ...scan, eventsPerMassPoint: events }, at);
  }
  return found.report;
}

/** The point with as many events as the scan says, and its flags as bits. */
function evaluateWith(given: ExperimentScan, at: ParameterPoint): { report: PointReport; flags: number } {
  const scan = { ...given, fixed: { ...given.fixed, ...at } };
  const setup = setUpPhysics(scan);
  // m4 says it to the last bit, delta would round it.
  const valueAt = (name: AxisName) => (name === 'delta' ? undefined : at[name]);
  const masses = massesAt(scan, valueAt);
  const coupling = couplingsAt(scan, valueAt);
  const factor = mixingFactorAt(scan, valueAt);
  const points = massPointsOf(setup, masses);
  const first = points[0]?.point;
  if (!first) throw new RangeError('a scan has at least one channel');
  const own = lifetimeOf(scan, first, decaysBeside(scan, first), coupling);
  const samples = points.flatMap(({ channel, point }) =>
    point.open ? [sampleEvents(setup, channel, point)] : [],
  );
  const lifetime = { ...own, mixing: own.mixing * factor };
  const { signal, relativeError } = sumTemplate(setup, samples, lifetime);
  const flags = flagsAt(massFlags(setup, points), own, isPoorlySampled(setup, samples, own));
  const couplings = couplingsOf(scan, coupling);
  const mixing = at[MIXINGS[scan.model.kind]] ?? Number.NaN;
  const isOpen = samples.length > 0;
  const { model, production } = scan;
  const { dirt } = production;
  const report = {
    experiment: scan.experiment.name,
    model: `${model.kind}, ${model.nature}`,
    parameters: at,
    couplings: {
      e: couplings.charge,
      // MODEL section 1: G_s per proton and G_d.
      g_scattering: productionStrength(couplings) * Math.sqrt(mixing),
      g_decay: couplings.gD * couplings.decayVertex * couplings.charge * couplings.epsilon,
    },
    decay_mode: first.mode,
    gamma_gev: isOpen ? own.gammaGev : 0,
    ctau_cm: isOpen && own.ctauCm > 0 ? own.ctauCm : null,
    branching: own.branching,
    truth: truthOf(
      samples.filter(({ channel }) => channel.born === BORN.inside),
      lifetime,
    ),
    ...(dirt ? { dirt: { what: dirtInWords(dirt), ...summariseDirt(dirt) } } : {}),
    channels: samples.map((sample) => channelReport(setup, sample, lifetime)),
    bins: scan.experiment.bins.map(({ label }, i) => ({
      label,
      data: setup.counts.data[i] ?? 0,
      background: setup.counts.background[i] ?? 0,
      signal: signal[i] ?? 0,
    })),
    signal: signal.reduce((sum, s) => sum + s, 0),
    n_eff: effectiveSize(signal, relativeError),
    events: scan.eventsPerMassPoint,
    chi2: chi2At(setup, at, signal, relativeError),
    background_chi2: backgroundChi2(setup.statistic, setup.counts),
    flags: flagNames(flags),
  };
  return { report, flags };
}

/** Whether events are too few, judged as in a grid: where |U|^2 is a factor, whatever it is at this point. */
function isPoorlySampled(setup: PhysicsSetup, samples: readonly Sample[], lifetime: Lifetime): boolean {
  if (samples.length === 0 || !(lifetime.mixing > 0)) return false;
  const { signal, relativeError } = sumTemplate(setup, samples, lifetime);
  const bins = setup.counts.data.map((_, bin) => bin);
  return createSampleJudge(setup, bins)(signal, relativeError);
}

/** chi2 of a signal. A point without a covariance has none, and an error that says which point it is. */
function chi2At(
  { scan, statistic, counts }: PhysicsSetup,
  at: ParameterPoint,
  signal: Float64Array,
  relativeError: Float64Array,
): number {
  try {
    return chi2(statistic, counts, signal, relativeError);
  } catch (error) {
    if (!(error instanceof NumericError)) throw error;
    const where = Object.entries(at).map(([name, value]) => `${name} = ${value}`);
    throw new NumericError(
      `${error.message} with the signal of ${where.join(', ')} in ${scan.experiment.name}; the errors that the experiment gives a signal make no covariance; look at them with: dualnu experiment check ${scan.experiment.name}`,
    );
  }
}

function channelReport(setup: PhysicsSetup, sample: Sample, lifetime: Lifetime): ChannelReport {
  const { channel } = sample;
  const decays = sample.weight.reduce(
    (sum, _, i) => sum + eventWeight(sample, i, lifetime) * decayFactor(sample, i, lifetime.ctauCm),
    0,
  );
  const { signal } = sumTemplate(setup, [sample], lifetime);
  return {
    name: channel.name,
    group: channel.group,
    decays,
    truth: channel.born !== BORN.inside ? null : truthOf([sample], lifetime),
    signal: signal.reduce((sum, s) => sum + s, 0),
  };
}

const NO_TRUTH: Truth = {
  rate: 0,
  mean_eee_gev: 0,
  mean_theta_ee_deg: 0,
  mean_e_n_gev: 0,
  mean_opening_deg: 0,
  mean_asymmetry: 0,
  p_decay: 0,
  n_eff: 0,
};

function truthOf(samples: readonly Sample[], lifetime: Lifetime): Truth {
  let sum = 0;
  let squares = 0;
  let decays = 0;
  const moments = new Float64Array(TRUTH_NAMES.length);
  for (const sample of samples) {
    for (let i = 0; i < sample.weight.length; i++) {
      const w = eventWeight(sample, i, lifetime);
      if (!(w > 0)) continue;
      sum += w;
      squares += w * w;
      decays += w * decayFactor(sample, i, lifetime.ctauCm);
      for (let k = 0; k < moments.length; k++) {
        moments[k] = (moments[k] ?? 0) + w * (sample.truth[k]?.[i] ?? 0);
      }
    }
  }
  if (sum === 0) return NO_TRUTH;
  const mean = (name: (typeof TRUTH_NAMES)[number]) => (moments[TRUTH_NAMES.indexOf(name)] ?? 0) / sum;
  return {
    rate: sum,
    mean_eee_gev: mean('energyGev'),
    mean_theta_ee_deg: mean('thetaDeg'),
    mean_e_n_gev: mean('producedGev'),
    mean_opening_deg: mean('openingDeg'),
    mean_asymmetry: mean('asymmetry'),
    p_decay: decays / sum,
    n_eff: (sum * sum) / squares,
  };
}
