/** A scan file with values of the command line in it: merged as the changes of variations are, checked by the same schema. */
import { at } from '../at.js';
import { setSoil } from '../config/dirt.js';
import { readConfig, resolveScanYaml, type ScanUse } from '../config/load.js';
import { mergeScan } from '../config/mergeScan.js';
import { parseAssignments, splitAssignment } from '../config/override.js';
import { ConfigError, DualnuError } from '../errors.js';
import { isMapping, partOf } from '../input/schemaWalk.js';
import { formatPath, type KeyPath, type YamlFile, type YamlMistake } from '../input/yaml.js';
import { nearestName, suggest } from '../input/zodIssues.js';
import { type Mistake, withoutPlace } from '../mistakes.js';
import { AXIS_NAMES, isAxisName } from '../model/parameters.js';
import type { ResolvedScan } from '../resolved/scan.js';
import { type Assignment, parseAssignment } from './assignments.js';
import { isSoil, SCAN_KEYS } from './keys.js';
import { type PlannedChange, planChange } from './scanChange.js';

/** A value that was merged into a scan file, with the places that it has and that it took others from. */
interface Merged extends PlannedChange {
  readonly assignment: Assignment;
}

/**
 * Reads and resolves a scan file with values of `--set KEY=VALUE` in it. Errors as of `loadScan`; a mistake in a value names the
 * option instead of a line of the file.
 */
export async function loadScanWith(
  file: string,
  texts: readonly string[],
  use?: ScanUse,
): Promise<ResolvedScan> {
  return resolveScanWith(await readConfig(file, 'a scan file, such as scans/quickstart.yaml'), texts, use);
}

/** The same for a scan file that is already parsed. */
export async function resolveScanWith(
  base: YamlFile,
  texts: readonly string[],
  use?: ScanUse,
): Promise<ResolvedScan> {
  const written = texts.map((text) => splitAssignment(text));
  const twice = written.find(({ key }, i) => written.some((other, j) => j < i && other.key === key));
  if (twice !== undefined)
    throw new ConfigError(`--set ${twice.key}=${twice.value}: ${twice.key} is set twice; remove one`);
  const isOfSoil = (_: string, i: number) => isSoil(at(written, i).key);
  const soil = parseAssignments(texts.filter(isOfSoil));
  const assignments = texts.filter((text, i) => !isOfSoil(text, i)).map(parseAssignment);
  const scan = await resolveWith(base, assignments, use);
  const { scan: changed } = await setSoil(scan, soil);
  return texts.length === 0
    ? changed
    : { ...changed, set: written.map(({ key, value }) => `${key}=${value}`) };
}

async function resolveWith(
  base: YamlFile,
  assignments: readonly Assignment[],
  use?: ScanUse,
): Promise<ResolvedScan> {
  // A file that is no mapping is refused as it is.
  if (!isMapping(base.value)) return resolveScanYaml(base, use);
  const found: Mistake[] = [];
  const merged: Merged[] = [];
  let yaml = base;
  for (const assignment of assignments) {
    const changed = mergeOne(yaml, assignment, found);
    if (changed === undefined) continue;
    merged.push(changed.merged);
    yaml = { ...base, value: changed.value };
  }
  found.push(...merged.flatMap((one) => conflictOf(one, merged, yaml.value)));
  if (found.length > 0) throw new ConfigError(found);
  try {
    return await resolveScanYaml(yaml, use);
  } catch (error) {
    if (!(error instanceof DualnuError) || error.mistakes.length === 0) throw error;
    const told = error.mistakes.map((mistake) => tellOption(mistake, base.file, merged));
    // The file's own first, then the options as they stand in the command line.
    const rank = ({ file }: Mistake) => merged.findIndex(({ assignment }) => assignment.option === file);
    const sorted = told.toSorted((a, b) => rank(a) - rank(b));
    throw error instanceof ConfigError ? new ConfigError(sorted) : error;
  }
}

