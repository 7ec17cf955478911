/** A study as text, as a table and as plain data. */

import { at } from '../at.js';
import { raisedFlags, regionSeries } from '../results/comparisonRegions.js';
import { type Cell, tableToCsv } from '../results/numberTable.js';
import {
  baseOutcome,
  bySize,
  outcomeOf,
  type StudyOutcome,
  type StudyResult,
  sharesOf,
  studyWarnings,
} from '../results/study.js';
import { shareInWords, studyNotes } from '../results/studyWords.js';
import { DEFAULT_STYLE, type FigureStyle, pageOfStyle } from '../style/figureStyle.js';
import { shortNumber } from '../words.js';
import { comparisonToJson } from './comparisonReport.js';
import { comparisonTable, flagCells, flagColumns } from './comparisonTable.js';
import { checkExportFile, exportFile } from './export.js';

/** The lines above every table of a study. */
function aboutStudy(result: StudyResult): string[] {
  const { study } = result;
  const { about } = comparisonTable(baseOutcome(result, 0).comparison);
  return [...(study.title === undefined ? [] : [study.title]), shareInWords(result), ...about.slice(1)];
}

/** A share with three decimals; `-` where there is none. */
const shareText = (share: number | null) => (share === null ? '-' : share.toFixed(3));

/** A share and its difference from that of the base. */
function movedText(share: number | null, base: number | null): string {
  if (share === null || base === null) return shareText(share);
  const difference = (share - base).toFixed(3);
  const isNothing = Number(difference) === 0;
  return `${shareText(share)} (${isNothing ? '0' : `${share > base ? '+' : ''}${difference}`})`;
}

/** A block for each base: the shares of the base, then those of every alternative with their differences, the largest variation first. */
export function studyToText(result: StudyResult): string {
  const { study } = result;
  const [, ...about] = ['', ...aboutStudy(result)];
  const blocks = study.bases.map((label, base) => {
    const outcomeOfBase = baseOutcome(result, base);
    const [first, ...panels] = headsOf(outcomeOfBase);
    const shares = sharesOf(outcomeOfBase);
    const rows = bySize(result).flatMap((variation) => {
      const { label: name = '', alternatives = [] } = study.variations[variation] ?? {};
      return alternatives.flatMap((alternative, a) => {
        const outcome = outcomeOf(result, base, variation, a);
        if (outcome === undefined) return [];
        return [[`${name}: ${alternative}`, ...sharesOf(outcome).map((s, i) => movedText(s, at(shares, i)))]];
      });
    });
    return alignRows([
      [label, ...(first === undefined ? [] : [first]), ...panels],
      ['base', ...shares.map(shareText)],
      ...rows,
    ]);
  });
  return [about.join('\n'), ...blocks].join('\n\n');
}

/** The heading of each panel: `mZprime_gev = 0.2`; `share` where there is only one. */
function headsOf({ comparison: { panelAxes, panels } }: StudyOutcome): string[] {
  if (panelAxes.length === 0) return ['share'];
  return panels.map(({ values }) =>
    panelAxes.map(({ name }, i) => `${name} = ${shortNumber(at(values, i))}`).join(', '),
  );
}

/** Rows in columns: the first to the left, all others to the right. */
function alignRows(rows: readonly (readonly string[])[]): string {
  const columns = at(rows, 0).length;
  const widths = Array.from({ length: columns }, (_, k) => Math.max(...rows.map((row) => at(row, k).length)));
  const line = (row: readonly string[]) =>
    row.map((cell, k) => (k === 0 ? cell.padEnd(at(widths, 0)) : cell.padStart(at(widths, k)))).join('  ');
  return rows.map((row) => line(row).trimEnd()).join('\n');
}

/** One row for each scan and panel: what was assumed, and the columns of `compare`, flags among them. */
export function studyToCsv(result: StudyResult): string {
  const { study, outcomes } = result;
  const flags = [...new Set(outcomes.flatMap(({ comparison }) => raisedFlags(regionSeries(comparison))))];
  const columns = comparisonTable(baseOutcome(result, 0).comparison).columns;
  const rows = outcomes.flatMap((outcome) => {
    const [exclusion, preferred] = regionSeries(outcome.comparison);
    return comparisonTable(outcome.comparison).rows.map((row, panel) => [
      ...labelsOf(outcome),
      at(differencesOf(result, outcome), panel),
      ...row,
      ...flagCells(flags, preferred?.regions[panel], exclusion.regions[panel]),
    ]);
  });
  return tableToCsv({
    about: [
      ...aboutStudy(result),
      ...studyNotes(result),
      ...studyWarnings(result).map((w) => `warning: ${w}`),
    ],
    columns: ['base', 'variation', 'alternative', 'difference', ...columns, ...flagColumns(flags)],
    rows,
  });

  function labelsOf({ base, of }: StudyOutcome): Cell[] {
    const { label, alternatives = [] } = of === undefined ? {} : (study.variations[of.variation] ?? {});
    return [study.bases[base] ?? '', label ?? null, (of && alternatives[of.alternative]) ?? null];
  }
}

/** By how much the share of each panel differs from that of the base; null where one of the two is missing. */
function differencesOf(result: StudyResult, outcome: StudyOutcome): (number | null)[] {
  const baseShares = sharesOf(baseOutcome(result, outcome.base));
  return sharesOf(outcome).map((share, i) => {
    const base = at(baseShares, i);
    return share === null || base === null ? null : share - base;
  });
}

/** Plain data for `--json`: every scan with its assumptions and the document of `compare`. */
export function studyToJson(result: StudyResult) {
  const { study, outcomes } = result;
  const { x, y, panels, cl, excludes, prefers } = study.compare;
  return {
    name: study.name,
    title: study.title ?? null,
    x,
    y,
    panels,
    cl,
    excludes,
    prefers,
    bases: study.bases,
    variations: bySize(result).map((i) => study.variations[i]),
    outcomes: outcomes.map((outcome) => {
      const { base, of, comparison, grids } = outcome;
      const variation = of && study.variations[of.variation];
      const { rows, regions, warnings } = comparisonToJson(comparison);
      const differences = differencesOf(result, outcome);
      return {
        base: study.bases[base] ?? null,
        variation: variation?.label ?? null,
        alternative: (of && variation?.alternatives[of.alternative]) ?? null,
        rows: rows.map((row, i) => ({ ...row, difference: at(differences, i) })),
        regions,
        warnings,
        grids,
      };
    }),
  };
}

/** Checks that a study can be written to a file with this extension; ConfigError otherwise. */
export const checkStudyFile = (path: string): void => checkExportFile(path, 'variations');

/** Writes the figure or the table by atomic rename. ConfigError for an unknown extension, StoreError when it cannot be written. */
export async function writeStudy(
  result: StudyResult,
  path: string,
  style: FigureStyle = DEFAULT_STYLE,
): Promise<void> {
  const draw = async () => (await import('../charts/tornadoFigure.js')).drawTornado(result, style);
  const { cm } = pageOfStyle(style);
  await exportFile({ draw, csv: () => studyToCsv(result), cm }, path, 'variations');
}
