/** Writing a table of one quantity against another: as numbers, or as a figure of curves (export.ts). */
import { extname } from 'node:path';
import type { CurveFigure } from '../charts/curve.js';
import { ConfigError } from '../errors.js';
import type { GridAttributes } from '../metadata/manifest.js';
import { type NumberTable, tableToCsv } from '../results/numberTable.js';
import { DEFAULT_STYLE, type FigureStyle, pageOfStyle } from '../style/figureStyle.js';
import { PICTURE_ENDINGS } from '../style/pictureEndings.js';
import type { Attributes } from '../tiles/variables.js';
import { checkExportFile, exportFile } from './export.js';
import { provenanceLines, provenanceOf, type Writer } from './provenance.js';
import { tableArrays, tableToJson } from './tableArrays.js';

/** Checks a file name's extension: one of numbers, or also those of pictures where there is a range to draw; ConfigError otherwise. */
export function checkCurveFile(path: string, hasRange: boolean, example: string): void {
  checkExportFile(path, 'tables', true);
  if (!hasRange && PICTURE_ENDINGS.some((picture) => picture === extname(path).toLowerCase())) {
    throw new ConfigError(`${path}: a figure needs a range, such as ${example}; give one, or write a .csv`);
  }
}

/** Where a table comes from: the grid, how it was made of it, and who writes it. */
export interface TableOrigin {
  readonly attributes?: GridAttributes;
  readonly settings?: Attributes;
  readonly writer?: Writer;
}

/** Writes the table, with where it comes from, or the figure, by atomic rename; StoreError when it cannot be written. */
export async function writeCurveFile(
  path: string,
  table: NumberTable,
  figure: () => Promise<CurveFigure>,
  style: FigureStyle = DEFAULT_STYLE,
  { attributes, settings, writer }: TableOrigin = {},
): Promise<void> {
  const provenance = { ...provenanceOf(attributes, writer), ...settings };
  const draw = async () => (await import('../charts/curve.js')).drawCurves(await figure(), style);
  const csv = () => tableToCsv({ ...table, about: [...table.about, ...provenanceLines(attributes, writer)] });
  const numbers = {
    table: () => table,
    arrays: () => tableArrays(table, provenance),
    document: () => tableToJson(table, provenance),
  };
  await exportFile({ draw, csv, cm: pageOfStyle(style).cm, numbers }, path, 'tables');
}
