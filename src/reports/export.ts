/** Writing a result to files: as a figure (SVG or PNG) or as a table (CSV), chosen by the file's ending. */
import { extname } from 'node:path';
import { ConfigError } from '../errors.js';
import { writeAtomically } from '../grid/atomicStore.js';

/** A result that can be drawn and listed. What draws is loaded by `draw`: a DOM and a renderer take most of a second. */
export interface Exportable {
  /** The figure as an SVG document whose text is still text. */
  readonly draw: () => Promise<string>;
  readonly csv: () => string;
}

const FORMATS: Readonly<Record<string, (result: Exportable) => Promise<string | Uint8Array>>> = {
  '.svg': async ({ draw }) => (await import('../figures/render.js')).outlineSvg(await draw()),
  '.png': async ({ draw }) => (await import('../figures/render.js')).renderPng(await draw()),
  '.csv': async ({ csv }) => csv(),
};

/** Checks a file name's ending; ConfigError that says what (`contours`, plural) is written to which otherwise. */
export function checkExportFile(path: string, what: string): void {
  if (Object.hasOwn(FORMATS, extname(path).toLowerCase())) return;
  throw new ConfigError(
    `${path}: ${what} are written to ${Object.keys(FORMATS).join(', ')}; choose one of these endings`,
  );
}

/** Writes a result by atomic rename. ConfigError for an unknown ending, StoreError when it cannot be written. */
export async function exportFile(result: Exportable, path: string, what: string): Promise<void> {
  checkExportFile(path, what);
  const format = FORMATS[extname(path).toLowerCase()];
  if (format) await writeAtomically(path, await format(result));
}
