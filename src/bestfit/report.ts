/** A best fit as text and as plain data. */
import type { JointReport } from '../detail/point.js';
import { bestFitInWords, edgeSentence, placeInWords } from '../planes/placeWords.js';
import { type NumberTable, tableToText } from '../results/numberTable.js';
import { briefNumber, listInWords, shortNumber } from '../words.js';
import type { Degeneracy, ParameterChange } from './degeneracy.js';
import type { GridFit, Search } from './fit.js';

/** Digits of the parameters of a best fit: more than the search tells. */
const DIGITS = 5;
const FEW_EVENTS = 'low_effective_sample_size';
const inDigits = (value: number) => briefNumber(value, DIGITS);

/** The page that the command prints. */
export function describeFit(fit: GridFit): string {
  const { best, backgroundChi2, held, experiment, isAsimov } = fit;
  const values = Object.entries(held).map(([name, value]) => `${name} = ${shortNumber(value)}`);
  return [
    `best fit of ${experiment}${isAsimov ? ' to Asimov data' : ''}${values.length > 0 ? ` at ${values.join(', ')}` : ''}`,
    ...(best === undefined
      ? bestFitInWords({ chi2: backgroundChi2, at: 'background', on_edge: [] }, backgroundChi2)
      : [
          `chi2 = ${best.chi2.toFixed(4)} at ${placeInWords(freePlace(fit, best.at), inDigits)} (background alone ${backgroundChi2.toFixed(4)}; the same point in double precision ${best.report.chi2.toFixed(4)})`,
          edgeSentence(best.onEdge),
        ]),
    goodnessInWords(fit),
    ...searchLines(fit),
    ...(best?.degeneracies ?? []).map(degeneracyInWords),
    ...(best === undefined ? [] : flagLines(best.report)),
    costInWords(fit),
    ...(best === undefined ? [] : ['', tableToText(binTable(best.report))]),
  ]
    .filter((line, i, all) => line !== '' || all[i + 1]?.includes('data') === true)
    .join('\n');
}

/** The values of the axes that were free. */
const freePlace = ({ free }: GridFit, place: Readonly<Record<string, number>>) =>
  Object.fromEntries(free.map((name) => [name, place[name] ?? Number.NaN]));

/** chi2 per degree of freedom and its probability, or why there is none. */
export function goodnessInWords({
  bins,
  free,
  best,
  chi2,
  degreesOfFreedom,
  pValue,
  isAsimov,
}: GridFit): string {
  const count = best === undefined ? 0 : free.length;
  const counts = `${bins} bins, ${count} free ${count === 1 ? 'parameter' : 'parameters'}`;
  if (degreesOfFreedom <= 0) return `${counts}: no degrees of freedom are left to judge the fit by`;
  const ratio = `chi2/ndf = ${chi2.toFixed(2)}/${degreesOfFreedom} (${counts})`;
  if (pValue === undefined) return isAsimov ? `${ratio}; Asimov data have no p-value` : ratio;
  return `${ratio}, p = ${pValue.toPrecision(2)} (approximate: correlated bins amount to fewer, and parameters that the data do not determine to less than one each)`;
}

/** What the best grid point was, and where the other searches ended. */
function searchLines(fit: GridFit): string[] {
  const { grid, searches, best } = fit;
  if (grid === undefined) return ['no grid point has a signal'];
  const line = ({ start, found, at: place }: Search) =>
    `chi2 = ${found.value.toFixed(4)} at ${placeInWords(freePlace(fit, place), inDigits)}, from ${start.chi2.toFixed(4)} at the grid point ${placeInWords(freePlace(fit, start.at))}${found.isConverged ? '' : ', not converged'}`;
  const below = best === undefined ? '' : `, ${(grid.chi2 - best.chi2).toFixed(4)} above this`;
  return [
    `the grid's best point: chi2 = ${grid.chi2.toFixed(4)} at ${placeInWords(freePlace(fit, grid.at))}${below}`,
    ...(searches.length > 0
      ? ['searches from the lowest grid points:', ...searches.map((search) => `    ${line(search)}`)]
      : []),
    ...rivalLines(fit),
  ];
}

/** Relative change of a parameter from which on two ends of searches are different points. */
const APART = 0.05;

/** How many searches end elsewhere with a chi2 that is as good. */
function rivalLines({ best, searches, free }: GridFit): string[] {
  if (best === undefined) return [];
  const rivals = searches.filter(
    ({ found, at: place }) =>
      found.value < best.chi2 + 1 &&
      free.some((name) => {
        const [here, there] = [best.at[name] ?? 0, place[name] ?? 0];
        return Math.abs(there - here) > APART * Math.abs(here);
      }),
  ).length;
  if (rivals === 0) return [];
  return [
    `${rivals} of them ${rivals === 1 ? 'ends' : 'end'} elsewhere with a chi2 less than 1 above the best: the data do not tell these points apart`,
  ];
}

