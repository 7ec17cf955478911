/** Loading of an experiment: finds its folder, reads and checks every file in it. */
import { readdir, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { InputDataError } from '../errors.js';
import { dirtPresets } from './dirt.js';
import { parseFlux } from './flux.js';
import { DATA_DIR, displayPath, type FileHashes, folderName, hashRoot, readInput } from './inputFiles.js';
import { compositionOf } from './materials.js';
import { loadNuclei } from './nuclei.js';
import { binsOf, checkUnconstrained, systematicsOf } from './observation.js';
import { loadResponse } from './response.js';
import { type ExperimentFile, experimentSchema } from './schema.js';
import type { Beam, Experiment, Geometry } from './types.js';
import { applyVariants, type ChosenExperiment, splitVariants } from './variant.js';
import { failAt, type KeyPath, parseYaml, validateYaml, type YamlFile } from './yaml.js';
import { suggest } from './zodIssues.js';

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

/** A name from the command line: `./mine` for `mine`, where that is a folder here and no experiment of the library. */
export async function orFolder(nameOrDir: string, baseDir: string = process.cwd()): Promise<string> {
  const { name } = splitVariants(nameOrDir);
  if (await isFolder(join(DATA_DIR, 'experiments', name))) return nameOrDir;
  return !isAbsolute(name) && (await isFolder(resolve(baseDir, name))) ? `./${nameOrDir}` : nameOrDir;
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/**
 * Reads an experiment, `NAME`, `NAME:VARIANT` or a path, with its fluxes, response, nuclei and covariance; InputDataError, one
 * line, for anything wrong.
 */
export async function loadExperiment(nameOrDir: string, baseDir?: string): Promise<Experiment> {
  const { name, variants } = splitVariants(nameOrDir);
  const dir = await findExperiment(name, baseDir);
  const files: FileHashes = {};
  const { yaml, whole } = await readExperimentFile(dir, files);
  const chosen = applyVariants(yaml, whole, variants);
  const { file: e, pathOf } = chosen;

  const readFrom = async (from: YamlFile, path: string, key: KeyPath) => {
    if (!(await stat(path).catch(() => undefined))?.isFile()) {
      failAt(from, key, `no such file: ${displayPath(path)}; restore it, or correct the name`);
    }
    return { text: await readInput(path, hashRoot(dir), files), file: displayPath(path) };
  };
  const readNamed = (file: string, key: KeyPath) => readFrom(yaml, resolve(dir, file), key);

  const responseFile = await readNamed(e.response.file, [...pathOf('response'), 'file']);
  const responseDir = dirname(resolve(dir, e.response.file));
  const response = await loadResponse(responseFile.text, responseFile.file, async (file, from, key) => {
    return (await readFrom(from, resolve(responseDir, file), key)).text;
  });
  const nuclei = await loadNuclei(files);
  const composition = (entry: Readonly<Record<string, number>>, key: KeyPath) =>
    compositionOf(yaml, entry, key, nuclei);
  const beams: Beam[] = [];
  for (const [i, beam] of e.beams.entries()) {
    beams.push(await beamOf(yaml, beam, [...pathOf('beams'), i], readNamed));
  }
  const bins = binsOf(yaml, chosen, response);
  const sourceZCm = e.neutrino_source?.z_cm ?? Number.NEGATIVE_INFINITY;
  checkUnconstrained(yaml, chosen);
  return {
    name: [e.name, ...variants].join(':'),
    origin: e.name,
    variants,
    title: e.title,
    citations: e.citations,
    beams,
    target: {
      composition: composition(e.target.composition, [...pathOf('target'), 'composition']),
      massTonnes: e.target.mass_tonnes,
    },
    geometry: geometryOf(yaml, chosen),
    dirt: dirtPresets(yaml, chosen, sourceZCm, composition),
    sourceZCm,
    protonElastic: e.proton_elastic?.selected ?? false,
    response,
    bins,
    systematics: await systematicsOf(yaml, chosen, bins, readNamed),
    statisticsIncluded: e.covariance.statistics === 'included',
    files,
  };
}

/** Names of an experiment's variants, in the order of its file; InputDataError where that cannot be read. */
export async function variantNames(nameOrDir: string, baseDir?: string): Promise<string[]> {
  const dir = await findExperiment(splitVariants(nameOrDir).name, baseDir);
  const { whole } = await readExperimentFile(dir, {});
  return Object.keys(whole.variants ?? {});
}

/** Reads and validates a folder's `experiment.yaml`, variants unapplied. */
async function readExperimentFile(
  dir: string,
  files: FileHashes,
): Promise<{ yaml: YamlFile; whole: ExperimentFile }> {
  const main = join(dir, 'experiment.yaml');
  const yaml = parseYaml(await readInput(main, hashRoot(dir), files), displayPath(main), InputDataError);
  const whole = validateYaml(yaml, experimentSchema);
  if (whole.name !== folderName(dir)) {
    failAt(yaml, ['name'], `${whole.name} is in a folder named ${folderName(dir)}; make them equal`);
  }
  return { yaml, whole };
}

type ReadNamed = (file: string, key: KeyPath) => Promise<{ text: string; file: string }>;

async function beamOf(
  yaml: YamlFile,
  { name, pot, flux: f }: ExperimentFile['beams'][number],
  path: KeyPath,
  readNamed: ReadNamed,
): Promise<Beam> {
  const key = [...path, 'flux'];
  const [min, max] = f.range_gev;
  if (min >= max)
    failAt(yaml, [...key, 'range_gev'], `${min} to ${max} GeV is no range; give the lower energy first`);
  const csv = await readNamed(f.file, [...key, 'file']);
  const isNumu = f.main === 'numu';
  if (!isNumu && f.numubar_column === undefined) {
    failAt(yaml, [...key, 'main'], 'the main flux is numubar, but no numubar_column is named; name it');
  }
  const flux = parseFlux(csv.text, csv.file, {
    energy: f.energy_column,
    main: isNumu ? f.numu_column : (f.numubar_column ?? ''),
    wrongSign: isNumu ? f.numubar_column : f.numu_column,
    rangeGev: f.range_gev,
  });
  return { name, pot, flux };
}

function geometryOf(yaml: YamlFile, { file, pathOf }: ChosenExperiment): Geometry {
  const g = file.geometry;
  if (g.kind === 'box') return { kind: g.kind, widthsCm: g.widths_cm };
  if (g.fiducial_radius_cm > g.radius_cm) {
    const what = `${g.fiducial_radius_cm} cm is beyond the radius of ${g.radius_cm} cm; make it smaller`;
    failAt(yaml, [...pathOf('geometry'), 'fiducial_radius_cm'], what);
  }
  return { kind: g.kind, radiusCm: g.radius_cm, fiducialRadiusCm: g.fiducial_radius_cm };
}
