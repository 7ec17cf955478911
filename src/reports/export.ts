/** Writing a result to files: as a figure (SVG, PNG or PDF) or as a table (CSV), chosen by the file's extension. */
import { extname } from 'node:path';
import { PICTURE_ENDINGS } from '../drawing/pictureEndings.js';
import { ConfigError } from '../errors.js';
import { writeAtomically } from '../grid/atomicStore.js';

/** A result that can be drawn and listed. `draw` loads the drawing code itself, because the DOM and the renderer are slow to load. */
export interface Exportable {
  /** The figure as an SVG document, with its text not yet converted to outlines. */
  readonly draw: () => Promise<string>;
  readonly csv: () => string;
  /** Printed width of the figure, cm; without it, 96 pixels an inch. */
  readonly cm?: number | undefined;
}

const ENDINGS: readonly string[] = [...PICTURE_ENDINGS, '.csv'];
const endingOf = (path: string) => extname(path).toLowerCase();

/** Checks a file name's extension; ConfigError otherwise, whose message calls the result `what` (a plural: `contours`). */
export function checkExportFile(path: string, what: string): void {
  if (ENDINGS.includes(endingOf(path))) return;
  throw new ConfigError(`${path}: ${what} are written to ${ENDINGS.join(', ')}; choose one of these endings`);
}

/** Writes a result by atomic rename. ConfigError for an unknown extension, StoreError when it cannot be written. */
export async function exportFile(result: Exportable, path: string, what: string): Promise<void> {
  checkExportFile(path, what);
  if (endingOf(path) === '.csv') return await writeAtomically(path, result.csv());
  const { renderPicture } = await import('../drawing/render.js');
  await writeAtomically(path, await renderPicture(await result.draw(), path, result.cm));
}
