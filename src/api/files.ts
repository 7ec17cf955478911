/** Files for other programs, for programs. */
import { overrideParameters } from '../config/override.js';
import { onlyRun } from '../eventFiles/chosenScan.js';
import { type EventsDocument, eventsDocument } from '../eventFiles/document.js';
import { type EventRequest, pointEvents } from '../eventFiles/pointEvents.js';
import { checkEventFile, writeEvents } from '../eventFiles/write.js';
import { type GridExport, prepareExport } from '../exports/exportGrid.js';
import type { Grid } from '../grid/store.js';
import { writeHepdata } from '../hepdata/submission.js';
import { writeContours } from '../reports/contourFile.js';
import type { ResolvedScan } from '../resolved/scan.js';
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

/**
 * Writes the events of a point of a scan to a file: `.parquet`, `.csv` or `.hepmc3`; `parameters` as of `dualnu point --set`. Returns what the file says of
 * itself. Throws ConfigError for another ending, a parameter that has no value, several experiments of which none is named, and a point without events;
 * StoreError where the file cannot be written.
 */
export async function exportEvents(
  scan: ResolvedScan,
  parameters: Readonly<Record<string, number>>,
  path: string,
  { experiment, ...request }: EventRequest & { readonly experiment?: string } = {},
): Promise<EventsDocument> {
  checkEventFile(path);
  const run = onlyRun(scan, experiment);
  const events = pointEvents(run, overrideParameters(run, parameters), request);
  const { version, packages } = await readPackages();
  const document = eventsDocument(events, { version }, packages);
  await writeEvents(path, events, document);
  return document;
}
