/** The contours of several grids as one figure, as text and as plain data. */
import { extname } from 'node:path';
import { ConfigError } from '../errors.js';
import { contoursToJson } from '../results/contours.js';
import type { NamedContours } from '../results/severalGrids.js';
import { type FigureStyle, pageOfStyle } from '../style/figureStyle.js';
import { PICTURE_ENDINGS } from '../style/pictureEndings.js';
import { describeContours } from './contourText.js';
import { exportFile } from './export.js';

/** Checks that several grids can be written to a file with this ending; ConfigError otherwise. */
export function checkGridsFile(path: string): void {
  const endings: readonly string[] = PICTURE_ENDINGS;
  if (endings.includes(extname(path).toLowerCase())) return;
  throw new ConfigError(
    `${path}: with --also a figure is written, ${endings.join(', ')}; for a .csv, name one grid at a time`,
  );
}

/** Writes the figure by atomic rename; StoreError when it cannot be written. */
export async function writeGrids(
  grids: readonly NamedContours[],
  path: string,
  style: FigureStyle,
): Promise<void> {
  const draw = async () => (await import('../figures/gridsFigure.js')).drawGrids(grids, style);
  await exportFile({ draw, csv: () => '', cm: pageOfStyle(style).cm }, path, 'figures');
}

/** The pages of all grids, one below the other, each under its folder. */
export function describeGrids(grids: readonly NamedContours[], files: readonly string[]): string {
  const pages = grids.map(({ folder, result }) => `${folder}\n${describeContours(result, [])}`);
  return [...pages, ...files.map((path) => `wrote ${path}`)].join('\n\n');
}

/** All grids as plain data. */
export function gridsToJson(grids: readonly NamedContours[]) {
  return { grids: grids.map(({ folder, result }) => ({ grid: folder, ...contoursToJson(result) })) };
}
