/** The scan whose events are written: a scan file's, or one that options alone make. */
import { ConfigError } from '../errors.js';
import { orFolder } from '../experiment/load.js';
import { parseYaml, type YamlFile } from '../input/yaml.js';
import { type ModelKind, modelOf } from '../model/models.js';
import type { AxisName } from '../model/parameters.js';
import { type ExperimentScan, experimentScans, type ResolvedScan } from '../resolved/scan.js';
import { loadScanWith, resolveScanWith } from '../settings/scanSet.js';

/** Options that choose it. */
export interface ChosenScan {
  /** The scan file, if there is one. */
  readonly file: string | undefined;
  readonly experiment: string | undefined;
  readonly model: ModelKind | undefined;
  /** `KEY=VALUE` that change the scan file. */
  readonly changes: readonly string[];
}

/** The experiment where nothing is said. */
export const DEFAULT_EXPERIMENT = 'microboone-2025';

/** Reads the scan file, or makes one, and takes one of its experiments. ConfigError where that is not possible. */
export async function chosenScan({ file, experiment, model, changes }: ChosenScan): Promise<ExperimentScan> {
  if (file === undefined) {
    const scan = await resolveScanWith(await scanOfOptions({ kind: model ?? 'dual' }, experiment), changes);
    return onlyRun(scan, undefined);
  }
  if (model !== undefined)
    throw new ConfigError('--model: the scan file has a model; remove the option, or use --set model.kind');
  return onlyRun(await loadScanWith(file, changes), experiment);
}

/**
 * A scan file in which every parameter without a default is an axis of two values, so that all of them must be set. `model` as a scan file
 * writes it.
 */
export async function scanOfOptions(
  model: { readonly kind: ModelKind } & Readonly<Record<string, unknown>>,
  experiment = DEFAULT_EXPERIMENT,
): Promise<YamlFile> {
  const { required, alternatives, suggested } = modelOf(model.kind);
  const axes = new Set<AxisName>([...required, ...alternatives.map(({ names: [exact] }) => exact)]);
  const ends = [...axes].map((name) => [name, { values: [suggested[name], 1.01 * (suggested[name] ?? 1)] }]);
  const file = {
    model,
    axes: Object.fromEntries(ends),
    experiments: [await orFolder(experiment)],
    data: 'asimov',
  };
  return parseYaml(JSON.stringify(file), 'options', ConfigError);
}

/** The scan of one of its experiments, which need not be named where it is the only one. ConfigError where there is none of that name, or several. */
export function onlyRun(scan: ResolvedScan, name: string | undefined): ExperimentScan {
  const scans = experimentScans(scan);
  const names = scans.map(({ experiment }) => experiment.name).join(', ');
  const [first, ...others] =
    name === undefined ? scans : scans.filter(({ experiment }) => experiment.name === name);
  if (first === undefined)
    throw new ConfigError(`--experiment ${name}: ${scan.file} has ${names}; name one of them`);
  if (others.length > 0) throw new ConfigError(`${scan.file}: has ${names}; choose one with --experiment`);
  return first;
}
