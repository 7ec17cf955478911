/** The experiments of a scan file: found, read, with their production and exposure, and none counted twice. */
import { dirname } from 'node:path';
import { attemptAsync, InputDataError } from '../errors.js';
import type { ExperimentChanges } from '../experiment/changes.js';
import { scaleExposure, scalingFault } from '../experiment/exposure.js';
import { findExperiment, loadExperiment, variantNames } from '../experiment/load.js';
import { loadNuclei } from '../experiment/nuclei.js';
import { type Dirt, type Experiment, type Nucleus, observedCounts } from '../experiment/types.js';
import { splitVariants } from '../experiment/variant.js';
import type { CheckedYaml } from '../input/checkedYaml.js';
import { failAt, type KeyPath, mistakeAt, type YamlFile } from '../input/yaml.js';
import { suggest } from '../input/zodIssues.js';
import type { JsonValue } from '../json.js';
import { gridSuffix } from '../metadata/manifest.js';
import type { Mistake } from '../mistakes.js';
import type { ExperimentRun, ProductionConfig } from '../resolved/scan.js';
import { type DirtEntry, dirtOf, namesNuclei } from './dirt.js';
import { sampleOf } from './sampleOf.js';
import type { ScanFile } from './schema.js';
import { describeBins, sharedBins } from './sharedData.js';

/** A scan file that is being read. */
export interface ScanReading {
  readonly yaml: YamlFile;
  readonly scan: CheckedYaml<ScanFile>;
  /** Mistakes in the scan file. */
  readonly found: Mistake[];
  /** Mistakes in the files of its experiments. */
  readonly foundElsewhere: Mistake[];
  /** See `ScanUse`. */
  readonly hasSample?: boolean | undefined;
}

/** An entry of `experiments` as a mapping, and the experiment that it names. */
interface Entry {
  readonly settings: Exclude<ScanFile['experiments'][number], string>;
  readonly path: KeyPath;
  /** Path of its name. */
  readonly namePath: KeyPath;
  /** As given by its folder, before it is scaled to another exposure. */
  readonly experiment: Experiment;
  readonly run: ExperimentRun;
}

/**
 * Every experiment of the file, with the production that the file or the experiment chooses. Mistakes are added to the reading;
 * experiments with mistakes may be left out.
 */
export async function loadRuns(reading: ScanReading): Promise<ExperimentRun[]> {
  const { yaml, scan, found } = reading;
  const entries: Entry[] = [];
  const given = Array.isArray(scan.data.experiments) ? scan.data.experiments : [];
  for (const i of given.keys()) {
    const entry = await loadEntry(reading, i);
    if (entry === undefined) continue;
    const fault =
      (scan.isSound([...entry.path, 'as']) ? nameFault(entry, entries) : undefined) ??
      (scan.isSound([...entry.path, 'apart']) ? dataFault(entry, entries) : undefined);
    if (fault !== undefined) found.push(mistakeAt(yaml, entry.namePath, fault));
    entries.push(entry);
  }
  const isWhole = given.length > 0 && entries.length === given.length && scan.isSound(['experiments']);
  if (isWhole && entries.every(({ run }) => run.excludedFromSum)) {
    found.push(mistakeAt(yaml, ['experiments'], 'all of them are apart; at least one must enter the sums'));
  }
  return entries.map(({ run }) => run);
}

