/** Sums over the events of a source: bins with the covariance of their Monte Carlo error, and means. */
import type { Observables } from './detector.js';

/** Expected events in the bins, with the covariance of their Monte Carlo error. */
export interface Prediction {
  /** Shape [bins]. */
  readonly signal: readonly number[];
  /** Shape [bins][bins]. */
  readonly covariance: readonly (readonly number[])[];
}

/** Pairs before the detector: means over all of them. */
export interface Truth {
  /** Expected decays if all were inside. */
  readonly rate: number;
  readonly mean_eee_gev: number;
  readonly mean_theta_ee_deg: number;
  readonly mean_e_n_gev: number;
  readonly mean_opening_deg: number;
  readonly mean_asymmetry: number;
  /** Share of N that decays inside. */
  readonly p_decay: number;
}

/** What one kind of scatterer adds. */
export interface Source extends Prediction {
  readonly truth: Truth;
}

/** An N and its pair. */
export interface Drawn {
  readonly pair: Observables;
  readonly producedGev: number;
  /** Probability (or the volume times it) that it decays inside. */
  readonly weight: number;
  /** Probability of each bin, decaying inside included, or the volume times it. */
  readonly bins: ArrayLike<number>;
}

/** Sums events that stand for `rate` N together. */
export function drawSource(rate: number, events: number, binCount: number, draw: () => Drawn): Source {
  const sums = new Float64Array(binCount);
  const products = new Float64Array(binCount * binCount);
  const moments = new Float64Array(6);
  for (let i = 0; i < events; i++) {
    const drawn = draw();
    const { bins } = drawn;
    addTruth(moments, drawn);
    for (let a = 0; a < binCount; a++) {
      const inA = bins[a] ?? 0;
      if (inA === 0) continue;
      sums[a] = (sums[a] ?? 0) + inA;
      for (let b = 0; b < binCount; b++) {
        const ab = a * binCount + b;
        products[ab] = (products[ab] ?? 0) + inA * (bins[b] ?? 0);
      }
    }
  }
  const means = Array.from(sums, (sum) => sum / events);
  const [energy = 0, theta = 0, produced = 0, opening = 0, asymmetry = 0, inside = 0] = moments;
  return {
    signal: means.map((mean) => rate * mean),
    covariance: means.map((meanA, a) =>
      means.map((meanB, b) => {
        const meanProduct = (products[a * binCount + b] ?? 0) / events;
        return (rate * rate * (meanProduct - meanA * meanB)) / events;
      }),
    ),
    truth: {
      rate,
      mean_eee_gev: energy / events,
      mean_theta_ee_deg: theta / events,
      mean_e_n_gev: produced / events,
      mean_opening_deg: opening / events,
      mean_asymmetry: asymmetry / events,
      p_decay: inside / events,
    },
  };
}

/** Signals and covariances of independent predictions, added up. */
export function sumPredictions(parts: readonly Prediction[]): Prediction {
  const add = (of: (part: Prediction) => number) => parts.reduce((sum, part) => sum + of(part), 0);
  const bins = parts[0]?.signal ?? [];
  return {
    signal: bins.map((_, bin) => add((part) => part.signal[bin] ?? 0)),
    covariance: bins.map((_, a) => bins.map((__, b) => add((part) => part.covariance[a]?.[b] ?? 0))),
  };
}

function addTruth(moments: Float64Array, { pair, producedGev, weight }: Drawn): void {
  const asymmetry = 1 - (2 * pair.lesserGev) / pair.energyGev;
  const add = (k: number, value: number) => {
    moments[k] = (moments[k] ?? 0) + value;
  };
  add(0, pair.energyGev);
  add(1, pair.thetaDeg);
  add(2, producedGev);
  add(3, pair.openingDeg);
  add(4, asymmetry);
  add(5, weight);
}
