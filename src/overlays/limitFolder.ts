/** A folder of other experiments' upper limits on a mixing: limits.yaml, and tables of the limit against the mass. */
import { readdir } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import * as z from 'zod';
import { at } from '../at.js';
import { attemptAsync, InputDataError } from '../errors.js';
import { validateYaml } from '../input/checkedYaml.js';
import { columnIndex, parseCsv } from '../input/csv.js';
import { DATA_DIR, displayPath, folderName, readInput } from '../input/inputFiles.js';
import { mistakeAt, parseYaml } from '../input/yaml.js';
import { strictObject, suggest } from '../input/zodIssues.js';
import { source, text } from '../input/zodPieces.js';
import type { Mistake } from '../mistakes.js';
import { MIXINGS, NEUTRINO_MASSES } from '../model/models.js';
import { AXIS_INFO, type AxisName } from '../model/parameters.js';
import { isFolder } from '../platform/isFolder.js';

/** A point of a limit: mass in the axis's unit, and the mixing above which everything is excluded. */
export type LimitPoint = readonly [mass: number, mixing: number];

/** One published limit. */
export interface LimitCurve {
  readonly name: string;
  /** For legends. */
  readonly label: string;
  /** Confidence level of the publication, between 0 and 1. */
  readonly cl: number;
  /** The decay that was searched for: `K+ -> mu+ nu_4`. */
  readonly process: string;
  /** What the publication assumes about the neutrino, where it does. */
  readonly assumes: string | undefined;
  readonly source: string;
  /** Tables in order of mass, each without gaps; a mass may appear twice where the limit has a step. */
  readonly pieces: readonly (readonly LimitPoint[])[];
}

/** Limits on one mixing as functions of one mass. */
export interface LimitFolder {
  readonly name: string;
  readonly title: string;
  readonly citations: readonly string[];
  readonly mass: AxisName;
  readonly mixing: AxisName;
  readonly curves: readonly LimitCurve[];
}

const limitsSchema = strictObject({
  name: text,
  title: text,
  citations: z.array(text).min(1),
  mass: z.enum(NEUTRINO_MASSES),
  mixing: z.enum(MIXINGS),
  curves: z.record(
    z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, 'must be of small letters, digits, dots and hyphens'),
    strictObject({
      label: text,
      files: z.array(text).min(1),
      cl: z.number().gt(0).lt(1),
      process: text,
      assumes: text.optional(),
      source,
    }),
  ),
});

/** The folders of the program, by name. */
const LIBRARY = join(DATA_DIR, 'limits');

/** Folder of the limits that are shown by default. */
export const DEFAULT_LIMITS = 'umu4';

/** Names of the folders under data/limits. */
export async function limitFolderNames(): Promise<string[]> {
  return (await readdir(LIBRARY).catch(() => [])).sort();
}

/** Whether a text is a path: with a slash, or beginning with a dot. */
export const isLimitPath = (given: string) =>
  /[/\\]/.test(given) || given.startsWith('.') || isAbsolute(given);

/**
 * Reads a folder: a name under data/limits, or a path. InputDataError with every mistake in its files: unknown keys, columns
 * that are not the mass and the mixing, masses out of order, and limits that are not positive.
 */
export async function loadLimits(nameOrDir: string): Promise<LimitFolder> {
  const isPath = isLimitPath(nameOrDir);
  const dir = isPath ? resolve(nameOrDir) : join(LIBRARY, nameOrDir);
  if (!(await isFolder(dir))) {
    const advice = isPath ? 'give a folder with a limits.yaml' : suggest(nameOrDir, await limitFolderNames());
    throw new InputDataError(`no folder of limits ${isPath ? displayPath(dir) : nameOrDir}; ${advice}`);
  }
  const file = join(dir, 'limits.yaml');
  const yaml = parseYaml(await readInput(file, dir, {}), displayPath(file), InputDataError);
  const data = validateYaml(yaml, limitsSchema);
  const found: Mistake[] = [];
  if (data.name !== folderName(dir)) {
    const what = `${data.name} is in a folder named ${folderName(dir)}; make them equal`;
    found.push(mistakeAt(yaml, ['name'], what));
  }
  const names = Object.keys(data.curves);
  if (names.length === 0) found.push(mistakeAt(yaml, ['curves'], 'name at least one curve'));
  const curves: LimitCurve[] = [];
  for (const name of names) {
    const curve = data.curves[name];
    if (curve === undefined) continue;
    const { files, ...rest } = curve;
    const pieces: (readonly LimitPoint[])[] = [];
    for (const table of files) {
      const piece = await attemptAsync(found, async () => await readPiece(resolve(dir, table), dir, data));
      if (piece) pieces.push(piece);
    }
    curves.push({ name, ...rest, assumes: rest.assumes, pieces });
  }
  if (found.length > 0) throw new InputDataError(found);
  const { name, title, citations, mass, mixing } = data;
  return { name, title, citations, mass, mixing, curves };
}

/** Reads a table whose rows are in order of mass, rising or falling; returns the points in rising order. */
async function readPiece(
  path: string,
  dir: string,
  { mass, mixing }: Pick<LimitFolder, 'mass' | 'mixing'>,
): Promise<readonly LimitPoint[]> {
  const file = displayPath(path);
  const table = parseCsv(await readInput(path, dir, {}, 'text'), file, true);
  const [massIndex, mixingIndex] = [columnIndex(table, mass), columnIndex(table, mixing)];
  const found: Mistake[] = [];
  const points = table.rows.map(({ line, values }): LimitPoint => {
    const point = [at(values, massIndex), at(values, mixingIndex)] as const;
    for (const [i, name] of [mass, mixing].entries()) {
      const what = rangeFault(name, at(point, i));
      if (what !== undefined) found.push({ file, line, key: name, what });
    }
    return point;
  });
  if (points.length < 2) found.push({ file, what: 'one row; a limit needs two or more' });
  const falls = at(points, points.length - 1)[0] < at(points, 0)[0];
  for (const [i, { line }] of table.rows.entries()) {
    const [before, here] = [points[i - 1]?.[0], at(points, i)[0]];
    if (before === undefined || here === before || here < before === falls) continue;
    const what = `${here} after ${before}; a limit has one value for each mass: bring the rows into order of mass`;
    found.push({ file, line, key: mass, what });
  }
  if (found.length > 0) throw new InputDataError(found);
  return falls ? points.reverse() : points;
}

/** Limits are interpolated in the logarithm of both: neither may be 0. */
function rangeFault(name: AxisName, value: number): string | undefined {
  const { max, unit } = AXIS_INFO[name];
  if (value <= 0) return `${value} is not positive; correct it`;
  if (value <= max) return undefined;
  const advice = unit === 'GeV' ? `; is it in MeV? Write GeV` : '; correct it';
  return `${value} is beyond ${max}${unit === '1' ? '' : ` ${unit}`}${advice}`;
}
