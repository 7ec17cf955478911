/** Files for other programs, for programs. */
import { type GridExport, prepareExport } from '../exports/exportGrid.js';
import type { Grid } from '../grid/store.js';
import { writeHepdata } from '../hepdata/submission.js';
import { writeContours } from '../reports/contourFile.js';
import type { PlaneContours } from '../results/contours.js';
import { readPackages } from '../scan/packages.js';

/**
 * Writes a grid, a slice or a profile of it to a file: `.nc`, `.npy`, `.json` or `.csv`. Throws ConfigError for another ending, an unknown axis or
 * variable, and more numbers than a text should have; StoreError for an unfinished or damaged grid, and where the file cannot be written.
 */
export async function exportGrid(grid: Grid, path: string, request: GridExport = {}): Promise<void> {
  const { write } = await prepareExport(grid, request, await readPackages());
  await write(path);
}

/**
 * Writes contours to a file: `.nc`, `.npy`, `.json`, `.csv`, or a figure. Throws ConfigError for another ending, StoreError where it cannot be written.
 */
export async function exportContours(result: PlaneContours, path: string): Promise<void> {
  const { version } = await readPackages();
  await writeContours(result, path, undefined, { version });
}

/**
 * Writes contours of one or several experiments of a grid to a folder, new or empty, that HEPData takes; a scan file can go with them. Throws ConfigError
 * for a folder with anything in it, StoreError where it cannot be written.
 */
export async function exportHepdata(
  grid: Grid,
  contours: readonly PlaneContours[],
  folder: string,
  { scanFile }: { readonly scanFile?: string } = {},
): Promise<void> {
  const { version } = await readPackages();
  await writeHepdata(folder, { contours, attributes: grid.attributes, scanFile, writer: { version } });
}
