/** The matter upstream that a scan asks for: a preset of an experiment's, with numbers of its own or without. */
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

/** `dirt` as it stands in a scan file. */
export type DirtEntry = NonNullable<ScanFile['production']['dirt']>;

/** The soil of an entry, undefined for none; and what is wrong with it, at keys below the entry. */
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

/** Whether an entry asks for nuclei by name. */
export function namesNuclei(entry: DirtEntry | undefined): boolean {
  if (entry === undefined || typeof entry === 'string') return false;
  const { preset: _, ...changes } = entry;
  return Object.keys(flatChanges(changes)).some((key) => /(^|\.)composition\./.test(key));
}

/** What `--set dirt.radius_cm=900` and `--set NAME.dirt.radius_cm=900` leave: the other keys, and the scan with that soil. */
export interface SoilSet {
  readonly scan: ResolvedScan;
  readonly others: Readonly<Record<string, number>>;
}

/**
 * Takes the numbers of the soil from values given on the command line and changes that of one experiment of the scan, or of all that have
 * any. ConfigError for unknown keys and for soil that cannot be.
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
    const own = `${experiment.name}.dirt.`;
    const mine = soil.filter(([key]) => key.startsWith('dirt.') || key.startsWith(own));
    const { dirt: preset } = production;
    if (preset === undefined || mine.length === 0) return run;
    for (const [key] of mine) used.add(key);
    const changes = changesFrom(mine.map(([key, value]) => [key.replace(/^.*?dirt\./, ''), value]));
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

/** Why a key of the soil meets no experiment. */
function whyIdle({ file, runs }: ResolvedScan, key: string): string {
  const names = runs.map(({ experiment }) => experiment.name);
  const named = key.startsWith('dirt.') ? undefined : key.slice(0, key.indexOf('.dirt.'));
  if (named !== undefined && !names.includes(named)) {
    return `${file} has no experiment ${named}; ${suggest(named, names)}`;
  }
  const who = named ?? `no experiment of ${file}`;
  return `${who} has ${named === undefined ? '' : 'no '}dirt; name a preset in ${file}, production: { dirt: ... }`;
}

/** Changes from keys with dots. */
function changesFrom(soil: readonly (readonly [string, number])[]): DirtChanges {
  const changes = emptyRecord<unknown>();
  for (const [key, value] of soil) {
    const path = key.split('.');
    // A mapping of any names would leave it out without a word.
    if (path.includes('__proto__')) throw new ConfigError(`dirt.${key}: nothing has this name; correct it`);
    const last = path.pop() ?? '';
    const inner = path.reduce((at, name) => {
      const known = at[name];
      const next = typeof known === 'object' ? (known as Record<string, unknown>) : emptyRecord<unknown>();
      at[name] = next;
      return next;
    }, changes);
    inner[last] = value;
  }
  const checked = dirtChangesSchema.safeParse(changes, { reportInput: true });
  if (checked.success) return checked.data;
  const [fault] = faultsOf(dirtChangesSchema, changes, checked.error.issues);
  const name = String(fault?.path.at(-1) ?? '');
  const advice = fault?.valid && fault.valid.length > 0 ? `; ${suggest(name, fault.valid)}` : '';
  throw new ConfigError(`dirt.${formatPath(fault?.path ?? [])}: ${fault?.what ?? 'malformed'}${advice}`);
}
