/** Writing a table of one quantity against another: as numbers, or as a figure (SVG, PNG or PDF), chosen by the file's extension. */
import { extname } from 'node:path';
import { netcdfBytes } from '../arrayFiles/netcdf.js';
import { tableNpy } from '../arrayFiles/npy.js';
import type { CurveFigure } from '../charts/curve.js';
import { ConfigError } from '../errors.js';
import { writeAtomically } from '../grid/atomicStore.js';
import type { GridAttributes } from '../metadata/manifest.js';
import { type NumberTable, tableToCsv } from '../results/numberTable.js';
import { DEFAULT_STYLE, type FigureStyle, pageOfStyle } from '../style/figureStyle.js';
import { PICTURE_ENDINGS } from '../style/pictureEndings.js';
import type { Attributes } from '../tiles/variables.js';
import { jsonText, writeBeside } from './export.js';
import { provenanceLines, provenanceOf, type Writer } from './provenance.js';
import { tableArrays, tableToJson } from './tableArrays.js';

const ENDINGS: readonly string[] = [...PICTURE_ENDINGS, '.csv', '.json', '.npy', '.nc'];

/** Checks a file name's extension: one of numbers, or also those of pictures where there is a range to draw; ConfigError otherwise. */
export function checkCurveFile(path: string, hasRange: boolean, example: string): void {
  const ending = endingOf(path);
  if (!ENDINGS.includes(ending)) {
    throw new ConfigError(
      `${path}: tables are written to ${ENDINGS.join(', ')}; choose one of these endings`,
    );
  }
  if (PICTURE_ENDINGS.some((picture) => picture === ending) && !hasRange) {
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
  switch (endingOf(path)) {
    case '.csv': {
      const about = [...table.about, ...provenanceLines(attributes, writer)];
      return await writeAtomically(path, tableToCsv({ ...table, about }));
    }
    case '.json':
      return await writeAtomically(path, jsonText(tableToJson(table, provenance)));
    case '.nc':
      return await writeAtomically(path, await netcdfBytes(tableArrays(table, provenance)));
    case '.npy':
      await writeAtomically(path, tableNpy(table));
      return await writeBeside(path, tableToJson(table, provenance));
  }
  // The DOM and the renderer are slow to load, so they are loaded only when a figure is drawn.
  const [{ drawCurves }, { renderPicture }] = await Promise.all([
    import('../charts/curve.js'),
    import('../drawing/render.js'),
  ]);
  const svg = drawCurves(await figure(), style);
  await writeAtomically(path, await renderPicture(svg, path, pageOfStyle(style).cm));
}

const endingOf = (path: string) => extname(path).toLowerCase();
