/** What each event of a sample weighs at a point of the model, and how far these weights can be trusted. */
import { at } from '../../at.js';
import { evaluateEvents, type PointReport, type SampledPoint } from '../../detail/point.js';
import type { Records } from '../../engine/reference/recordSources.js';
import { sampleTrust } from '../../engine/reference/sampleTrust.js';
import { ConfigError } from '../../errors.js';
import { decayFactor, eventWeight } from '../../generator/sample.js';
import type { ParameterPoint } from '../../model/point.js';
import { UNANSWERED } from '../../prediction/sampleTrust.js';
import type { ExperimentScan } from '../../resolved/scan.js';
import { eventsOfChannel } from '../../reweighting/sampleEvents.js';
import { shareInWords } from '../../words.js';
import type { EventSample } from '../eventSample.js';

/** Weights that are summed: how many, how much, and how good the sum is. */
export interface WeightSum {
  /** Events that have a weight above 0. */
  readonly weighted: number;
  /** Sum of weights, with its Monte Carlo error sqrt(sum w^2). */
  readonly expected: number;
  readonly error: number;
  /** (sum w)^2/sum w^2; 0 without events. */
  readonly nEff: number;
  /** Largest weight over the sum of all; 0 without events. */
  readonly largestShare: number;
}

/** A sample at a point. */
export interface SampleWeights {
  readonly sample: EventSample;
  readonly scan: ExperimentScan;
  readonly point: ParameterPoint;
  /** Expected events that each event of the sample stands for, before the experiment's response; in the order of the sample, shape [events]. */
  readonly weight: Float64Array;
  readonly all: WeightSum;
  /** Of each component, shape [components]. */
  readonly components: readonly (WeightSum & { readonly events: number })[];
  /** Of each bin of the experiment, with its response, shape [bins]. */
  readonly bins: readonly (WeightSum & { readonly label: string })[];
  /** Events that no channel of the experiment counts: born or decaying outside of the active volume. */
  readonly outside: number;
  /** Share of the point's events that the sample cannot stand for, 0 to 1. */
  readonly uncovered: number;
  /** Whether a weight follows from all of an event, or from what of it is seen and the neutrino's energy. */
  readonly ratio: 'exact' | 'seen';
  /** The same point as `dualnu point` reports it, with its flags. */
  readonly report: PointReport;
}

/**
 * Weighs the events of a scan's sample at a point. ConfigError where there is no scan's answer, because the sample covers too little of the point, and
 * where no event has a weight.
 */
export function sampleWeights(scan: ExperimentScan, point: ParameterPoint): SampleWeights {
  const { sample } = scan;
  if (!sample) throw new RangeError('a scan without a sample has nothing to weigh');
  const { report, sampled } = evaluateEvents(scan, point);
  const { setup, samples } = sampled;
  const { uncovered } = sampleTrust(setup, samples);
  if (uncovered > UNANSWERED) {
    throw new ConfigError(
      `${sample.folder}: no answer at this point, as in a scan (sample_uncovered): ${shareInWords(uncovered)} of its events are where the sample has too few or none, and at most ${100 * UNANSWERED} % may be; choose a point nearer to those of the sample, or join one of that point to it (sample import)`,
    );
  }
  const placed = samples.map((records) => ({
    records,
    rows: eventsOfChannel(sample, records.channel, setup),
  }));
  const weight = weightOfRows(sample.count, placed, sampled);
  const all = sumOf(weight);
  if (!(all.expected > 0)) {
    throw new ConfigError(
      `${sample.folder}: no event has a weight at this point: N is not produced, does not decay to a pair, or does so nowhere in the active volume; choose other parameters`,
    );
  }
  // An event is in one channel at most, by its target.
  const inside = placed.reduce((count, { rows }) => count + rows.length, 0);
  return {
    sample,
    scan,
    point,
    weight,
    all,
    components: sample.components.map((_, k) => {
      const ofComponent = weight.filter((_w, row) => at(sample.component, row) === k);
      return { ...sumOf(ofComponent), events: ofComponent.length };
    }),
    bins: report.bins.map(({ label }, bin) => ({
      label,
      ...sumOf(weightInBin(weight, placed, sampled, bin)),
    })),
    outside: sample.count - inside,
    uncovered,
    ratio: samples.some(({ ratio }) => ratio === 'seen') ? 'seen' : 'exact',
    report,
  };
}

/** The events of a channel, and their rows in the sample. */
interface Placed {
  readonly records: Records;
  readonly rows: Uint32Array;
}

function weightOfRows(count: number, placed: readonly Placed[], { lifetime }: SampledPoint): Float64Array {
  const weight = new Float64Array(count);
  for (const { records, rows } of placed) {
    rows.forEach((row, i) => {
      if (!(at(records.weight, i) > 0)) return;
      weight[row] = eventWeight(records, i, lifetime) * decayFactor(records, i, lifetime.ctauCm);
    });
  }
  return weight;
}

/** Weights times the probability of a bin, shape [events of all channels]. */
function weightInBin(
  weight: Float64Array,
  placed: readonly Placed[],
  { setup }: SampledPoint,
  bin: number,
): Float64Array {
  const parts = placed.flatMap(({ records, rows }) => {
    const k = at(setup.beamBins, records.channel.beam).bins.indexOf(bin);
    const probability = records.bins[k];
    return probability ? Array.from(rows, (row, i) => at(weight, row) * at(probability, i)) : [];
  });
  return Float64Array.from(parts);
}

function sumOf(weights: Float64Array): WeightSum {
  let [weighted, expected, squares, largest] = [0, 0, 0, 0];
  for (const w of weights) {
    if (w > 0) weighted += 1;
    expected += w;
    squares += w * w;
    largest = Math.max(largest, w);
  }
  return {
    weighted,
    expected,
    error: Math.sqrt(squares),
    nEff: squares > 0 ? expected ** 2 / squares : 0,
    largestShare: expected > 0 ? largest / expected : 0,
  };
}