async function loadEntry(reading: ScanReading, i: number): Promise<Entry | undefined> {
  const { yaml, scan, found, foundElsewhere } = reading;
  const path: KeyPath = ['experiments', i];
  const given = scan.data.experiments[i];
  const namePath = typeof given === 'string' ? path : [...path, 'name'];
  if (given === undefined || !scan.isSound(namePath)) return undefined;
  const settings = typeof given === 'string' ? { name: given } : given;
  const folder = await attemptAsync(found, () => locateExperiment(yaml, settings.name, namePath));
  if (folder === undefined) return undefined;
  const ofData: Mistake[] = [];
  const changes = changesOf(reading, settings, path);
  const loaded = await attemptAsync(ofData, () => loadExperiment(folder, undefined, changes));
  // A mistake in the changes is a mistake of the scan file.
  for (const mistake of ofData) (mistake.file === yaml.file ? found : foundElsewhere).push(mistake);
  if (loaded === undefined) return undefined;
  const isNamed = settings.as !== undefined && scan.isSound([...path, 'as']);
  const experiment = isNamed ? { ...loaded, name: settings.as ?? loaded.name } : loaded;
  const exposure = exposureOf(reading, settings, path, experiment);
  const production = await productionOf(reading, settings, path, experiment);
  const sample = await sampleOf(reading, settings.signal, path, { experiment, production });
  const run: ExperimentRun = {
    experiment: exposure === 1 ? experiment : scaleExposure(experiment, exposure),
    production,
    excludedFromSum: settings.apart ?? false,
    ...(exposure === 1 ? {} : { exposure }),
    ...(settings.changes === undefined ? {} : { changes: settings.changes as JsonValue }),
    ...(sample === undefined ? {} : { sample }),
  };
  return { settings, path, namePath, experiment, run };
}

/** The changes that an entry makes to its experiment's data, without those that have mistakes. */
function changesOf(
  { yaml, scan }: ScanReading,
  settings: Entry['settings'],
  path: KeyPath,
): ExperimentChanges | undefined {
  const at: KeyPath = [...path, 'changes'];
  if (settings.changes === undefined || !scan.isReadable(at)) return undefined;
  const sound = Object.entries(settings.changes).filter(
    ([block, change]) => change !== undefined && scan.isSound([...at, block]),
  );
  return {
    value: Object.fromEntries(sound),
    mistakeAt: (below, what) => mistakeAt(yaml, [...at, ...below], what),
  };
}

/** Why an entry's name conflicts with those before it, or undefined. */
function nameFault({ settings, experiment }: Entry, before: readonly Entry[]): string | undefined {
  const { name } = experiment;
  if (before.some((other) => other.experiment.name === name)) {
    return `${name} is listed twice; remove one, or name it: { name: ${settings.name}, as: ... }`;
  }
  const taken = before.find((other) => gridSuffix(other.experiment.name) === gridSuffix(name));
  if (taken) {
    const what = `${name} and ${taken.experiment.name} would both be ${gridSuffix(name)} in the grid`;
    return `${what}; give one another name: { name: ${settings.name}, as: ... }`;
  }
  return undefined;
}

/** Why an entry's data would be counted twice beside those before it, or undefined. */
function dataFault({ settings, experiment, run }: Entry, before: readonly Entry[]): string | undefined {
  for (const other of before) {
    const bins =
      run.excludedFromSum || other.run.excludedFromSum ? undefined : sharedBins(other.experiment, experiment);
    if (bins === undefined) continue;
    const what = `${experiment.name} has data that ${other.experiment.name} counts already: ${describeBins(bins)}`;
    return `${what}; write { name: ${settings.name}, apart: true } to keep it out of the sums`;
  }
  return undefined;
}

/** The factor on the exposure; 1 where none is given or it is not possible. Reports counts that are missing or cannot be scaled. */
function exposureOf(
  { yaml, scan, found }: ScanReading,
  settings: Entry['settings'],
  path: KeyPath,
  experiment: Experiment,
): number {
  const isDataKnown = scan.isSound(['data']) && !scan.wasMeant([], 'data');
  const isObserved = isDataKnown && scan.data.data === 'observed';
  if (isObserved && observedCounts(experiment) === undefined) {
    const what = `${experiment.name} has no counts to compare with; write data: asimov for its sensitivity, or give its bins data`;
    found.push(mistakeAt(yaml, path, what));
  }
  const at = [...path, 'exposure'];
  if (settings.exposure === undefined || settings.exposure === 1 || !scan.isSound(at)) return 1;
  const observed = 'observed counts cannot be scaled; write data: asimov, or remove exposure';
  const fault = isObserved ? observed : scalingFault(experiment);
  if (fault !== undefined) found.push(mistakeAt(yaml, at, fault));
  return fault === undefined ? settings.exposure : 1;
}

