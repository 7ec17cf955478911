/** Where each variable of the new grid comes from: the old grid, an engine, or both and a sum over experiments. */
import { at } from '../at.js';
import { type GridVariable, gridVariables } from '../outputs/gridVariables.js';
import type { Join } from '../outputs/joins.js';
import type { OutputVariable } from '../outputs/output.js';
import { OUTPUTS } from '../outputs/outputs.js';
import { type ResolvedScan, summedRuns } from '../resolved/scan.js';

/** A variable by its names in the grids of different scans; undefined where such a grid does not have it. */
export interface Names {
  /** In the new grid, and so in what the engine of all experiments computes. */
  readonly all: string;
  /** In the old grid. */
  readonly old: string | undefined;
  /** In what the engine of the added experiments computes. */
  readonly added: string | undefined;
}

/** How a variable of the new grid is made. `names` is one thing; several are joined, in their order. */
export interface Source {
  readonly variable: GridVariable;
  /** Empty where no engine is needed. */
  readonly names: readonly Names[];
  readonly join: Join | undefined;
}

/** The scans whose grids are put together. */
export interface Sources {
  readonly scan: ResolvedScan;
  readonly old: ResolvedScan;
  /** The scan with the experiments alone that the old one lacks; undefined if it has them all. */
  readonly added: ResolvedScan | undefined;
}

/** The scan of the experiments that are not in another scan; undefined where there are none. */
export function addedScan(scan: ResolvedScan, old: ResolvedScan): ResolvedScan | undefined {
  const names = namesOf(old);
  const runs = scan.runs.filter(({ experiment }) => !names.has(experiment.name));
  if (runs.length === 0) return undefined;
  // A scan has sums; those of experiments that are all apart are not used.
  const areApart = runs.every(({ excludedFromSum }) => excludedFromSum === true);
  return { ...scan, runs: areApart ? runs.map((run) => ({ ...run, excludedFromSum: false })) : runs };
}

const namesOf = ({ runs }: ResolvedScan) => new Set(runs.map(({ experiment }) => experiment.name));

/** How each variable of a scan's grid is made. */
export function sourcesOf({ scan, old, added }: Sources): Source[] {
  const [inOld, inAdded] = [gridVariables(old), added === undefined ? [] : gridVariables(added)];
  const summed = summedRuns(scan.runs, scan.runs).map(({ experiment }) => experiment.name);
  const counts = summed.filter((name) => !namesOf(old).has(name)).length > 0;
  const namesIn = (all: GridVariable): Names => ({
    all: all.spec.name,
    old: nameIn(old, inOld, all),
    added: added && nameIn(added, inAdded, all),
  });
  const every = gridVariables(scan);
  return every.map((variable): Source => {
    const { output, experiment } = variable;
    if (needsNoEngine(output)) return { variable, names: [], join: undefined };
    const names = namesIn(variable);
    if (experiment !== undefined || !counts)
      return {
        variable,
        names: [experiment === undefined ? { ...names, added: undefined } : names],
        join: undefined,
      };
    if (!output.each) {
      // Such joins may be taken in groups: of the old experiments, and of those that were added.
      const groups = [
        { ...names, added: undefined },
        { ...names, old: undefined },
      ];
      return { variable, names: groups, join: output.join };
    }
    const ofEach = summed.flatMap((name) =>
      every.filter((one) => one.output === output && one.experiment === name).map(namesIn),
    );
    return { variable, names: ofEach, join: output.join };
  });
}

/** Variables that the old grid lacks though it has their experiment: they need the events of every mass point again. */
export function lackingVariables(sources: readonly Source[]): string[] {
  const lacking = sources.filter(({ names }) =>
    names.some(({ old, added }) => old === undefined && added === undefined),
  );
  return lacking.map(({ variable }) => variable.spec.name);
}

/** The name of a variable in the grid of another scan, whose single experiment has its own variables under the names of the sums. */
function nameIn(scan: ResolvedScan, variables: readonly GridVariable[], wanted: GridVariable) {
  const isSingle = scan.runs.length === 1;
  const hasIt = wanted.experiment === undefined || namesOf(scan).has(wanted.experiment);
  if (!hasIt) return undefined;
  const same = variables.filter(({ output }) => output === wanted.output);
  const found = isSingle ? same : same.filter(({ experiment }) => experiment === wanted.experiment);
  return found.length > 0 ? at(found, 0).spec.name : undefined;
}

/** Whether a variable follows from masses and couplings alone. */
export function needsNoEngine(variable: OutputVariable): boolean {
  const isOf = OUTPUTS.find(({ variables }) => variables.includes(variable));
  return isOf?.needs.length === 0 && variable.from === undefined;
}
