/** The matter upstream that a scan asks for: a preset of the experiment, possibly with changed numbers. */
import { at } from '../at.js';
import { ConfigError } from '../errors.js';
import { type DirtChanges, dirtChangesSchema } from '../experiment/dirtSchema.js';
import { loadNuclei } from '../experiment/nuclei.js';
import type { Dirt, Experiment, Nucleus } from '../experiment/types.js';
import { emptyRecord, ownValue } from '../input/ownValue.js';
import { formatPath } from '../input/yaml.js';
import { faultsOf, suggest } from '../input/zodIssues.js';
import type { ResolvedScan } from '../resolved/scan.js';
import type { ChangeFault } from '../soil/changeBody.js';
import { changeDirt } from '../soil/dirtChanges.js';
import { flatChanges } from '../soil/flatChanges.js';
import type { ScanFile } from './schema.js';

/** The entry `dirt` of a scan file. */
export type DirtEntry = NonNullable<ScanFile['production']['dirt']>;

/** The soil that an entry describes, undefined for none, with its faults at keys below the entry. */
export function dirtOf(
  entry: DirtEntry,
  experiment: Experiment,
  nuclei: ReadonlyMap<string, Nucleus>,
): { readonly dirt: Dirt | undefined; readonly faults: readonly ChangeFault[] } {
  const { preset, ...changes } = typeof entry === 'string' ? { preset: entry } : entry;
  const presetKey = typeof entry === 'string' ? [] : ['preset'];
  const found = ownValue(experiment.dirt, preset);
  if (preset === 'none') {
    const what = 'without a preset there is no soil to change; name one';
    const isIdle = Object.keys(flatChanges(changes)).length === 0;
    return { dirt: undefined, faults: isIdle ? [] : [{ key: presetKey, what }] };
  }
  if (!found) {
    const known = ['none', ...Object.keys(experiment.dirt)];
    const what = `${experiment.name} has no dirt ${preset}; ${suggest(preset, known)}`;
    return { dirt: undefined, faults: [{ key: presetKey, what }] };
  }
  const { geometry, sourceZCm } = experiment;
  return changeDirt(found, changes, { geometry, sourceZCm, nuclei });
}

/** Whether an entry names nuclei. */
export function namesNuclei(entry: DirtEntry | undefined): boolean {
  if (entry === undefined || typeof entry === 'string') return false;
  const { preset: _, ...changes } = entry;
  return Object.keys(flatChanges(changes)).some((key) => /(^|\.)composition\./.test(key));
}

/** The result of `--set dirt.radius_cm=900` or `--set NAME.dirt.radius_cm=900`: the scan with that soil, and the other keys. */
export interface SoilSet {
  readonly scan: ResolvedScan;
  readonly others: Readonly<Record<string, number>>;
}

/**
 * Takes the numbers of the soil out of the values given on the command line, and changes the soil of one experiment of the scan or of
 * all that have any. ConfigError for unknown keys and for impossible soil.
 */
export async function setSoil(scan: ResolvedScan, set: Readonly<Record<string, number>>): Promise<SoilSet> {
  const others = emptyRecord<number>();
  const soil: [string, number][] = [];
  for (const [key, value] of Object.entries(set)) {
    if (/(^|\.)dirt\./.test(key)) soil.push([key, value]);
    else others[key] = value;
  }
  if (soil.length === 0) return { scan, others };
  const nuclei = soil.some(([key]) => key.includes('.composition.')) ? await loadNuclei() : new Map();
  const used = new Set<string>();
  const runs = scan.runs.map((run) => {
    const { experiment, production } = run;
    const prefix = `${experiment.name}.dirt.`;
    const entries = soil.filter(([key]) => key.startsWith('dirt.') || key.startsWith(prefix));
    const { dirt: preset } = production;
    if (preset === undefined || entries.length === 0) return run;
    for (const [key] of entries) used.add(key);
    const changes = changesFrom(entries.map(([key, value]) => [key.replace(/^.*?dirt\./, ''), value]));
    const { geometry, sourceZCm } = experiment;
    const { dirt, faults } = changeDirt(preset, changes, { geometry, sourceZCm, nuclei });
    const [fault] = faults;
    if (fault) throw new ConfigError(`dirt.${formatPath(fault.key)}: ${fault.what} (${experiment.name})`);
    return { ...run, production: { ...production, dirt } };
  });
  const idle = soil.find(([key]) => !used.has(key));
  if (idle) throw new ConfigError(`${idle[0]}: ${whyIdle(scan, idle[0])}`);
  return { scan: { ...scan, runs }, others };
}

/** Why a key of the soil applies to no experiment. */
function whyIdle({ file, runs }: ResolvedScan, key: string): string {
  const names = runs.map(({ experiment }) => experiment.name);
  const named = key.startsWith('dirt.') ? undefined : key.slice(0, key.indexOf('.dirt.'));
  if (named !== undefined && !names.includes(named)) {
    return `${file} has no experiment ${named}; ${suggest(named, names)}`;
  }
  const who = named ?? `no experiment of ${file}`;
  return `${who} has ${named === undefined ? '' : 'no '}dirt; name a preset in ${file}, production: { dirt: ... }`;
}

/** Changes from dotted keys. */
function changesFrom(soil: readonly (readonly [string, number])[]): DirtChanges {
  const changes = emptyRecord<unknown>();
  for (const [key, value] of soil) {
    const path = key.split('.');
    // A schema of arbitrary names would drop this key silently.
    if (path.includes('__proto__')) throw new ConfigError(`dirt.${key}: nothing has this name; correct it`);
    const inner = path.slice(0, -1).reduce((mapping, name) => {
      const known = mapping[name];
      const next = typeof known === 'object' ? (known as Record<string, unknown>) : emptyRecord<unknown>();
      mapping[name] = next;
      return next;
    }, changes);
    inner[at(path, path.length - 1)] = value;
  }
  const checked = dirtChangesSchema.safeParse(changes, { reportInput: true });
  if (checked.success) return checked.data;
  const [fault] = faultsOf(dirtChangesSchema, changes, checked.error.issues);
  const name = String(fault?.path.at(-1) ?? '');
  const advice = fault?.valid && fault.valid.length > 0 ? `; ${suggest(name, fault.valid)}` : '';
  throw new ConfigError(`dirt.${formatPath(fault?.path ?? [])}: ${fault?.what ?? 'malformed'}${advice}`);
}
