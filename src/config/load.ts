/** Loading of scan files: text to resolved scan, with every default filled in and every input file read. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { ConfigError, InputDataError } from '../errors.js';
import { findExperiment, loadExperiment, variantNames } from '../experiment/load.js';
import type { Experiment } from '../experiment/types.js';
import { splitVariants } from '../experiment/variant.js';
import { failAt, type KeyPath, parseYaml, validateYaml, type YamlFile } from '../experiment/yaml.js';
import { suggest } from '../experiment/zodIssues.js';
import { gridSuffix } from '../grid/manifest.js';
import { requireOpenPoint, resolveParameters } from './parameters.js';
import { DEFAULT_EVENTS, type ScanFile, scanSchema, VARIABLE_NAMES } from './schema.js';
import type { ExperimentRun, ProductionConfig, ResolvedScan, VariableName } from './types.js';

/** Reads and resolves a scan file; ConfigError for the file, InputDataError for the experiment's files. */
export async function loadScan(file: string): Promise<ResolvedScan> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const what = code === 'ENOENT' ? 'no such file' : `cannot be read (${String(code)})`;
    throw new ConfigError(`${file}: ${what}; give a scan file, such as scans/quickstart.yaml`);
  }
  return resolveScan(text, file);
}

/** Resolves the text of a scan file; `file` names it in messages and locates experiments given by path. */
export async function resolveScan(text: string, file: string): Promise<ResolvedScan> {
  const yaml = parseYaml(text, file, ConfigError);
  const scan = validateYaml(yaml, scanSchema);
  const { axes, fixed } = resolveParameters(yaml, scan);
  const runs = await loadRuns(yaml, scan, file);
  const experiments = runs.map(({ experiment }) => experiment);
  requireOpenPoint(yaml, scan.model.kind, axes, fixed, experiments);
  const { kind, nature, smZ, charge, zpSpin, decays } = scan.model;
  return {
    name: scan.name ?? defaultName(file),
    file,
    model: {
      kind,
      nature,
      smZ,
      charge,
      zpSpin,
      decays: {
        muons: decays.includes('muons'),
        hadrons: decays.includes('hadrons'),
        dark: decays.includes('dark'),
      },
    },
    axes,
    fixed,
    runs,
    ...resolveEvents(scan),
    statistic: { kind: scan.statistic, data: scan.data },
    outputs: resolveOutputs(yaml, scan),
    seed: scan.seed,
  };
}

/** Events of a mass point, and whether they are raised. */
function resolveEvents({ events }: ScanFile): Pick<ResolvedScan, 'eventsPerMassPoint' | 'autoEvents'> {
  if (typeof events === 'number') return { eventsPerMassPoint: events };
  const { from = DEFAULT_EVENTS, cap = undefined } = events === 'auto' ? {} : events;
  return { eventsPerMassPoint: from, autoEvents: { cap } };
}

/** Variables of the grid, in one order, so that the order in the file makes no other grid. */
function resolveOutputs(yaml: YamlFile, { outputs, events }: ScanFile): VariableName[] {
  const isFixed = typeof events === 'number';
  const named = outputs?.indexOf('events') ?? -1;
  if (isFixed && named >= 0) {
    failAt(
      yaml,
      ['outputs', named],
      'every mass point has the same number of events; remove it, or write events: auto',
    );
  }
  return VARIABLE_NAMES.filter((name) => outputs?.includes(name) ?? (name !== 'events' || !isFixed));
}

