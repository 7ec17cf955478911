/** Whether two experiments contain the same data, whatever their names: the sum of their chi2 would count these twice. */
import { type Beam, type Bin, type Experiment, observedCounts } from '../experiment/types.js';

/** Bins of `b` whose events are also in `a`; undefined where no data are known to be in both. */
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
 * The same exposure of the same detector through the same response: a cell contains the same events in both, whatever the
 * bins.
 */
function sameCells(a: Experiment, b: Experiment): Bin[] {
  const isSame = isEqual([...a.response.table], [...b.response.table]) && isSameColumns(a, b);
  if (!isSameDetector(a, b) || !isSame) return [];
  const exposedCells = a.bins.flatMap(({ beam, cells }) =>
    cells.map((cell) => ({ beam: a.beams[beam], cell })),
  );
  return b.bins.filter(({ beam, cells }) =>
    exposedCells.some(
      (exposed) => cells.includes(exposed.cell) && isSameExposure(exposed.beam, b.beams[beam]),
    ),
  );
}

/**
 * The same counts on the same background, digit for digit. Two independent experiments may agree by chance, so that the matching
 * digits are counted. Two counts of mean n are equal with a probability of 1/sqrt(4 pi n), and an equal count is worth the digits of
 * that square root; the first digit of a background is not counted.
 */
function sameNumbers(a: Experiment, b: Experiment): Bin[] {
  const keyOf = ({ data, background }: Bin) => `${data} ${background}`;
  const known = new Set(a.bins.map(keyOf));
  const equal = new Map(b.bins.filter((bin) => known.has(keyOf(bin))).map((bin) => [keyOf(bin), bin]));
  const told = [...equal.values()].reduce((sum, bin) => sum + digitsTold(bin), 0);
  // One chance agreement in a thousand among all pairs of bins.
  return told >= 3 + Math.log10(a.bins.length * b.bins.length)
    ? b.bins.filter((bin) => known.has(keyOf(bin)))
    : [];
}

function digitsTold({ data, background }: Bin): number {
  const digits = background.toExponential().replace(/e.*$/, '').replace(/\D/g, '').length;
  return digits - 1 + (data === undefined ? 0 : Math.log10(1 + Math.sqrt(4 * Math.PI * data)));
}

/** From this number of events on, an equal sum is not taken for chance. */
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
    const signalBins = inSignal(b, beam);
    const total = totalOf(signalBins);
    const isThere = a.beams.some(
      (other) => isSameExposure(other, beam) && totalOf(inSignal(a, other)) === total,
    );
    return isThere && total !== undefined && total >= FEWEST_EVENTS ? signalBins : [];
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

/** Whether both count the same columns of a sample, or none: tables do not tell these apart. */
function isSameColumns(a: Experiment, b: Experiment): boolean {
  return JSON.stringify(a.response.reconstructed) === JSON.stringify(b.response.reconstructed);
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