/** A scan file with one value merged into it; undefined where that is not possible, with why added to `found`. */
function mergeOne(
  base: YamlFile,
  assignment: Assignment,
  found: Mistake[],
): { readonly merged: Merged; readonly value: unknown } | undefined {
  const { option, path, value, yaml } = assignment;
  const refuse = (what: string): undefined => {
    found.push({ file: option, what });
  };
  const [first] = path;
  if (!SCAN_KEYS.includes(String(first)) && !(path.length === 1 && isAxisName(String(first))))
    return refuse(`unknown key; ${adviceOn(String(first))}`);
  const { keys } = mergeScan(base, []);
  const planned = planChange(base.value, keys, path, value);
  if (typeof planned === 'string') return refuse(planned);
  // Changes of a scan name its experiments; here the list can be given as well, or an entry of it.
  const isList = first === 'experiments' && path.slice(1).every((key) => typeof key === 'number');
  if (isList)
    return {
      merged: { assignment, ...planned },
      value: { ...(base.value as object), ...planned.change },
    };
  const change = { yaml: { ...yaml, value: planned.change }, path: [], isSound: () => true };
  const result = mergeScan(base, [change]);
  found.push(...result.found.map((mistake) => withoutPlace({ ...mistake, key: '' })));
  return { merged: { assignment, ...planned }, value: result.yaml.value };
}

/** What was perhaps meant by an unknown key: a parameter, or a key of scan files. */
function adviceOn(key: string): string {
  const meant = nearestName(key, AXIS_NAMES) ?? nearestName(key, SCAN_KEYS);
  if (meant !== undefined) return `did you mean ${meant}?`;
  return `${suggest(key, SCAN_KEYS)}, or a parameter such as ${AXIS_NAMES[0]}`;
}

/** A mistake where a later option takes a value away again. */
function conflictOf(one: Merged, all: readonly Merged[], value: unknown): Mistake[] {
  const { option, value: wanted } = one.assignment;
  const rivals = all.slice(all.indexOf(one) + 1);
  if (isWithin(wanted, one.place.reduce<unknown>(partOf, value))) return [];
  const rival = rivals.find(({ place, removed }) =>
    [place, ...removed].some((path) => startsWith(path, one.place) || startsWith(one.place, path)),
  );
  const other = rival?.assignment.option ?? 'another --set';
  return [{ file: option, what: `${other} replaces it; remove one` }];
}

/** Whether a merged value has everything of an assigned one; null stands for nothing. */
function isWithin(assigned: unknown, merged: unknown): boolean {
  if (assigned === null) return merged === undefined || merged === null;
  if (!isMapping(assigned)) return JSON.stringify(assigned) === JSON.stringify(merged);
  return Object.entries(assigned).every(([key, part]) => isWithin(part, partOf(merged, key)));
}

/** A mistake of the merged scan, moved to the option that gave the wrong value. */
function tellOption(mistake: Mistake, file: string, merged: readonly Merged[]): Mistake {
  const { path = [] } = mistake as Partial<YamlMistake>;
  // An experiment as a whole is wrong for reasons that need not be those of a value in it.
  const isWhole = path.length === 0 || (path[0] === 'experiments' && path.length === 2);
  if (mistake.file !== file) return mistake;
  const blamed = merged.findLast(({ place, removed }) =>
    [place, ...removed].some(
      (other) => (path.length > 0 && startsWith(path, other)) || (!isWhole && startsWith(other, path)),
    ),
  );
  if (blamed === undefined) return mistake;
  const { option } = blamed.assignment;
  const isItself = formatPath(path) === formatPath(blamed.place);
  return { file: option, what: mistake.what, ...(isItself ? {} : { key: formatPath(path) }) };
}

function startsWith(path: KeyPath, start: KeyPath): boolean {
  return start.length <= path.length && start.every((key, i) => String(path[i]) === String(key));
}
