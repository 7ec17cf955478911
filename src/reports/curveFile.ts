/** Writing a table of one quantity against another: as CSV, or as a figure (SVG, PNG or PDF), chosen by the file's extension. */
import { extname } from 'node:path';
import type { CurveFigure } from '../charts/curve.js';
import { DEFAULT_STYLE, type FigureStyle, pageOfStyle } from '../drawing/figureStyle.js';
import { PICTURE_ENDINGS } from '../drawing/pictureEndings.js';
import { ConfigError } from '../errors.js';
import { writeAtomically } from '../grid/atomicStore.js';
import { type NumberTable, tableToCsv } from '../results/numberTable.js';

const ENDINGS: readonly string[] = [...PICTURE_ENDINGS, '.csv'];

/** Checks a file name's extension: .csv, or also those of pictures where there is a range to draw; ConfigError otherwise. */
export function checkCurveFile(path: string, hasRange: boolean, example: string): void {
  const ending = endingOf(path);
  if (!ENDINGS.includes(ending)) {
    throw new ConfigError(
      `${path}: tables are written to ${ENDINGS.join(', ')}; choose one of these endings`,
    );
  }
  if (ending !== '.csv' && !hasRange) {
    throw new ConfigError(`${path}: a figure needs a range, such as ${example}; give one, or write a .csv`);
  }
}

/** Writes the table or the figure, by atomic rename; StoreError when it cannot be written. */
export async function writeCurveFile(
  path: string,
  table: NumberTable,
  figure: () => Promise<CurveFigure>,
  style: FigureStyle = DEFAULT_STYLE,
): Promise<void> {
  if (endingOf(path) === '.csv') return await writeAtomically(path, tableToCsv(table));
  // The DOM and the renderer are slow to load, so they are loaded only when a figure is drawn.
  const [{ drawCurves }, { renderPicture }] = await Promise.all([
    import('../charts/curve.js'),
    import('../drawing/render.js'),
  ]);
  const svg = drawCurves(await figure(), style);
  await writeAtomically(path, await renderPicture(svg, path, pageOfStyle(style).cm));
}

const endingOf = (path: string) => extname(path).toLowerCase();
