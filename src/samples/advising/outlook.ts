/** What a mixture would be worth at a mass point, and how many events of a component would be enough. */
import { at } from '../../at.js';
import { COUNTING_SHARE, MOST_UNCOVERED } from '../../prediction/sampleTrust.js';
import { MOST_OF_ONE_EVENT } from '../../reweighting/coverage.js';
import { sum } from '../../sum.js';
import { countingBins } from './scanStatus.js';
import { countOf, type Target } from './target.js';
import { type Contribution, type TargetChannel, targetDensity } from './targetEvents.js';

/** Parts of the flags' thresholds that are aimed at, because numbers of events fluctuate and the events of a component may weigh differently. */
const AIM = { uncovered: 0.8, counts: 0.8, size: 1.3 } as const;

/** What a sample would be worth at a mass point. */
export interface Outlook {
  readonly uncovered: number;
  /** Expected effective numbers, and signals per unit of |U|^2 where that is a factor, shape [couplings][bins]. */
  readonly sizes: readonly Float64Array[];
  readonly signal: readonly Float64Array[];
}

/** Events that are added, in multiples of what one of them adds. */
interface Added {
  readonly contributions: readonly Contribution[];
  readonly n: number;
}

/** Events of so large a weight that a sample is likely to have none of them are left out: so many of them are expected in all. */
const RARE = 0.05;

/**
 * What the mixture, with events added, makes of a target, from the generator's first `points`: with f the density of the target and D that of
 * the events, sums of weights f/D have the mean S = int f and the variance V = int f^2/D, of which S^2/V is the effective number.
 */
export function outlookOf(target: Target, added?: Added, points = target.points): Outlook {
  const how = added?.contributions[0]?.how ?? target.how;
  const [sums, variances] = [binSums(target), binSums(target)];
  let [all, missing] = [0, 0];
  target.channels.forEach((state, c) => {
    const { events } = state;
    const contribution = added === undefined ? undefined : at(added.contributions, c);
    const isOther = how !== target.how;
    const density = isOther ? targetDensity(events, how) : state.density;
    const most = MOST_OF_ONE_EVENT * sum(events.weight);
    // Events of the sample that are expected where an event of the generator is.
    const expected = new Float64Array(countOf(events, points));
    for (let i = 0; i < expected.length; i++) {
      const n = added?.n ?? 0;
      const mixture = (isOther ? 0 : at(state.mixture, i)) + n * (contribution?.mixture[i] ?? 0);
      const covering = at(state.covering, i) + n * (contribution?.covering[i] ?? 0);
      const weight = at(events.weight, i);
      const hasEvents = mixture > 0 && at(density, i) > 0;
      if (hasEvents) expected[i] = (weight * mixture) / at(density, i);
      all += weight;
      if (!hasEvents || (how === 'seen' && at(density, i) > most * covering)) missing += weight;
    }
    addEvents(events, withoutRare(at(events.yields, 0), expected, target.points / points), sums, variances);
  });
  const scale = target.points / points;
  const sizes = sums.map((ofCoupling, k) =>
    ofCoupling.map((s, bin) => (s > 0 ? (scale * s ** 2) / at(at(variances, k), bin) : 0)),
  );
  const signal = sums.map((ofCoupling) => ofCoupling.map((s) => scale * s));
  return { uncovered: all > 0 ? missing / all : 1, ...inBins(target, sizes, signal) };
}

function binSums({ channels: [first] }: Target): Float64Array[] {
  if (!first) throw new RangeError('a target has an open channel');
  const { yields, bins } = first.events;
  return yields.map(() => new Float64Array(bins?.length ?? 1));
}

/** Numbers of events in a sample, 0 for those of the largest weights that are rare together; `scale` is what each stands for. */
function withoutRare(yields: Float64Array, expected: Float64Array, scale: number): Float64Array {
  const byWeight = [...expected.keys()].filter((i) => at(expected, i) > 0);
  byWeight.sort((a, b) => at(yields, b) / at(expected, b) - at(yields, a) / at(expected, a));
  const kept = expected.slice();
  let rare = 0;
  for (const i of byWeight) {
    rare += scale * at(expected, i);
    if (rare > RARE) break;
    kept[i] = 0;
  }
  return kept;
}

/** Adds the generator's events to sums and variances; `expected` events of the sample share the yield of each. */
function addEvents(
  { yields, bins }: TargetChannel,
  expected: Float64Array,
  sums: readonly Float64Array[],
  variances: readonly Float64Array[],
): void {
  yields.forEach((ofCoupling, k) => {
    const [s, v] = [at(sums, k), at(variances, k)];
    for (let i = 0; i < expected.length; i++) {
      const [y, n] = [at(ofCoupling, i), at(expected, i)];
      if (n === 0) continue;
      for (let bin = 0; bin < s.length; bin++) {
        // Each event of the sample has the weight y/n times its probability of the bin.
        const inBin = bins === undefined ? 1 : at(at(bins, bin), i);
        s[bin] = (s[bin] ?? 0) + y * inBin;
        v[bin] = (v[bin] ?? 0) + (y * y * (bins === undefined ? 1 : inBin * inBin)) / n;
      }
    }
  });
}

/** By bins; where these are known by their shares only, each has its share of the events. */
function inBins(
  { shares }: Target,
  sizes: readonly Float64Array[],
  signal: readonly Float64Array[],
): Pick<Outlook, 'sizes' | 'signal'> {
  if (shares === undefined) return { sizes, signal };
  const inEach = (all: readonly Float64Array[]) =>
    all.map((ofCoupling) => Float64Array.from(shares, (share) => share * at(ofCoupling, 0)));
  return { sizes: inEach(sizes), signal: inEach(signal) };
}

/** Numbers of events that are proposed: 1, 1.2, 1.5, ... times powers of ten. */
const NUMBERS = [100, 1000, 10_000, 100_000, 1_000_000].flatMap((decade) =>
  [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8].map((step) => Math.round(step * decade)),
);

/** The least of these numbers that is enough for a target; undefined where none is. */
export function neededEvents(
  target: Target,
  contributions: readonly Contribution[],
  points = target.points,
): number | undefined {
  const isMet = (n: number) => isEnoughAt(target, outlookOf(target, { contributions, n }, points));
  let [low, high] = [-1, NUMBERS.length - 1];
  if (!isMet(at(NUMBERS, high))) return undefined;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (isMet(at(NUMBERS, middle))) high = middle;
    else low = middle;
  }
  return at(NUMBERS, high);
}

/** Whether nothing would be flagged, with some margin. */
function isEnoughAt({ size, worth, judge }: Target, { uncovered, sizes, signal }: Outlook): boolean {
  if (uncovered > AIM.uncovered * MOST_UNCOVERED) return false;
  return sizes.every((ofCoupling, k) => {
    const own = ofCoupling.map((expected) => (worth * expected) / AIM.size);
    const counting = countingBins(at(signal, k), AIM.counts * COUNTING_SHARE);
    const errors = own.map((n) => (n > 0 ? 1 / Math.sqrt(n) : 0));
    return counting.every((bin) => at(own, bin) >= size) && !judge(at(signal, k), errors);
  });
}
