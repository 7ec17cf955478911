/** Loading of an experiment: finds its folder, reads and checks every file in it. */
import { readdir, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { attemptAsync, InputDataError } from '../errors.js';
import { type CheckedYaml, checkYaml } from '../input/checkedYaml.js';
import {
  DATA_DIR,
  displayPath,
  type FileHashes,
  type FileKind,
  folderName,
  hashRoot,
  readInput,
} from '../input/inputFiles.js';
import { failAt, type KeyPath, mistakeAt, parseYaml, type YamlFile } from '../input/yaml.js';
import { suggest } from '../input/zodIssues.js';
import type { Mistake } from '../mistakes.js';
import { isFolder } from '../platform/isFolder.js';
import { loadResponse } from '../response/load.js';
import type { ReadTable as ReadResponseTable } from '../response/reading.js';
import type { Response } from '../response/types.js';
import { detectorShape, type Geometry, geometryFrom } from '../shapes/detectors.js';
import { beamsOf } from './beams.js';
import { type ChangedPlace, changedFile, type ExperimentChanges, tellAtChange } from './changes.js';
import { dirtPresets } from './dirt.js';
import { parseIntensity } from './intensity.js';
import { compositionOf, unknownNuclei } from './materials.js';
import { loadNuclei } from './nuclei.js';
import { binsOf, potOfCounts, unconstrainedMistakes } from './observation.js';
import { type ExperimentFile, experimentSchema } from './schema.js';
import { loadSpectra } from './spectra.js';
import { systematicsOf } from './systematics.js';
import type { BeamIntensity, Experiment } from './types.js';
import { applyVariants, type ChosenExperiment, splitVariants } from './variant.js';

/**
 * Folder of an experiment, absolute: a name under data/experiments, or a path (with a slash, or starting with a dot)
 * relative to `baseDir`. InputDataError, with the nearest name, if there is none.
 */
export async function findExperiment(nameOrDir: string, baseDir: string = process.cwd()): Promise<string> {
  const isPath = /[/\\]/.test(nameOrDir) || nameOrDir.startsWith('.') || isAbsolute(nameOrDir);
  const library = join(DATA_DIR, 'experiments');
  const dir = isPath ? resolve(baseDir, nameOrDir) : join(library, nameOrDir);
  if (await isFolder(dir)) return dir;
  if (isPath)
    throw new InputDataError(
      `no experiment folder ${displayPath(dir)}; give a folder with an experiment.yaml`,
    );
  const known = (await readdir(library).catch(() => [])).sort();
  const isHere = await isFolder(resolve(baseDir, nameOrDir));
  const advice = isHere ? `for the folder of that name write ./${nameOrDir}` : suggest(nameOrDir, known);
  throw new InputDataError(`unknown experiment ${nameOrDir}; ${advice}`);
}

/** A name from the command line; `mine` becomes `./mine` where that is a folder and the library has no such experiment. */
export async function orFolder(nameOrDir: string, baseDir: string = process.cwd()): Promise<string> {
  const { name } = splitVariants(nameOrDir);
  if (await isFolder(join(DATA_DIR, 'experiments', name))) return nameOrDir;
  return !isAbsolute(name) && (await isFolder(resolve(baseDir, name))) ? `./${nameOrDir}` : nameOrDir;
}

/**
 * Reads an experiment, `NAME`, `NAME:VARIANT` or a path, with its fluxes, response, nuclei and covariance, and with changes
 * applied. InputDataError with all mistakes in its files and in the changes.
 */
export async function loadExperiment(
  nameOrDir: string,
  baseDir?: string,
  changes?: ExperimentChanges,
): Promise<Experiment> {
  const { name, variants } = splitVariants(nameOrDir);
  const dir = await findExperiment(name, baseDir);
  const files: FileHashes = {};
  const { yaml, checked, places } = await readExperimentFile(dir, files, variants, changes);
  const chosen = applyVariants(yaml, checked, variants);
  const { file: e } = chosen;
  const found: Mistake[] = [...checked.found];
  const parts = await readParts({ dir, yaml, checked, chosen }, files, found);
  const { beams, countsPot, composition, spectra, geometry, response, bins, systematics } = parts;
  const isWhole = beams && bins && systematics && composition && geometry && response;
  if (found.length > 0 || !isWhole) {
    const isMain = ({ file }: Mistake) => file === yaml.file;
    const inOrder = [...found.filter(isMain), ...found.filter((mistake) => !isMain(mistake))];
    throw new InputDataError(inOrder.map((mistake) => tellAtChange(mistake, changes, places)));
  }
  const capMev = e.proton_elastic?.max_kinetic_energy_mev;
  return {
    name: [e.name, ...variants].join(':'),
    origin: e.name,
    variants,
    title: e.title,
    citations: e.citations,
    beams: beams.map((beam, i) => ({ ...beam, countsPot: countsPot?.[i] })),
    target: { composition, massTonnes: e.target.mass_tonnes },
    geometry,
    dirt: parts.dirt,
    sourceZCm: parts.sourceZCm,
    intensity: parts.intensity,
    protonElastic: e.proton_elastic?.selected ?? false,
    ...(capMev === undefined ? {} : { protonCapGev: capMev / 1000 }),
    response,
    bins,
    systematics,
    statisticsIncluded: e.covariance.statistics === 'included',
    files,
    ...(spectra === undefined ? {} : { spectra }),
  };
}

/** The main file of an experiment, as it is and as the variants make it. */
interface MainFile {
  readonly dir: string;
  readonly yaml: YamlFile;
  readonly checked: CheckedYaml<ExperimentFile>;
  readonly chosen: ChosenExperiment;
}

/** Reads all parts of an experiment; those with mistakes, which are added to `found`, are undefined or incomplete. */
async function readParts({ dir, yaml, checked, chosen }: MainFile, files: FileHashes, found: Mistake[]) {
  const { file: e, pathOf, isSound } = chosen;
  if (isSound(['name']) && e.name !== folderName(dir)) {
    const what = `${e.name} is in a folder named ${folderName(dir)}; make them equal`;
    found.push(mistakeAt(yaml, ['name'], what));
  }
  /** Reads a part of the experiment where its block has no known mistake. */
  const piece = <T>(path: KeyPath, read: () => Promise<T> | T): Promise<T | undefined> =>
    isSound(path) ? attemptAsync(found, async () => await read()) : Promise.resolve(undefined);
  const readFrom = (from: YamlFile, path: string, key: KeyPath, kind: FileKind) =>
    readNamed(from, path, key, kind, hashRoot(dir), files);
  const readTable = (file: string, key: KeyPath) => readFrom(yaml, resolve(dir, file), key, 'table');
  const nuclei = await attemptAsync(found, () => loadNuclei(files));
  const compose = (entry: Readonly<Record<string, number>>, key: KeyPath) =>
    compositionOf(yaml, entry, key, nuclei ?? new Map());

  const response = await piece(pathOf('response'), () => responseOf(yaml, chosen, dir, readFrom));
  const beams = await beamsOf(yaml, chosen, readTable, found);
  const bins = binsOf(yaml, chosen, response, found);
  const countsPot = await piece([...pathOf('observation'), 'pot'], () =>
    isSound(pathOf('beams')) && e.observation ? potOfCounts(yaml, chosen, found) : [],
  );
  const systematics = await piece(pathOf('covariance'), () =>
    // The blocks of a fractional covariance name beams.
    systematicsOf(yaml, chosen, isSound(pathOf('beams')) ? response && bins : undefined, readTable),
  );
  const material: KeyPath = [...pathOf('target'), 'composition'];
  const composition = await piece(material, () =>
    nuclei === undefined ? undefined : compose(e.target.composition, material),
  );
  if (nuclei !== undefined && !isSound(material) && checked.isReadable(material)) {
    const names = Object.keys(e.target.composition).filter((nucleus) => isSound([...material, nucleus]));
    found.push(...unknownNuclei(yaml, names, material, nuclei));
  }
  const geometry = await piece(pathOf('geometry'), () => geometryOf(yaml, chosen));
  const sourceZCm = e.neutrino_source?.z_cm ?? Number.NEGATIVE_INFINITY;
  const intensity = await piece(pathOf('neutrino_source'), () => intensityOf(yaml, chosen, readTable));
  const dirt =
    nuclei === undefined ? {} : dirtPresets({ yaml, chosen, sourceZCm, composition: compose, found });
  // Its spectra name beams and bins, of any variant.
  const areNamed = ['beams', 'observation', 'variants'].every((key) => checked.isSound([key]));
  const spectra = areNamed
    ? await attemptAsync(found, () => loadSpectra(dir, checked.data, found))
    : undefined;
  if (isSound(pathOf('unconstrained_background'))) found.push(...unconstrainedMistakes(yaml, chosen));
  const named = { response, beams, bins, countsPot, systematics, composition };
  return { ...named, geometry, sourceZCm, intensity, dirt, spectra };
}

/** Reads a file that is named at a key of another file. */
async function readNamed(
  from: YamlFile,
  path: string,
  key: KeyPath,
  kind: FileKind,
  root: string,
  files: FileHashes,
): Promise<{ text: string; file: string }> {
  const found = await stat(path).catch(() => undefined);
  if (!found) failAt(from, key, `no such file: ${displayPath(path)}; restore it, or correct the name`);
  if (!found.isFile()) {
    const what = found.isDirectory() ? 'a folder' : 'no regular file (a pipe, a socket or a device)';
    failAt(from, key, `${displayPath(path)} is ${what}; name a file`);
  }
  return { text: await readInput(path, root, files, kind), file: displayPath(path) };
}

type ReadFrom = (
  from: YamlFile,
  path: string,
  key: KeyPath,
  kind: FileKind,
) => Promise<{ text: string; file: string }>;

async function responseOf(
  yaml: YamlFile,
  { file: e, pathOf }: ChosenExperiment,
  dir: string,
  readFrom: ReadFrom,
): Promise<Response> {
  const path = resolve(dir, e.response.file);
  const { text, file } = await readFrom(yaml, path, [...pathOf('response'), 'file'], 'text');
  const { changes } = e.response;
  const changed = changes && { changes, place: { yaml, path: [...pathOf('response'), 'changes'] } };
  const readTable: ReadResponseTable = async (table, from, key) =>
    (await readFrom(from, resolve(dirname(path), table), key, 'table')).text;
  return loadResponse(text, file, readTable, changed);
}

/** Names of an experiment's variants, in the order of its file; InputDataError where the file cannot be read. */
export async function variantNames(nameOrDir: string, baseDir?: string): Promise<string[]> {
  const dir = await findExperiment(splitVariants(nameOrDir).name, baseDir);
  const { checked } = await readExperimentFile(dir, {}, []);
  return Object.keys(checked.data.variants ?? {});
}

/** Reads a folder's `experiment.yaml` without applying variants, with changes merged into the blocks that these choose. */
async function readExperimentFile(
  dir: string,
  files: FileHashes,
  variants: readonly string[],
  changes?: ExperimentChanges,
): Promise<{ yaml: YamlFile; checked: CheckedYaml<ExperimentFile>; places: readonly ChangedPlace[] }> {
  const main = join(dir, 'experiment.yaml');
  const parsed = parseYaml(await readInput(main, hashRoot(dir), files), displayPath(main), InputDataError);
  const { yaml, places } = changedFile(parsed, variants, changes);
  return { yaml, checked: checkYaml(yaml, experimentSchema), places };
}

type ReadTable = (file: string, key: KeyPath) => Promise<{ text: string; file: string }>;

/** The beam's intensity off its axis, or undefined where the file gives none. */
async function intensityOf(
  yaml: YamlFile,
  { file, pathOf }: ChosenExperiment,
  readTable: ReadTable,
): Promise<BeamIntensity | undefined> {
  const { z_cm: sourceZ = Number.NaN, intensity } = file.neutrino_source ?? {};
  if (intensity === undefined) return undefined;
  const key = [...pathOf('neutrino_source'), 'intensity'];
  const { angle_mrad_column: angle, radius_cm_column: radius } = intensity;
  const place = angle ?? radius;
  if (place === undefined || (angle !== undefined && radius !== undefined)) {
    return failAt(yaml, key, 'name one of angle_mrad_column and radius_cm_column');
  }
  const { text, file: name } = await readTable(intensity.file, [...key, 'file']);
  return parseIntensity(text, name, {
    place,
    intensity: intensity.intensity_column,
    // Radii are given in the plane of the detector's centre, as the flux is.
    tangentOf:
      angle === undefined
        ? (cm) => cm / -sourceZ
        : (mrad) => (mrad < 1500 ? Math.tan(mrad / 1000) : Number.POSITIVE_INFINITY),
    source: intensity.source,
  });
}

function geometryOf(yaml: YamlFile, { file, pathOf }: ChosenExperiment): Geometry {
  const geometry = geometryFrom(file.geometry);
  const [fault] = detectorShape(geometry).faults;
  if (fault !== undefined) failAt(yaml, [...pathOf('geometry'), ...fault.key], fault.what);
  return geometry;
}
