/** Loading of scan files: text to resolved scan, with every default filled in and every input file read. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { ConfigError, InputDataError } from '../errors.js';
import { findExperiment, loadExperiment } from '../experiment/load.js';
import type { Experiment } from '../experiment/types.js';
import { failAt, parseYaml, validateYaml, type YamlFile } from '../experiment/yaml.js';
import { suggest } from '../experiment/zodIssues.js';
import { requireOpenPoint, resolveParameters } from './parameters.js';
import { type ScanFile, scanSchema, VARIABLE_NAMES } from './schema.js';
import type { ProductionConfig, ResolvedScan } from './types.js';

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
  const experiment = await loadExperiment(await locateExperiment(yaml, scan, file));
  requireOpenPoint(yaml, scan.model.kind, axes, fixed, experiment);
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
    production: resolveProduction(yaml, scan, experiment),
    axes,
    fixed,
    experiment,
    eventsPerMassPoint: scan.events,
    statistic: { kind: scan.statistic, data: scan.data },
    // In one order, so that the order in the file makes no other grid.
    outputs: VARIABLE_NAMES.filter((variable) => scan.outputs.includes(variable)),
    seed: scan.seed,
  };
}

/** Presets by name, and the experiment's own choice where the file makes none. */
function resolveProduction(yaml: YamlFile, scan: ScanFile, experiment: Experiment): ProductionConfig {
  const { dirt: preset, protonElastic = experiment.protonElastic, antineutrinos } = scan.production;
  const dirt = experiment.dirt[preset];
  if (preset !== 'none' && !dirt) {
    const known = ['none', ...Object.keys(experiment.dirt)];
    failAt(
      yaml,
      ['production', 'dirt'],
      `${experiment.name} has no dirt ${preset}; ${suggest(preset, known)}`,
    );
  }
  if (antineutrinos && !experiment.flux.numubarPerCm2PotGev) {
    const what = `${experiment.name} gives no flux of nu_mu-bar`;
    failAt(yaml, ['production', 'antineutrinos'], `${what}; leave it out, or name its numubar_column`);
  }
  return { dirt, protonElastic, antineutrinos };
}

/** Folder of the one experiment; an unknown one is the scan file's mistake, so it is reported there. */
async function locateExperiment(yaml: YamlFile, scan: ScanFile, file: string): Promise<string> {
  if (scan.experiments.length > 1) {
    failAt(yaml, ['experiments', 1], 'one experiment a scan for now; scan the others in files of their own');
  }
  try {
    return await findExperiment(scan.experiments[0] ?? '', dirname(file));
  } catch (error) {
    if (error instanceof InputDataError) return failAt(yaml, ['experiments', 0], error.message);
    throw error;
  }
}

/** The file's name without its ending, made fit to name a grid on disk. */
function defaultName(file: string): string {
  return (
    basename(file, extname(file))
      .replace(/[^\w.-]+/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '') || 'scan'
  );
}
