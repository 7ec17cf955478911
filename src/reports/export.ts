/** Writing a result to files: as a figure (SVG, PNG or PDF), a table (CSV, NPY), a document (JSON) or arrays (netCDF), chosen by the file's extension. */
import { extname } from 'node:path';
import type { ArraySet } from '../arrayFiles/arraySet.js';
import { netcdfBytes } from '../arrayFiles/netcdf.js';
import { tableNpy } from '../arrayFiles/npy.js';
import { ConfigError } from '../errors.js';
import { writeAtomically } from '../grid/atomicStore.js';
import type { NumberTable } from '../results/numberTable.js';
import { PICTURE_ENDINGS } from '../style/pictureEndings.js';

/** A result that can be drawn and listed. `draw` loads the drawing code itself, because the DOM and the renderer are slow to load. */
export interface Exportable {
  /** The figure as an SVG document, with its text not yet converted to outlines. */
  readonly draw: () => Promise<string>;
  readonly csv: () => string;
  /** Printed width of the figure, cm; without it, 96 pixels an inch. */
  readonly cm?: number | undefined;
  /** What files for other programs hold; absent where a result has none. */
  readonly numbers?: ExportedNumbers;
}

/** A result as numbers. */
export interface ExportedNumbers {
  /** Rows for NPY; what they are and where they come from is written beside them. */
  readonly table: () => NumberTable;
  readonly arrays: () => ArraySet;
  /** The JSON document. */
  readonly document: () => object;
}

const ENDINGS: readonly string[] = [...PICTURE_ENDINGS, '.csv'];
const endingOf = (path: string) => extname(path).toLowerCase();

const NUMBER_FORMATS: Readonly<Record<string, (numbers: ExportedNumbers) => Promise<string | Uint8Array>>> = {
  '.json': async ({ document }) => jsonText(document()),
  '.npy': async ({ table }) => tableNpy(table()),
  '.nc': async ({ arrays }) => await netcdfBytes(arrays()),
};

/**
 * Checks a file name's extension; ConfigError otherwise, whose message calls the result `what` (a plural: `contours`). `hasNumbers`: it can be written
 * for other programs, too.
 */
export function checkExportFile(path: string, what: string, hasNumbers = false): void {
  const endings = [...ENDINGS, ...(hasNumbers ? Object.keys(NUMBER_FORMATS) : [])];
  if (endings.includes(endingOf(path))) return;
  throw new ConfigError(`${path}: ${what} are written to ${endings.join(', ')}; choose one of these endings`);
}

/** Writes a result by atomic rename. ConfigError for an unknown extension, StoreError when it cannot be written. */
export async function exportFile(result: Exportable, path: string, what: string): Promise<void> {
  const { numbers } = result;
  checkExportFile(path, what, numbers !== undefined);
  const ending = endingOf(path);
  if (ending === '.csv') return await writeAtomically(path, result.csv());
  const format = NUMBER_FORMATS[ending];
  if (numbers && format) {
    await writeAtomically(path, await format(numbers));
    if (ending === '.npy') await writeBeside(path, numbers.document());
    return;
  }
  const { renderPicture } = await import('../drawing/render.js');
  await writeAtomically(path, await renderPicture(await result.draw(), path, result.cm));
}

/** What an NPY file has no room for, in FILE.npy.json: what its numbers are and where they come from. */
export async function writeBeside(path: string, document: object): Promise<void> {
  await writeAtomically(`${path}.json`, jsonText(document));
}

/** A document as the text of a file: a number that is none is null. */
export const jsonText = (document: object): string => `${JSON.stringify(document)}\n`;
