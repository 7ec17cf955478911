/** A folder that HEPData takes: submission.yaml, a file for each table, figures with thumbnails, and the files that the tables come from. */
import { copyFile, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { netcdfBytes } from '../arrayFiles/netcdf.js';
import { ConfigError } from '../errors.js';
import { writeAtomically } from '../grid/atomicStore.js';
import { massLimitsToJson } from '../limits/json.js';
import type { MassLimits } from '../limits/massLimits.js';
import { massLimitTable } from '../limits/table.js';
import type { GridAttributes } from '../metadata/manifest.js';
import { contourArrays } from '../reports/contourArrays.js';
import { provenanceLines, provenanceOf, settingsOf, type Writer } from '../reports/provenance.js';
import { tableArrays } from '../reports/tableArrays.js';
import type { PlaneContours } from '../results/contours.js';
import { isAbsent, storeErrorFrom } from '../systemErrors.js';
import { contourTables } from './contourTables.js';
import { dataText, type HepdataTable, type Resource, submissionText } from './document.js';
import { limitTables } from './limitTables.js';

/** Width of a thumbnail, pixels. */
const THUMBNAIL_WIDTH = 400;

/** What a submission is made from: contours of each experiment, or limits. */
export interface HepdataContent {
  readonly contours?: readonly PlaneContours[];
  readonly limits?: readonly MassLimits[];
  readonly attributes: GridAttributes;
  /** A scan file that goes with it. */
  readonly scanFile?: string | undefined;
  readonly writer?: Writer | undefined;
}

/** ConfigError where the folder is there and not empty: HEPData takes no file that the submission does not name. */
export async function checkFolder(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isAbsent(error)) return [];
    throw storeErrorFrom(error, 'cannot read', folder);
  });
  if (names.length > 0)
    throw new ConfigError(
      `${folder}: is not empty, and a submission has a folder to itself; choose another, or remove it`,
    );
}

/**
 * Writes the submission, and returns the names of its files and tables. ConfigError for a folder that is not empty, StoreError where it cannot be
 * written.
 */
export async function writeHepdata(
  folder: string,
  content: HepdataContent,
): Promise<{ files: string[]; tables: string[] }> {
  await checkFolder(folder);
  const { attributes, writer, scanFile, contours = [], limits = [] } = content;
  const files: string[] = [];
  const put = async (name: string, bytes: Uint8Array | string) => {
    await writeAtomically(join(folder, name), bytes);
    files.push(name);
  };
  const tables: HepdataTable[] = [];
  const resources: Resource[] = [];
  for (const [i, result] of contours.entries()) {
    const added = await putContours(put, result, contours.length > 1 ? `-${i + 1}` : '', writer);
    tables.push(...added.tables);
    resources.push(added.numbers);
  }
  for (const [i, result] of limits.entries()) {
    const added = await putLimits(put, result, limits.length > 1 ? `-${i + 1}` : '', attributes, writer);
    tables.push(...added.tables);
    resources.push(added.numbers);
  }
  await put('config.json', `${attributes.config}\n`);
  resources.push({
    location: 'config.json',
    description: 'Resolved configuration of the scan, with hashes of all that its numbers depend on',
  });
  if (scanFile !== undefined) resources.push(await putScanFile(folder, scanFile, files));
  for (const table of tables) await put(table.file, dataText(table));
  const comment = [
    `${attributes.experiment_title}. Model: ${attributes.model}. Production: ${attributes.production}. Response: ${attributes.response}.`,
    ...provenanceLines(attributes, writer).map((line) => `${line}.`),
  ].join(' ');
  // Last, since a folder with it is a submission.
  await put('submission.yaml', submissionText(comment, resources, tables));
  return { files, tables: tables.map(({ name }) => name) };
}

type Put = (name: string, bytes: Uint8Array | string) => Promise<void>;

/** What a result adds to a submission: its tables, and the file with its numbers. */
interface Added {
  readonly tables: readonly HepdataTable[];
  readonly numbers: Resource;
}

/** Contours with their figure and numbers; `end` tells their files from those of others. */
async function putContours(
  put: Put,
  result: PlaneContours,
  end: string,
  writer: Writer | undefined,
): Promise<Added> {
  const { drawFigure } = await import('../figures/figure.js');
  const tables = contourTables(result, await putFigure(put, `figure${end}`, drawFigure(result)));
  const location = `contours${end}.nc`;
  await put(location, await netcdfBytes(contourArrays(result, writer)));
  const description = `Delta chi2, flags and contours of ${result.attributes.experiment} as netCDF`;
  return { tables, numbers: { location, description } };
}

/** Limits with their figure and numbers, of a grid with these attributes; `end` as of putContours. */
async function putLimits(
  put: Put,
  result: MassLimits,
  end: string,
  attributes: GridAttributes,
  writer: Writer | undefined,
): Promise<Added> {
  const [{ massLimitFigure }, { drawCurves }] = await Promise.all([
    import('../limits/figure.js'),
    import('../charts/curve.js'),
  ]);
  const figure = await putFigure(put, `limits${end}`, drawCurves(massLimitFigure(result)));
  const about = { ...provenanceOf(attributes, writer), ...settingsOf(massLimitsToJson(result)) };
  const location = `limits${end}.nc`;
  await put(location, await netcdfBytes(tableArrays(massLimitTable(result), about)));
  return {
    tables: limitTables(result, attributes, figure),
    numbers: { location, description: 'The limits as netCDF' },
  };
}

/** A figure and its thumbnail, named as HEPData expects them. */
async function putFigure(put: Put, name: string, svg: string): Promise<Resource[]> {
  const { renderPng } = await import('../drawing/render.js');
  const width = Number(/<svg[^>]* width="([\d.]+)/.exec(svg)?.[1] ?? THUMBNAIL_WIDTH);
  await put(`${name}.png`, renderPng(svg));
  await put(`thumb_${name}.png`, renderPng(svg, THUMBNAIL_WIDTH / width));
  return [
    { location: `${name}.png`, description: 'Image file' },
    { location: `thumb_${name}.png`, description: 'Thumbnail image file' },
  ];
}

async function putScanFile(folder: string, path: string, files: string[]): Promise<Resource> {
  const location = basename(path);
  if (files.includes(location) || location === 'submission.yaml')
    throw new ConfigError(`${path}: the submission has another file of that name; rename it`);
  await copyFile(path, join(folder, location)).catch((error: unknown) => {
    throw storeErrorFrom(error, 'cannot copy', path);
  });
  files.push(location);
  return { location, description: 'Scan file of dualnu' };
}