/** Every experiment of the file, with the production that the file or the experiment itself chooses. */
async function loadRuns(yaml: YamlFile, scan: ScanFile, file: string): Promise<ExperimentRun[]> {
  const runs: ExperimentRun[] = [];
  for (const [i, entry] of scan.experiments.entries()) {
    const own: { name: string; as?: string | undefined; apart?: boolean | undefined } =
      typeof entry === 'string' ? { name: entry } : entry;
    const path = typeof entry === 'string' ? ['experiments', i] : ['experiments', i, 'name'];
    const loaded = await loadExperiment(await locateExperiment(yaml, own.name, path, file));
    const experiment = own.as === undefined ? loaded : { ...loaded, name: own.as };
    const twice = runs.some((run) => run.experiment.name === experiment.name);
    if (twice)
      failAt(
        yaml,
        path,
        `${experiment.name} is listed twice; remove one, or name it: { name: ${own.name}, as: ... }`,
      );
    const taken = runs.find((run) => gridSuffix(run.experiment.name) === gridSuffix(experiment.name));
    if (taken) {
      const what = `${experiment.name} and ${taken.experiment.name} would both be ${gridSuffix(experiment.name)} in the grid`;
      failAt(yaml, path, `${what}; give one another name: { name: ${own.name}, as: ... }`);
    }
    const apart = own.apart ?? false;
    const same = apart ? undefined : runs.find((run) => !run.apart && shareData(run.experiment, experiment));
    if (same) {
      const what = `${experiment.name} has data that ${same.experiment.name} counts already`;
      failAt(yaml, path, `${what}; write { name: ${own.name}, apart: true } to keep it out of the sums`);
    }
    runs.push({
      experiment,
      production: resolveProduction(yaml, scan, entry, ['experiments', i], experiment),
      apart,
    });
  }
  if (runs.every(({ apart }) => apart)) {
    failAt(yaml, ['experiments'], 'all of them stand apart; at least one must count');
  }
  return runs;
}

/** Whether two experiments, or variants of one, have a bin of the same data. */
function shareData(a: Experiment, b: Experiment): boolean {
  const dataOf = ({ origin, beams, bins }: Experiment) =>
    bins.map(({ beam, label, data }) => `${origin} ${beams[beam]?.name} ${label} ${data}`);
  const known = new Set(dataOf(a));
  return dataOf(b).some((bin) => known.has(bin));
}

/** Presets by name; an experiment's entry in the scan file comes before `production`, and that before the experiment's own. */
function resolveProduction(
  yaml: YamlFile,
  scan: ScanFile,
  entry: ScanFile['experiments'][number],
  entryPath: KeyPath,
  experiment: Experiment,
): ProductionConfig {
  const own: Partial<ScanFile['production']> = typeof entry === 'string' ? {} : entry;
  const pathOf = (key: 'dirt' | 'antineutrinos') => (key in own ? [...entryPath, key] : ['production', key]);
  const preset = own.dirt ?? scan.production.dirt ?? 'none';
  const protonElastic = own.protonElastic ?? scan.production.protonElastic ?? experiment.protonElastic;
  const antineutrinos = own.antineutrinos ?? scan.production.antineutrinos ?? false;
  const dirt = experiment.dirt[preset];
  if (preset !== 'none' && !dirt) {
    const known = ['none', ...Object.keys(experiment.dirt)];
    failAt(yaml, pathOf('dirt'), `${experiment.name} has no dirt ${preset}; ${suggest(preset, known)}`);
  }
  if (antineutrinos && experiment.beams.some(({ flux }) => !flux.wrongSignPerCm2PotGev)) {
    const what = `${experiment.name} gives no flux of the other kind`;
    failAt(yaml, pathOf('antineutrinos'), `${what}; leave it out, or name its numubar_column`);
  }
  return { dirt, protonElastic, antineutrinos };
}

/** Folder of an experiment, with its variants; an unknown one is the scan file's mistake, so it is reported there. */
async function locateExperiment(yaml: YamlFile, name: string, path: KeyPath, file: string): Promise<string> {
  const { name: folder, variants } = splitVariants(name);
  let dir: string;
  try {
    dir = await findExperiment(folder, dirname(file));
  } catch (error) {
    if (error instanceof InputDataError) return failAt(yaml, path, error.message);
    throw error;
  }
  const known = variants.length > 0 ? await variantNames(dir) : [];
  const unknown = variants.find((variant) => !known.includes(variant));
  if (unknown !== undefined) {
    const advice = known.length > 0 ? suggest(unknown, known) : 'it has none';
    failAt(yaml, path, `${folder} has no variant ${unknown}; ${advice}`);
  }
  return [dir, ...variants].join(':');
}

/** The file's name without its ending, made fit to name a grid on disk. */
function defaultName(file: string): string {
  return (
    basename(file, extname(file))
      .replace(/[^\w.-]+/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '') || 'scan'
  );
}