/** The production: the experiment's entry in the scan file takes precedence over `production`, and that over the experiment's defaults. */
async function productionOf(
  reading: ScanReading,
  settings: Entry['settings'],
  entryPath: KeyPath,
  experiment: Experiment,
): Promise<ProductionConfig> {
  const { yaml, scan, found } = reading;
  const production: Partial<ScanFile['production']> = scan.data.production ?? {};
  const pathOf = (key: 'dirt' | 'antineutrinos') =>
    settings[key] === undefined ? ['production', key] : [...entryPath, key];
  const add = (path: KeyPath, what: string) => {
    const mistake = mistakeAt(yaml, path, what);
    // A mistake in `production` is reported once, for the first experiment.
    if (scan.isSound(mistake.path) && !found.some((other) => other.key === mistake.key)) found.push(mistake);
  };
  const protonElastic = settings.protonElastic ?? production.protonElastic ?? experiment.protonElastic;
  const asked = settings.antineutrinos ?? production.antineutrinos;
  const antineutrinos = asked ?? false;
  const dirt = await soilOf(reading, settings.dirt ?? production.dirt, pathOf('dirt'), experiment, add);
  if (antineutrinos && experiment.beams.some(({ flux }) => !flux.wrongSignPerCm2PotGev)) {
    const what = `${experiment.name} gives no flux of the other kind`;
    add(pathOf('antineutrinos'), `${what}; leave it out, or name its numubar_column`);
  }
  const both = experiment.beams.filter(({ countsWrongSign }) => countsWrongSign).map(({ name }) => name);
  if (asked === false && both.length > 0) {
    const what = `${experiment.name} counts both kinds in beam ${both.join(', ')} by itself (neutrinos.wrong_sign)`;
    add(pathOf('antineutrinos'), `${what}; leave antineutrinos out, or name a variant without it`);
  }
  return { dirt, protonElastic, antineutrinos };
}

/** The matter upstream, or undefined where there is none or where it has mistakes. */
async function soilOf(
  { scan, foundElsewhere }: ScanReading,
  entry: DirtEntry | undefined,
  path: KeyPath,
  experiment: Experiment,
  add: (path: KeyPath, what: string) => void,
): Promise<Dirt | undefined> {
  if (entry === undefined || !scan.isSound(path)) return undefined;
  const nuclei = namesNuclei(entry)
    ? await attemptAsync(foundElsewhere, () => loadNuclei())
    : new Map<string, Nucleus>();
  if (nuclei === undefined) return undefined;
  const { dirt, faults } = dirtOf(entry, experiment, nuclei);
  for (const { key, what } of faults) add([...path, ...key], what);
  return dirt;
}

/** Folder of an experiment, with its variants; an unknown experiment or variant is reported as a mistake of the scan file. */
async function locateExperiment(yaml: YamlFile, name: string, path: KeyPath): Promise<string> {
  const { name: folder, variants } = splitVariants(name);
  let dir: string;
  try {
    dir = await findExperiment(folder, dirname(yaml.file));
  } catch (error) {
    if (error instanceof InputDataError) return failAt(yaml, path, error.message);
    throw error;
  }
  // A folder that cannot be read is reported when it is loaded.
  const known = variants.length > 0 ? await variantNames(dir).catch(() => undefined) : [];
  const unknown = known && variants.find((variant) => !known.includes(variant));
  if (known !== undefined && unknown !== undefined) {
    const advice = known.length > 0 ? suggest(unknown, known) : 'it has none';
    failAt(yaml, path, `${folder} has no variant ${unknown}; ${advice}`);
  }
  return [dir, ...variants].join(':');
}
