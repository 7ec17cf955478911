/** Variations files: a scan, the comparison made in it, and alternative assumptions, resolved to a scan for each of them. */
import { dirname, isAbsolute, join } from 'node:path';
import { ConfigError, DualnuError, InputDataError } from '../errors.js';
import { type CheckedYaml, checkYaml } from '../input/checkedYaml.js';
import { partOf } from '../input/schemaWalk.js';
import { type KeyPath, mistakeAt, type YamlFile } from '../input/yaml.js';
import { suggest } from '../input/zodIssues.js';
import type { Mistake } from '../mistakes.js';
import type { ExperimentRun, ResolvedScan } from '../resolved/scan.js';
import { fileName, readConfig, resolveScanYaml } from './load.js';
import { type MergedScan, mergeScan, type ScanChange, tellWhereWritten } from './mergeScan.js';
import { type VariationsFile, variationsSchema } from './variationsSchema.js';

/** The comparison made in every scan of a study; experiments are runs of the scan. */
export interface StudyComparison {
  readonly x: string;
  readonly y: string;
  readonly panels: readonly string[];
  readonly fix: Readonly<Record<string, number>>;
  readonly cl: number;
  /** Names as in the scan file. */
  readonly excludes: string;
  readonly prefers: string;
}

/** One scan of a study: a base, or a base with an alternative. */
export interface StudyScan {
  /** Index of the base. */
  readonly base: number;
  /** Index of the variation and of its alternative; undefined for the base itself. */
  readonly of: { readonly variation: number; readonly alternative: number } | undefined;
  readonly scan: ResolvedScan;
  /** The two experiments that are compared, among the scan's runs. */
  readonly excludes: ExperimentRun;
  readonly prefers: ExperimentRun;
}

/** A study: how a result changes with the assumptions. */
export interface Study {
  readonly name: string;
  readonly title: string | undefined;
  /** As given, for messages and provenance. */
  readonly file: string;
  readonly compare: StudyComparison;
  /** Labels. */
  readonly bases: readonly string[];
  readonly variations: readonly {
    readonly label: string;
    /** The assumptions of the bases, in words; undefined where the file does not give them. */
    readonly base: string | undefined;
    readonly alternatives: readonly string[];
  }[];
  /** Bases first, in the order of the file. */
  readonly scans: readonly StudyScan[];
}

const WANTED = 'a variations file, such as scans/variations/figure4b.yaml';

/** Reads and resolves a variations file; ConfigError with all mistakes in it or in its scan file, InputDataError for data. */
export async function loadStudy(file: string): Promise<Study> {
  const yaml = await readConfig(file, WANTED);
  const checked = checkYaml(yaml, variationsSchema);
  const found: Mistake[] = [...checked.found];
  if (checked.isSound(['bases'])) found.push(...twiceNamed(yaml, ['bases'], checked.data.bases));
  if (checked.isSound(['variations'])) {
    found.push(...twiceNamed(yaml, ['variations'], checked.data.variations));
    checked.data.variations.forEach(({ alternatives }, v) => {
      found.push(...twiceNamed(yaml, ['variations', v, 'alternatives'], alternatives));
    });
  }
  const scan = checked.isSound(['scan']) ? await readScan(yaml, checked.data.scan, found) : undefined;
  const reading = { yaml, checked, found };
  const scans = scan === undefined ? [] : await resolveScans(reading, scan);
  if (found.length > 0) {
    const isWritten = found.some((mistake) => mistake.file === file || mistake.file === scan?.file);
    throw isWritten || scan === undefined ? new ConfigError(found) : new InputDataError(found);
  }
  const { name, title, compare, bases, variations } = checked.data;
  return {
    name: name ?? fileName(file, 'variations'),
    title,
    file,
    compare,
    bases: bases.map(({ label }) => label),
    variations: variations.map(({ label, base, alternatives }) => ({
      label,
      base,
      alternatives: alternatives.map((alternative) => alternative.label),
    })),
    scans,
  };
}

/** A variations file while it is read. */
interface Reading {
  readonly yaml: YamlFile;
  readonly checked: CheckedYaml<VariationsFile>;
  readonly found: Mistake[];
}

function twiceNamed(
  yaml: YamlFile,
  path: KeyPath,
  entries: readonly { readonly label: string }[],
): Mistake[] {
  const labels = entries.map(({ label }) => label);
  return labels.flatMap((label, i) =>
    labels.indexOf(label) === i
      ? []
      : [mistakeAt(yaml, [...path, i, 'label'], `${label} is listed twice; rename one`)],
  );
}

/** The scan file, which must be valid without changes; undefined where it is not, with its mistakes added to `found`. */
async function readScan(yaml: YamlFile, path: string, found: Mistake[]): Promise<YamlFile | undefined> {
  const file = isAbsolute(path) ? path : join(dirname(yaml.file), path);
  try {
    const scan = await readConfig(file, 'a scan file, such as ../figure4b.yaml');
    await resolveScanYaml(scan);
    return scan;
  } catch (error) {
    if (!(error instanceof DualnuError)) throw error;
    if (error.mistakes.length > 0) found.push(...error.mistakes);
    else found.push(mistakeAt(yaml, ['scan'], error.message));
    return undefined;
  }
}

/** The base and the alternative of a scan, and the places of its changes in the file. */
interface Plan extends Pick<StudyScan, 'base' | 'of'> {
  readonly paths: readonly KeyPath[];
}

