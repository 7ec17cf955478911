/** Loading of an experiment: finds its folder, reads and checks every file in it. */
import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { InputDataError } from '../errors.js';
import { covarianceFault, parseCovariance, uniformCovariance } from './covariance.js';
import { parseFlux } from './flux.js';
import { DATA_DIR, displayPath, type FileHashes, folderName, hashRoot, readInput } from './inputFiles.js';
import { compositionOf, dirtPresets } from './materials.js';
import { loadNuclei } from './nuclei.js';
import { parseResponse } from './response.js';
import { type ExperimentFile, experimentSchema } from './schema.js';
import type { Experiment } from './types.js';
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
  const isFolder = await stat(dir)
    .then((found) => found.isDirectory())
    .catch(() => false);
  if (isFolder) return dir;
  if (isPath)
    throw new InputDataError(
      `no experiment folder ${displayPath(dir)}; give a folder with an experiment.yaml`,
    );
  const known = (await readdir(library).catch(() => [])).sort();
  throw new InputDataError(`unknown experiment ${nameOrDir}; ${suggest(nameOrDir, known)}`);
}

/** Reads an experiment with its flux, response, nucleus and covariance; InputDataError, one line, for anything wrong. */
export async function loadExperiment(nameOrDir: string, baseDir?: string): Promise<Experiment> {
  const dir = await findExperiment(nameOrDir, baseDir);
  const files: FileHashes = {};
  const read = (path: string, usedBy?: string) => readInput(path, hashRoot(dir), files, usedBy);
  const main = join(dir, 'experiment.yaml');
  const yaml = parseYaml(await read(main), displayPath(main), InputDataError);
  const e = validateYaml(yaml, experimentSchema);
  checkHead(yaml, e, dir);

  const readNamed = async (file: string, key: KeyPath) => {
    const path = resolve(dir, file);
    if (!(await stat(path).catch(() => undefined))?.isFile()) {
      failAt(yaml, key, `no such file: ${displayPath(path)}; restore it, or correct the name`);
    }
    return { text: await read(path), file: displayPath(path) };
  };

  const flux = await readNamed(e.flux.file, ['flux', 'file']);
  const response = await readNamed(e.response.file, ['response', 'file']);
  const nuclei = await loadNuclei(files);
  const composition = (entry: Readonly<Record<string, number>>, key: KeyPath) =>
    compositionOf(yaml, entry, key, nuclei);
  const { bins } = e.observation;
  return {
    name: e.name,
    title: e.title,
    citations: e.citations,
    pot: e.exposure.pot,
    flux: parseFlux(flux.text, flux.file, {
      energy: e.flux.energy_column,
      numu: e.flux.numu_column,
      numubar: e.flux.numubar_column,
      rangeGev: e.flux.range_gev,
    }),
    target: {
      composition: composition(e.target.composition, ['target', 'composition']),
      massTonnes: e.target.mass_tonnes,
    },
    geometry: { kind: e.geometry.kind, widthsCm: e.geometry.widths_cm },
    dirt: dirtPresets(yaml, e, composition),
    protonElastic: e.proton_elastic?.selected ?? false,
    response: parseResponse(
      response.text,
      response.file,
      bins.map((bin) => bin.topology),
    ),
    bins: bins.map(({ label, data, background }) => ({ label, data, background })),
    covariance: await loadCovariance(yaml, e, (file) => readNamed(file, ['covariance', 'file'])),
    files,
  };
}

/** Checks that a schema cannot express. */
function checkHead(yaml: YamlFile, e: ExperimentFile, dir: string): void {
  if (e.name !== folderName(dir))
    failAt(yaml, ['name'], `${e.name} is in a folder named ${folderName(dir)}; make them equal`);
  const [min, max] = e.flux.range_gev;
  if (min >= max)
    failAt(yaml, ['flux', 'range_gev'], `${min} to ${max} GeV is no range; give the lower energy first`);
  const labels = e.observation.bins.map((bin) => bin.label);
  const twice = labels.findIndex((label, i) => labels.indexOf(label) !== i);
  if (twice >= 0)
    failAt(
      yaml,
      ['observation', 'bins', twice, 'label'],
      `${labels[twice]} names two bins; give each its own label`,
    );
}

/** The covariance in whichever of its three forms it is given, checked. */
async function loadCovariance(
  yaml: YamlFile,
  e: ExperimentFile,
  readCsv: (file: string) => Promise<{ text: string; file: string }>,
): Promise<readonly (readonly number[])[]> {
  const { errors, correlation, matrix, file } = e.covariance;
  const given = [errors, matrix, file].filter((form) => form !== undefined).length;
  if (given !== 1)
    failAt(yaml, ['covariance'], 'give exactly one of errors (with correlation), matrix, file');
  if ((errors === undefined) !== (correlation === undefined)) {
    failAt(yaml, ['covariance'], 'errors and correlation belong together; give both, or a matrix');
  }
  const labels = e.observation.bins.map((bin) => bin.label);
  if (errors !== undefined) {
    if (errors.length !== labels.length) {
      failAt(
        yaml,
        ['covariance', 'errors'],
        `${errors.length} errors for ${labels.length} bins; one for every bin`,
      );
    }
    const built = uniformCovariance(errors, correlation ?? 0);
    const fault = covarianceFault(built, labels);
    return fault === undefined ? built : failAt(yaml, ['covariance', 'correlation'], fault);
  }
  if (matrix !== undefined) {
    const fault = covarianceFault(matrix, labels);
    return fault === undefined ? matrix : failAt(yaml, ['covariance', 'matrix'], fault);
  }
  const csv = await readCsv(file ?? '');
  const parsed = parseCovariance(csv.text, csv.file);
  const fault = covarianceFault(parsed, labels);
  if (fault !== undefined) throw new InputDataError(`${csv.file}: ${fault}`);
  return parsed;
}