/** `degenerate: chi2 changes by only 0.002 and 0.004 when ...`. */
export function degeneracyInWords({ changes, deltaChi2, product }: Degeneracy): string {
  const known = deltaChi2.flatMap((delta) => (delta === undefined ? [] : [Math.abs(delta).toFixed(3)]));
  const how = listInWords(changes.map(changeInWords), 'and');
  const stays =
    product === undefined
      ? ''
      : `: ${product.map(({ name, exponent }) => (exponent === 1 ? name : `${name}^${Number(exponent.toFixed(2))}`)).join(' x ')} stays the same`;
  const ways = known.length === 1 ? '' : ', or the other way round';
  return `degenerate: chi2 changes by only ${listInWords(known, 'and')} when ${how}${ways}${stays}`;
}

function changeInWords({ name, by }: ParameterChange): string {
  return 'factor' in by
    ? `${name} is multiplied by ${shortNumber(by.factor)}`
    : `${name} changes by ${shortNumber(by.amount)}`;
}

function flagLines({ experiments }: JointReport): string[] {
  return experiments.flatMap(({ experiment, flags }) =>
    flags.length === 0
      ? []
      : [
          `flags at the best fit, ${experiment}: ${flags.map((flag) => (flag === FEW_EVENTS ? `${flag} (chi2 changes with the seed; scan with more events)` : flag)).join(', ')}`,
        ],
  );
}

function costInWords({ evaluations, searches, leftOut }: GridFit): string {
  const left = [
    ...(leftOut.flagged > 0 ? [`${leftOut.flagged} left out for their flags`] : []),
    ...(leftOut.missing > 0 ? [`${leftOut.missing} without chi2`] : []),
  ];
  return `${evaluations} points computed in ${searches.length} ${searches.length === 1 ? 'search' : 'searches'}${left.length > 0 ? `; ${left.join(', ')}` : ''}`;
}

/** Data against prediction, bin by bin. */
function binTable({ experiments }: JointReport): NumberTable {
  const isAlone = experiments.length === 1;
  return {
    about: [],
    columns: [
      ...(isAlone ? [] : ['experiment']),
      'bin',
      'data',
      'background',
      'signal',
      'prediction',
      'error',
      'pull',
    ],
    rows: experiments.flatMap(({ experiment, bins }) =>
      bins.map(({ label, data, background, signal, prediction, error, pull }) => [
        ...(isAlone ? [] : [experiment]),
        ...[label, data, background, signal, prediction, error, pull],
      ]),
    ),
  };
}

/** The best fit as plain data, for `--json`. */
export function fitToJson(fit: GridFit) {
  const { best, grid, searches } = fit;
  return {
    experiment: fit.experiment,
    asimov: fit.isAsimov,
    held: fit.held,
    free: fit.free,
    chi2: fit.chi2,
    at: best === undefined ? { background: true } : best.at,
    on_edge: best?.onEdge ?? [],
    chi2_f64: best?.report.chi2 ?? null,
    background_chi2: fit.backgroundChi2,
    bins: fit.bins,
    degrees_of_freedom: fit.degreesOfFreedom,
    p_value: fit.pValue ?? null,
    goodness: goodnessInWords(fit),
    grid_point: grid === undefined ? null : { chi2: grid.chi2, at: grid.at },
    searches: searches.map(({ start, found, at: place }) => ({
      start: { chi2: start.chi2, at: start.at },
      chi2_at_start: found.valueAtStart,
      chi2: found.value,
      at: place,
      converged: found.isConverged,
      points: found.evaluations,
      blocks: found.blocks,
    })),
    degeneracies: (best?.degeneracies ?? []).map((one) => ({
      changes: one.changes.map(({ name, by }) => ({ name, ...by })),
      delta_chi2: one.deltaChi2.map((delta) => delta ?? null),
      in_words: degeneracyInWords(one),
    })),
    flags: Object.fromEntries(
      (best?.report.experiments ?? []).map(({ experiment, flags }) => [experiment, flags]),
    ),
    experiments: (best?.report.experiments ?? []).map(({ experiment, chi2, signal, bins }) => ({
      experiment,
      chi2,
      signal,
      bins: bins.map(({ label, data, background, signal: events, prediction, error, pull }) => ({
        label,
        data,
        background,
        signal: events,
        prediction,
        error,
        pull,
      })),
    })),
    points_evaluated: fit.evaluations,
    points_left_out: fit.leftOut,
    warnings: fit.warnings,
  };
}