/** Every scan of the file: bases, then alternatives. */
function plansOf({ checked: { data, isSound }, yaml, found }: Reading): Plan[] {
  if (!isSound(['bases']) || !isSound(['variations'])) return [];
  const { bases, variations } = data;
  const labels = bases.map(({ label }) => label);
  const pathsOf = (base: number): KeyPath[] => [['set'], ['bases', base, 'set']];
  const plans: Plan[] = bases.map((_, base) => ({ base, of: undefined, paths: pathsOf(base) }));
  variations.forEach(({ bases: variedBases, alternatives }, variation) => {
    variedBases?.forEach((label, i) => {
      if (labels.includes(label)) return;
      const what = `${label} is not a base; ${suggest(label, labels)}`;
      found.push(mistakeAt(yaml, ['variations', variation, 'bases', i], what));
    });
    alternatives.forEach((_, alternative) => {
      const path = ['variations', variation, 'alternatives', alternative, 'set'];
      labels.forEach((label, base) => {
        if (variedBases !== undefined && !variedBases.includes(label)) return;
        plans.push({ base, of: { variation, alternative }, paths: [...pathsOf(base), path] });
      });
    });
  });
  return plans;
}

async function resolveScans(reading: Reading, scan: YamlFile): Promise<StudyScan[]> {
  const { yaml, checked, found } = reading;
  const scans: StudyScan[] = [];
  for (const { paths, ...which } of plansOf(reading)) {
    const { isSound } = checked;
    const merged = mergeScan(
      scan,
      paths.map((path): ScanChange => ({ yaml, path, isSound })),
    );
    const resolved = await resolveMerged(merged, found);
    if (resolved === undefined) continue;
    const compared = comparedIn(reading, merged, resolved);
    if (compared !== undefined) scans.push({ ...which, ...compared });
  }
  const [first] = scans;
  for (const scan of scans) if (first) found.push(...movedPanels(reading, first, scan));
  return scans;
}

async function resolveMerged(merged: MergedScan, found: Mistake[]): Promise<ResolvedScan | undefined> {
  found.push(...merged.found);
  if (merged.found.length > 0) return undefined;
  try {
    return await resolveScanYaml(merged.yaml);
  } catch (error) {
    if (!(error instanceof DualnuError) || error.mistakes.length === 0) throw error;
    found.push(...error.mistakes.map((mistake) => tellWhereWritten(mistake, merged)));
    return undefined;
  }
}

/** The compared experiments of a scan; names in `compare` that the scan does not have are added to `found`. */
function comparedIn(
  { yaml, checked, found }: Reading,
  { keys }: MergedScan,
  scan: ResolvedScan,
): Pick<StudyScan, 'scan' | 'excludes' | 'prefers'> | undefined {
  if (!checked.isSound(['compare'])) return undefined;
  const { compare } = checked.data;
  const axes: readonly string[] = scan.axes.map(({ name }) => name);
  const named: [KeyPath, string][] = [
    [['x'], compare.x],
    [['y'], compare.y],
    ...compare.panels.map((name, i): [KeyPath, string] => [['panels', i], name]),
    ...Object.keys(compare.fix).map((name): [KeyPath, string] => [['fix', name], name]),
  ];
  const mistakes = named.flatMap(([path, name], i) => {
    const isTwice = named.some(([, other], j) => j < i && other === name);
    if (axes.includes(name) && !isTwice) return [];
    const what = isTwice
      ? `${name} is named twice`
      : `${name} is not an axis of the scan; ${suggest(name, axes)}`;
    return [mistakeAt(yaml, ['compare', ...path], what)];
  });
  const runOf = (key: 'excludes' | 'prefers') => {
    const run = scan.runs[keys.indexOf(compare[key])];
    if (run === undefined) {
      const what = `${compare[key]} is not an experiment of the scan; ${suggest(compare[key], keys)}`;
      mistakes.push(mistakeAt(yaml, ['compare', key], what));
    }
    return run;
  };
  const [excludes, prefers] = [runOf('excludes'), runOf('prefers')];
  if (excludes !== undefined && excludes === prefers) {
    const what = `${compare.prefers} is also what excludes: an experiment excludes nothing of what it prefers itself; name another one`;
    mistakes.push(mistakeAt(yaml, ['compare', 'prefers'], what));
  }
  found.push(...mistakes);
  if (mistakes.length > 0 || excludes === undefined || prefers === undefined) return undefined;
  return { scan, excludes, prefers };
}

/** Mistakes where a scan has other panels than the first one. */
function movedPanels({ yaml, checked }: Reading, first: StudyScan, other: StudyScan): Mistake[] {
  const valuesOf = ({ scan }: StudyScan, name: string) =>
    scan.axes.find((axis) => axis.name === name)?.values.join();
  const path: KeyPath =
    other.of === undefined
      ? ['bases', other.base, 'set']
      : ['variations', other.of.variation, 'alternatives', other.of.alternative, 'set'];
  return checked.data.compare.panels
    .filter((name) => valuesOf(first, name) !== valuesOf(other, name))
    .map((name) => {
      const what = `other values than in the first base: it has the panels; leave ${name} out`;
      const at =
        partOf(path.reduce<unknown>(partOf, yaml.value), 'axes') === undefined
          ? path
          : [...path, 'axes', name];
      return mistakeAt(yaml, at, what);
    });
}
