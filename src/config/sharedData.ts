/** Whether two experiments hold the same data, under whatever names: then a sum of their chi2 would count them twice. */
import { type Beam, type Bin, type Experiment, observedCounts } from '../experiment/types.js';

/** Bins of `b` whose events `a` has, too; undefined where no data are known to stand in both. */
export function sharedBins(a: Experiment, b: Experiment): readonly Bin[] | undefined {
  const found = [sameCells(a, b), sameNumbers(a, b), sameSums(a, b)];
  return found.find((bins) => bins.length > 0);
}

/** `1 shower, 2 showers and 3 more (95 events)`. */
export function describeBins(bins: readonly Bin[]): string {
  const labels = bins.slice(0, 3).map(({ label }) => label);
  const more = bins.length - labels.length;
  const counts = observedCounts({ bins });
  const events = counts === undefined ? '' : ` (${counts.reduce((sum, n) => sum + n, 0)} events)`;
  return `${labels.join(', ')}${more > 0 ? ` and ${more} more` : ''}${events}`;
}

/**
 * The same exposure of the same detector through the same response: a cell holds the same events in both, however bins are made
 * of cells.
 */
function sameCells(a: Experiment, b: Experiment): Bin[] {
  if (!isSameDetector(a, b) || !isEqual([...a.response.table], [...b.response.table])) return [];
  const held = a.bins.flatMap(({ beam, cells }) => cells.map((cell) => ({ beam: a.beams[beam], cell })));
  return b.bins.filter(({ beam, cells }) =>
    held.some((own) => cells.includes(own.cell) && isSameExposure(own.beam, b.beams[beam])),
  );
}

/**
 * The same counts on the same background, digit for digit. A pair of bins tells as many digits as two experiments that know
 * nothing of each other would have to agree in by chance: those of a count n fall within sqrt(4 pi n) of each other, and the
 * first digit of a background tells nothing.
 */
function sameNumbers(a: Experiment, b: Experiment): Bin[] {
  const keyOf = ({ data, background }: Bin) => `${data} ${background}`;
  const known = new Set(a.bins.map(keyOf));
  const equal = new Map(b.bins.filter((bin) => known.has(keyOf(bin))).map((bin) => [keyOf(bin), bin]));
  const told = [...equal.values()].reduce((sum, bin) => sum + digitsTold(bin), 0);
  // One accident in a thousand among all pairs of bins.
  return told >= 3 + Math.log10(a.bins.length * b.bins.length)
    ? b.bins.filter((bin) => known.has(keyOf(bin)))
    : [];
}

function digitsTold({ data, background }: Bin): number {
  const digits = background.toExponential().replace(/e.*$/, '').replace(/\D/g, '').length;
  return digits - 1 + (data === undefined ? 0 : Math.log10(1 + Math.sqrt(4 * Math.PI * data)));
}

/** Events from which a sum that agrees is no accident. */
const FEWEST_EVENTS = 10;

/**
 * The same exposure of the same detector, the same kinds of events, and the same number of them: bins of one are sums of the
 * other's.
 */
function sameSums(a: Experiment, b: Experiment): Bin[] {
  if (!isSameDetector(a, b) || !isEqual(a.response.cells, b.response.cells)) return [];
  const inSignal = (e: Experiment, beam: Beam) =>
    e.bins.filter((bin) => bin.cells.length > 0 && e.beams[bin.beam] === beam);
  return b.beams.flatMap((beam) => {
    const own = inSignal(b, beam);
    const total = totalOf(own);
    const isThere = a.beams.some(
      (other) => isSameExposure(other, beam) && totalOf(inSignal(a, other)) === total,
    );
    return isThere && total !== undefined && total >= FEWEST_EVENTS ? own : [];
  });
}

function totalOf(bins: readonly Bin[]): number | undefined {
  return observedCounts({ bins })?.reduce((sum, n) => sum + n, 0);
}

function isSameDetector(a: Experiment, b: Experiment): boolean {
  const of = ({ target, geometry }: Experiment) =>
    JSON.stringify([
      target.massTonnes,
      target.composition.map(({ nucleus, massFraction }) => [nucleus.name, massFraction]),
      geometry,
    ]);
  return of(a) === of(b);
}

function isSameExposure(a: Beam | undefined, b: Beam | undefined): boolean {
  if (a === undefined || b === undefined || a.pot !== b.pot) return false;
  return (
    isEqual(a.flux.energiesGev, b.flux.energiesGev) &&
    isEqual(a.flux.mainPerCm2PotGev, b.flux.mainPerCm2PotGev)
  );
}

function isEqual<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
