/** Limits mass by mass as a table. */
import { at } from '../at.js';
import { unitOf } from '../model/parameters.js';
import { leftOutLines, reductionLines } from '../planes/reductionWords.js';
import { type Cell, type NumberTable, tableToText } from '../results/numberTable.js';
import { percent, shortNumber } from '../words.js';
import type { LimitCurve, MassLimit, MassLimits } from './massLimits.js';
import {
  allStateLines,
  coverageInWords,
  excludedInWords,
  excludesZero,
  kindInWords,
  levelInWords,
  limitValue,
  lowerValue,
  placesOf,
  statesOf,
  thresholdLines,
} from './words.js';

/** A column that some curve has: the ending of its name, and its cell at one mass. */
interface LimitColumn {
  readonly ending: string;
  cell(i: number): Cell;
}

/**
 * A row for every value of x. Columns of each curve, named after its experiment, or after |U|^2 if there is one curve: the upper limit, `_lower` if
 * |U|^2 = 0 is excluded at some mass, `_expected` and `_expected_lower` from Asimov data; after all numbers `_note` (`note` of one curve), words where
 * a number is missing or doubtful, by `wordsOf`.
 */
export function massLimitTable(result: MassLimits, wordsOf = statesOf): NumberTable {
  const { x, y, curves } = result;
  const isAlone = curves.length === 1;
  const named = (columns: (curve: LimitCurve) => readonly LimitColumn[]) =>
    curves.flatMap((curve) =>
      columns(curve).map(({ ending, cell }) => ({ cell, name: nameOf(curve, ending, isAlone, y.name) })),
    );
  const columns = [...named(numbersOf), ...named((curve) => notesOf(curve, wordsOf))];
  return {
    about: aboutLimits(result),
    columns: [x.name, ...columns.map(({ name }) => name)],
    rows: x.values.map((value, i): Cell[] => [value, ...columns.map(({ cell }) => cell(i))]),
  };
}

function nameOf({ name }: LimitCurve, ending: string, isAlone: boolean, mixing: string): string {
  if (isAlone && ending === '_note') return 'note';
  return `${isAlone ? mixing : name}${ending}`;
}

type Value = (limit: MassLimit) => Cell | undefined;

function columnOf(ending: string, limits: readonly MassLimit[], value: Value): LimitColumn {
  return { ending, cell: (i) => value(at(limits, i)) ?? null };
}

function numbersOf({ limits, expected }: LimitCurve): LimitColumn[] {
  const pair = (ending: string, of: readonly MassLimit[]) => [
    columnOf(ending, of, limitValue),
    ...(of.some(excludesZero) ? [columnOf(`${ending}_lower`, of, lowerValue)] : []),
  ];
  return [...pair('', limits), ...(expected === undefined ? [] : pair('_expected', expected))];
}

function notesOf({ limits }: LimitCurve, wordsOf: typeof statesOf): LimitColumn[] {
  const hasNotes = limits.some((limit) => wordsOf(limit).length > 0);
  return hasNotes ? [columnOf('_note', limits, (limit) => wordsOf(limit).join('; ') || null)] : [];
}

/** The page that the command prints: flags are told above the table only, where it would repeat them in every row. */
export function limitsToText(result: MassLimits): string {
  return [...aboutLimits(result), '', tableToText(massLimitTable(result, placesOf))].join('\n');
}

/** The lines that a table or a page has above the numbers. */
export function aboutLimits(result: MassLimits): string[] {
  const { x, y, curves, fixed, reduced, constants, confidenceLevel, model, expectedFrom } = result;
  const values = [...fixed, ...constants].map(({ name, value }) => `${name} = ${shortNumber(value)}`);
  const unit = unitOf(x);
  return [
    `${kindInWords(result)} on ${y.name} at ${percent(confidenceLevel)} CL against ${x.name}${unit && ` (${unit})`}`,
    ...curves.map(({ name, title }) => `${name}: ${title}`),
    ...(expectedFrom === undefined ? [] : [`expected: from ${expectedFrom}, the same scan with Asimov data`]),
    [model, ...values].join(', '),
    ...reductionLines(reduced),
    ...leftOutLines(reduced, result.reducedPoints),
    excludedInWords(result),
    `raster scan: at each ${x.name} from the least chi2 over ${y.name} there, 0 included`,
    levelInWords(result),
    coverageInWords(result),
    ...thresholdLines(result),
    ...allStateLines(result),
  ];
}
