/** Loading of scan files: from text to a resolved scan, with all defaults filled in and all input files read. */
import { basename, extname } from 'node:path';
import { attempt, ConfigError, InputDataError } from '../errors.js';
import { type CheckedYaml, checkYaml } from '../input/checkedYaml.js';
import { failAt, parseYaml, type YamlFile } from '../input/yaml.js';
import type { Mistake } from '../mistakes.js';
import type { Output } from '../outputs/output.js';
import { OUTPUTS } from '../outputs/outputs.js';
import { decayChoices } from '../physics/branching.js';
import { decodeText } from '../platform/decodeText.js';
import { readRegularFile, SIZE_LIMITS, whyUnread } from '../platform/readRegularFile.js';
import { DEFAULT_EVENTS, type ResolvedScan } from '../resolved/scan.js';
import { readAxisTables } from './axisTable.js';
import { requireOpenPoint, resolveParameters } from './parameters.js';
import { loadRuns } from './runs.js';
import { namesSample, refuseRaising } from './sampleOf.js';
import { type ScanFile, scanSchema } from './schema.js';

/** What a scan file is read for. */
export interface ScanUse {
  /** The reader has a sample of events and checks it itself (`sampleFaults`), whatever `signal` names. */
  readonly hasSample?: boolean;
}

/** Reads and resolves a scan file; ConfigError for mistakes in the file, InputDataError for those in the files of experiments. */
export async function loadScan(file: string): Promise<ResolvedScan> {
  return resolveScanYaml(await readConfig(file, 'a scan file, such as scans/quickstart.yaml'));
}

/** Reads a YAML file that configures this program. ConfigError where it cannot be read; `wanted` describes the expected file. */
export async function readConfig(file: string, wanted: string): Promise<YamlFile> {
  let bytes: Buffer;
  try {
    bytes = await readRegularFile(file, SIZE_LIMITS.text);
  } catch (error) {
    throw new ConfigError(`${file}: ${whyUnread(error)}; give ${wanted}`);
  }
  const decoded = decodeText(bytes);
  if ('what' in decoded) throw new ConfigError([{ file, ...decoded }]);
  return parseYaml(decoded.text, file, ConfigError);
}

/**
 * Resolves the text of a scan file; `file` names it in messages and locates experiments given by path. All mistakes are
 * reported together: a ConfigError where the scan file has mistakes, followed by those in the files of its experiments, and an
 * InputDataError where only the latter have mistakes.
 */
export async function resolveScan(text: string, file: string): Promise<ResolvedScan> {
  return resolveScanYaml(parseYaml(text, file, ConfigError));
}

/** Resolves a scan file that is already parsed; errors as in `resolveScan`. */
export async function resolveScanYaml(yaml: YamlFile, { hasSample }: ScanUse = {}): Promise<ResolvedScan> {
  const { file } = yaml;
  const checked = checkYaml(yaml, scanSchema);
  const found: Mistake[] = [...checked.found];
  const foundElsewhere: Mistake[] = [];
  const before = found.length;
  const tables = await readAxisTables(yaml, checked, found);
  const areRead = found.length === before;
  const ofFile = resolveParameters(yaml, checked, tables, found);
  const parameters = areRead ? ofFile : undefined;
  const reading = { yaml, scan: checked, found, foundElsewhere, hasSample };
  const runs = await loadRuns(reading);
  refuseRaising(reading);
  const scan = checked.data;
  if (parameters !== undefined) {
    const { axes, fixed } = parameters;
    const isWhole = runs.length === scan.experiments?.length;
    const experiments = isWhole ? runs.map(({ experiment }) => experiment) : [];
    attempt(found, () => requireOpenPoint(yaml, scan.model.kind, axes, fixed, experiments));
  }
  const outputs = attempt(found, () => resolveOutputs(yaml, checked));
  if (found.length > 0) throw new ConfigError([...found, ...foundElsewhere]);
  if (foundElsewhere.length > 0 || parameters === undefined || outputs === undefined)
    throw new InputDataError(foundElsewhere);
  const { axes, fixed } = parameters;
  const { kind, nature, smZ, charge, zpSpin, decays } = scan.model;
  return {
    name: scan.name ?? fileName(file, 'scan'),
    file,
    model: { kind, nature, smZ, charge, zpSpin, decays: decayChoices(decays) },
    axes,
    fixed,
    runs,
    ...resolveEvents(scan),
    statistic: { kind: scan.statistic, data: scan.data },
    outputs,
    seed: scan.seed,
  };
}

/** Events of a mass point, and whether they are raised. */
function resolveEvents({ events }: ScanFile): Pick<ResolvedScan, 'eventsPerMassPoint' | 'autoEvents'> {
  if (typeof events === 'number') return { eventsPerMassPoint: events };
  const { from = DEFAULT_EVENTS, cap = undefined } = events === 'auto' ? {} : events;
  return { eventsPerMassPoint: from, autoEvents: { cap } };
}

/** Names of outputs in a fixed order, so that their order in the file does not change the grid; the defaults where the file names none. */
function resolveOutputs(yaml: YamlFile, checked: CheckedYaml<ScanFile>): string[] {
  const { outputs: named, events } = checked.data;
  const ofScan = { raisesEvents: typeof events !== 'number', reweights: namesSample(checked) ?? true };
  for (const { name, refusal } of OUTPUTS) {
    const place = named?.indexOf(name) ?? -1;
    const why = place >= 0 ? refusal?.(ofScan) : undefined;
    if (why !== undefined) failAt(yaml, ['outputs', place], why);
  }
  const isWanted = ({ name, byDefault, refusal }: Output) =>
    named?.includes(name) ?? (byDefault && refusal?.(ofScan) === undefined);
  return OUTPUTS.filter(isWanted).map(({ name }) => name);
}

/** The file's name without its extension, restricted to characters that a grid's folder may have; `otherwise` if none are left. */
export function fileName(file: string, otherwise: string): string {
  return (
    basename(file, extname(file))
      .replace(/[^\w.-]+/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '') || otherwise
  );
}
