/** Writing a result to files: as a figure (SVG or PNG) or as a table (CSV), chosen by the file's extension. */
import { extname } from 'node:path';
import { ConfigError } from '../errors.js';
import { writeAtomically } from '../grid/atomicStore.js';

/** A result that can be drawn and listed. `draw` loads the drawing code itself, because the DOM and the renderer are slow to load. */
export interface Exportable {
  /** The figure as an SVG document, with its text not yet converted to outlines. */
  readonly draw: () => Promise<string>;
  readonly csv: () => string;
}

const FORMATS: Readonly<Record<string, (result: Exportable) => Promise<string | Uint8Array>>> = {
  '.svg': async ({ draw }) => (await import('../drawing/render.js')).outlineSvg(await draw()),
  '.png': async ({ draw }) => (await import('../drawing/render.js')).renderPng(await draw()),
  '.csv': async ({ csv }) => csv(),
};

/** Checks a file name's extension; ConfigError otherwise, whose message calls the result `what` (a plural: `contours`). */
export function checkExportFile(path: string, what: string): void {
  if (Object.hasOwn(FORMATS, extname(path).toLowerCase())) return;
  throw new ConfigError(
    `${path}: ${what} are written to ${Object.keys(FORMATS).join(', ')}; choose one of these endings`,
  );
}

/** Writes a result by atomic rename. ConfigError for an unknown extension, StoreError when it cannot be written. */
export async function exportFile(result: Exportable, path: string, what: string): Promise<void> {
  checkExportFile(path, what);
  const format = FORMATS[extname(path).toLowerCase()];
  if (format) await writeAtomically(path, await format(result));
}
