/** What tests compare of a sample of pairs, whoever generated it; arrays of shape [events]. */
export interface PairEvents {
  /** Events expected, wherever N decays. */
  readonly weight: Float64Array;
  readonly energyGev: Float64Array;
  /** Angle between the pair and the z axis. */
  readonly thetaDeg: Float64Array;
  readonly pairMassGev: Float64Array;
  readonly asymmetry: Float64Array;
}

/** The observables of PairEvents that are histogrammed. */
export const OBSERVABLES = ['energyGev', 'thetaDeg', 'pairMassGev', 'asymmetry'] as const;

/** Contents of bins and their variances from the sum of squared weights, shape [bins]. */
export interface Histogram {
  readonly sum: readonly number[];
  readonly variance: readonly number[];
}

/** Edges of bins with equal weight, without the outermost two: `bins - 1` numbers that ascend. */
export function quantileEdges(values: Float64Array, weight: Float64Array, bins: number): readonly number[] {
  const order = Uint32Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const total = weight.reduce((sum, w) => sum + w, 0);
  const edges: number[] = [];
  let below = 0;
  for (const i of order) {
    below += weight[i] ?? 0;
    if (below >= ((edges.length + 1) / bins) * total && edges.length < bins - 1) edges.push(values[i] ?? 0);
  }
  return edges;
}

/** The weights in bins between the edges, below the first and above the last. */
export function histogram(values: Float64Array, weight: Float64Array, edges: readonly number[]): Histogram {
  const sum = Array<number>(edges.length + 1).fill(0);
  const variance = [...sum];
  values.forEach((value, i) => {
    const above = edges.findIndex((edge) => value < edge);
    const [bin, w] = [above < 0 ? edges.length : above, weight[i] ?? 0];
    sum[bin] = (sum[bin] ?? 0) + w;
    variance[bin] = (variance[bin] ?? 0) + w * w;
  });
  return { sum, variance };
}

/** chi2 of two histograms with their own errors, all bins being independent: as many degrees of freedom as bins. */
export function histogramChi2(a: Histogram, b: Histogram): number {
  return a.sum.reduce((chi2, content, bin) => {
    const variance = (a.variance[bin] ?? 0) + (b.variance[bin] ?? 0);
    return chi2 + (content - (b.sum[bin] ?? 0)) ** 2 / variance;
  }, 0);
}
