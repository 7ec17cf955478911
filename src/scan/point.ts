/** One grid point in detail, from the reference engine: what is behind its number. */
import type { ParameterPoint } from '../config/override.js';
import type { ResolvedScan } from '../config/types.js';
import { flagNames } from '../engine/engine.js';
import {
  couplingsOf,
  flagsOf,
  interferenceOf,
  lifetimeOf,
  massPointOf,
  setUpPhysics,
} from '../engine/physicsSetup.js';
import {
  effectiveSizes,
  eventWeight,
  type Sample,
  sampleEvents,
  sumTemplate,
  type Template,
  TRUTH_NAMES,
} from '../engine/sample.js';
import { productionStrength } from '../physics/couplings.js';
import { decayProbability } from '../physics/laplace.js';
import { backgroundChi2, chi2 } from '../statistics/chi2.js';

/** Truth-level figures, before the detector; means over events weighted by their rate. */
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

/** A grid point, as `dualnu point --json` prints it. */
export interface PointReport {
  readonly parameters: ParameterPoint;
  readonly couplings: Readonly<Record<'e' | 'g_scattering' | 'g_decay', number>>;
  readonly decay_mode: string;
  readonly gamma_gev: number;
  /** cm; null where N does not decay to a pair. */
  readonly ctau_cm: number | null;
  readonly truth: Truth;
  readonly bins: readonly { label: string; data: number; background: number; signal: number }[];
  readonly signal: number;
  /** After decay and efficiency, over all bins. */
  readonly n_eff: number;
  readonly chi2: number;
  readonly background_chi2: number;
  readonly flags: readonly string[];
}

/** Evaluates one point of a scan's parameter space in f64, with the scan's events. */
export function evaluatePoint(scan: ResolvedScan, at: ParameterPoint): PointReport {
  const setup = setUpPhysics({ ...scan, fixed: { ...scan.fixed, Umu5_sq: at.Umu5_sq } });
  const masses = { m4: at.m4_gev, m5: at.m5_gev, mZprime: at.mZprime_gev };
  const point = massPointOf(setup, masses);
  const couplings = couplingsOf(setup, at);
  const lifetime = lifetimeOf(point, couplings);
  const interference = interferenceOf(setup, masses.mZprime);
  const bins = setup.counts.data.length;
  const closed: Template = { signal: new Float64Array(bins), relativeError: new Float64Array(bins) };
  const sample = point.open ? sampleEvents(setup, point) : undefined;
  const template = sample ? sumTemplate(sample, lifetime.strength, lifetime.ctauCm, interference) : closed;
  const signal = template.signal.map((s) => s * at.Umu5_sq);
  const sizes = effectiveSizes(template.signal, template.relativeError);
  return {
    parameters: at,
    couplings: {
      e: couplings.charge,
      // MODEL section 1: G_s per proton and G_d.
      g_scattering: productionStrength(couplings) * Math.sqrt(at.Umu5_sq),
      g_decay: couplings.gD * couplings.V54 * couplings.charge * couplings.epsilon,
    },
    decay_mode: point.mode,
    gamma_gev: lifetime.gammaGev,
    ctau_cm: lifetime.ctauCm > 0 ? lifetime.ctauCm : null,
    truth: sample
      ? truthOf(sample, lifetime.ctauCm, at.Umu5_sq, (i) =>
          eventWeight(sample, i, lifetime.strength, interference),
        )
      : NO_TRUTH,
    bins: scan.experiment.bins.map(({ label }, i) => ({
      label,
      data: setup.counts.data[i] ?? 0,
      background: setup.counts.background[i] ?? 0,
      signal: signal[i] ?? 0,
    })),
    signal: signal.reduce((sum, s) => sum + s, 0),
    n_eff: sizes.total,
    chi2: chi2(setup.statistic, setup.counts, signal, template.relativeError),
    background_chi2: backgroundChi2(setup.statistic, setup.counts),
    flags: flagNames(flagsOf(setup, point, lifetime, sizes.worstBin)),
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

function truthOf(sample: Sample, ctauCm: number, mixing: number, weightOf: (i: number) => number): Truth {
  let sum = 0;
  let squares = 0;
  let decays = 0;
  const moments = new Float64Array(TRUTH_NAMES.length);
  for (let i = 0; i < sample.weight.length; i++) {
    const w = weightOf(i);
    sum += w;
    squares += w * w;
    decays += w * decayProbability(sample.xCm[i] ?? 0, 1 / ctauCm);
    for (let k = 0; k < moments.length; k++) {
      moments[k] = (moments[k] ?? 0) + w * (sample.truth[k]?.[i] ?? 0);
    }
  }
  const mean = (name: (typeof TRUTH_NAMES)[number]) => (moments[TRUTH_NAMES.indexOf(name)] ?? 0) / sum;
  return {
    rate: sum * mixing,
    mean_eee_gev: mean('energyGev'),
    mean_theta_ee_deg: mean('thetaDeg'),
    mean_e_n_gev: mean('producedGev'),
    mean_opening_deg: mean('openingDeg'),
    mean_asymmetry: mean('asymmetry'),
    p_decay: decays / sum,
    n_eff: (sum * sum) / squares,
  };
}
