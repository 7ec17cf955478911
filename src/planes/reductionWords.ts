/** What a reduced plane is reduced over, in words and as plain data. */
import { at } from '../at.js';
import { unitOf } from '../model/parameters.js';
import { listInWords, shortNumber } from '../words.js';
import { BACKGROUND_PLACE } from './placeWords.js';
import type { ReducedCounts } from './reducePlane.js';
import { isMarginal, type Prior, profiledAxes, type ReducedAxis } from './reductions.js';
import { includesBackground } from './shownPlane.js';

/** A prior in words, of what `what` stands for: `flat in epsilon`, `flat in ln epsilon`. */
export function priorInWords(prior: Prior, what: string): string {
  return prior === 'log' ? `flat in ln ${what}` : `flat in ${what}`;
}

/** A line for each reduced axis: how, over which points, and with which prior. */
export function reductionLines(reduced: readonly ReducedAxis[]): string[] {
  return reduced.map((one) => {
    const { name, values } = one.axis;
    const [first, last] = [at(values, 0), at(values, values.length - 1)];
    const unit = unitOf(one.axis);
    const range = `its ${values.length} points from ${shortNumber(first)} to ${shortNumber(last)}${unit && ` ${unit}`}`;
    if (one.how === 'marginal')
      return `marginalised over ${name}: the mean of exp(-chi2/2) over ${range}, prior ${priorInWords(one.prior, name)}`;
    const background = includesBackground([one]) ? ` and ${BACKGROUND_PLACE}` : '';
    return `profiled over ${name}: the least chi2 over ${range}${background}`;
  });
}

/** What Delta chi2 is measured from. */
export function referenceInWords(reduced: readonly ReducedAxis[]): string {
  const over = overInWords(reduced, { plane: 'this plane' });
  return isMarginal(reduced)
    ? `Delta chi2 = -2 ln of the marginal likelihood over its maximum over ${over}`
    : `Delta chi2 from the minimum over ${over}`;
}

/** Where the minimum is looked for: `the plane, the profiled axes and |U|^2 = 0`, with other words for the plane and for |U|^2 = 0. */
export function overInWords(
  reduced: readonly ReducedAxis[],
  { plane = 'the plane', noMixing = BACKGROUND_PLACE } = {},
): string {
  const profiled = profiledAxes(reduced).length === 0 ? [] : ['the profiled axes'];
  return listInWords([plane, ...profiled, noMixing], 'and');
}

/** A line about the levels of a reduced plane; none where nothing is reduced. */
export function levelLines(reduced: readonly ReducedAxis[]): string[] {
  if (reduced.length === 0) return [];
  const coverage = !isMarginal(reduced)
    ? " (Wilks' theorem)"
    : "; Wilks' theorem is about profiles, and says nothing of the coverage of a marginal likelihood";
  return [`levels of two degrees of freedom, the axes drawn${coverage}`];
}

/** A line about grid points that the model does not have; none where there are none. */
export function outsideLines({ points, outside }: Pick<ReducedCounts, 'points' | 'outside'>): string[] {
  if (outside === 0) return [];
  const is = outside === 1 ? 'is' : 'are';
  return [
    `${outside} of the ${points} grid points reduced ${is} no part of the model and left out: no pair can be made there (m - m' <= 2 m_e)`,
  ];
}

/** Lines about grid points that are left out of a reduction: those that the model does not have, and those without chi2. */
export function leftOutLines(reduced: readonly ReducedAxis[], counts: ReducedCounts | undefined): string[] {
  if (counts === undefined || reduced.length === 0) return [];
  return [...outsideLines(counts), ...unknownLines(reduced, counts)];
}

function unknownLines(reduced: readonly ReducedAxis[], counts: ReducedCounts): string[] {
  if (counts.missing === 0) return [];
  const what = [
    ...(profiledAxes(reduced).length > 0 ? ['a minimum leaves them out'] : []),
    ...(isMarginal(reduced) ? ['a mean over any of them is missing'] : []),
  ];
  const have = counts.missing === 1 ? 'has' : 'have';
  return [
    `${counts.missing} of the ${counts.points} grid points reduced ${have} no chi2: ${what.join(', ')}`,
  ];
}

/** Reduced axes as plain data: `{ m4_gev: { how, points, from, to, prior } }`, prior null for a profile. */
export function reductionsToJson(reduced: readonly ReducedAxis[]) {
  const entries = reduced.map((one) => {
    const { name, values } = one.axis;
    const range = { points: values.length, from: at(values, 0), to: at(values, values.length - 1) };
    return [name, { how: one.how, ...range, prior: one.how === 'marginal' ? one.prior : null }];
  });
  return Object.fromEntries(entries);
}
