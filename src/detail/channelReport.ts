/** The contribution of each channel of a point: births, decays, signal in each bin, and truth-level means. */
import { at } from '../at.js';
import { birthsOf } from '../generator/births.js';
import { decayFactor, eventWeight, type Sample, sumTemplate, TRUTH_NAMES } from '../generator/sample.js';
import { BORN } from '../physics/geometry.js';
import type { Lifetime } from '../prediction/lifetime.js';
import type { PhysicsSetup } from '../prediction/physicsSetup.js';

/** Truth-level numbers of N produced in the active volume, before detector response; means over events weighted by their rate. */
export interface Truth {
  /** Expected decays to e+e- before efficiency, if every N decayed inside. */
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

/** The contribution of one channel: signal = births x branching x p_decay x efficiency. */
export interface ChannelReport {
  /** `tpc: Ar40`, `dirt: protons`. */
  readonly name: string;
  /** Group under which the grid sums it: `tpc`, `dirt`, `tpc_pel`, `dirt_pel`. */
  readonly group: string;
  /** Name of the beam. */
  readonly beam: string;
  /** Where N is produced: `tpc`, `tank`, `rim`, `dirt`, or `dirt soil` (with the body's name) where there are several bodies. */
  readonly place: string;
  /** The target: a nucleus, or `protons`. */
  readonly target: string;
  readonly process: 'coherent' | 'proton-elastic';
  /** Number of target nuclei or protons in that place. */
  readonly targets: number;
  /** Mean of (L/D)^2 over the targets: the flux at the targets relative to that at the detector's centre. */
  readonly flux_factor: number;
  /** Expected number of N produced in that place, wherever and to whatever they decay. */
  readonly births: number;
  /** The births from the wrong-sign component of the beam. */
  readonly births_other_kind: number;
  /** Mean probability to decay in the active volume (for a sphere, in the fiducial volume); null without births or without decays to a pair. */
  readonly p_decay: number | null;
  /** Expected decays to e+e- in the active volume, before efficiency. */
  readonly decays: number;
  /** Share of these decays that is selected into a bin; null where there are no decays. */
  readonly efficiency: number | null;
  /** Truth of this channel alone; null for matter upstream, where the rate depends on how much of it is included. */
  readonly truth: Truth | null;
  /** Expected events in all bins. */
  readonly signal: number;
  /** Signal in each bin, and its Monte Carlo variance in events^2; shape [bins]. */
  readonly signal_by_bin: readonly number[];
  readonly mc_variance_by_bin: readonly number[];
}

/** The reports of channels from their events, weighted for given couplings. Where a sample has no answer, what depends on its events is NaN. */
export function channelReports(
  setup: PhysicsSetup,
  samples: readonly Sample[],
  lifetime: Lifetime,
  isAnswered: boolean,
): ChannelReport[] {
  const reports = samples.map((sample) => channelReport(setup, sample, lifetime));
  return isAnswered ? reports : reports.map(withoutAnswer);
}

function channelReport(setup: PhysicsSetup, sample: Sample, lifetime: Lifetime): ChannelReport {
  const { channel } = sample;
  const decays = sample.weight.reduce(
    (sum, _, i) => sum + eventWeight(sample, i, lifetime) * decayFactor(sample, i, lifetime.ctauCm),
    0,
  );
  const { signal, relativeError } = sumTemplate(setup, [sample], lifetime);
  const total = signal.reduce((sum, s) => sum + s, 0);
  const { targets, fluxFactor, births, ofOtherKind } = birthsOf(setup, sample, lifetime);
  const toPairs = births * lifetime.branching;
  return {
    name: channel.name,
    group: channel.group,
    beam: at(setup.scan.experiment.beams, channel.beam).name,
    place: channel.where,
    target: channel.target,
    process: channel.scatterer.kind === 'proton' ? 'proton-elastic' : 'coherent',
    targets,
    flux_factor: fluxFactor,
    births,
    births_other_kind: ofOtherKind,
    p_decay: toPairs > 0 ? decays / toPairs : null,
    decays,
    efficiency: decays > 0 ? total / decays : null,
    truth: channel.born !== BORN.inside ? null : truthOf([sample], lifetime),
    signal: total,
    signal_by_bin: Array.from(signal),
    mc_variance_by_bin: Array.from(signal, (s, i) => (s * at(relativeError, i)) ** 2),
  };
}

function withoutAnswer(report: ChannelReport): ChannelReport {
  const no = Number.NaN;
  const nowhere = report.signal_by_bin.map(() => no);
  return {
    ...report,
    ...{ births: no, births_other_kind: no, p_decay: no, decays: no, efficiency: no, signal: no },
    truth: report.truth && UNKNOWN_TRUTH,
    signal_by_bin: nowhere,
    mc_variance_by_bin: nowhere,
  };
}

/** Truth in which every number is the same. */
function truthOfOne(value: number): Truth {
  return {
    rate: value,
    mean_eee_gev: value,
    mean_theta_ee_deg: value,
    mean_e_n_gev: value,
    mean_opening_deg: value,
    mean_asymmetry: value,
    p_decay: value,
    n_eff: value,
  };
}

const NO_TRUTH = truthOfOne(0);

/** Truth where a sample has no answer. */
export const UNKNOWN_TRUTH = truthOfOne(Number.NaN);

/** Truth of N produced in the active volume, over several channels. */
export function truthOf(samples: readonly Sample[], lifetime: Lifetime): Truth {
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
  const mean = (name: (typeof TRUTH_NAMES)[number]) => at(moments, TRUTH_NAMES.indexOf(name)) / sum;
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
