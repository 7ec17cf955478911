/** Variants of an experiment: blocks of `experiment.yaml` that take the place of its own. */
import type { BlockName, ExperimentFile } from './schema.js';
import { failAt, type KeyPath, type YamlFile } from './yaml.js';
import { suggest } from './zodIssues.js';

/** An experiment file with its variants applied, and where each block stands in the file. */
export interface ChosenExperiment {
  readonly file: ExperimentFile;
  readonly pathOf: (block: BlockName) => KeyPath;
}

/** Splits `miniboone-2020:combined:physical` into the experiment and its variants, applied from left to right. */
export function splitVariants(name: string): { name: string; variants: string[] } {
  const [first = '', ...variants] = name.split(':');
  return { name: first, variants };
}

/** Applies variants, each block as a whole; fails at an unknown one, naming the nearest. */
export function applyVariants(
  yaml: YamlFile,
  file: ExperimentFile,
  variants: readonly string[],
): ChosenExperiment {
  const paths = new Map<BlockName, KeyPath>();
  let chosen = file;
  for (const name of variants) {
    const variant = file.variants?.[name];
    if (!variant) {
      const known = Object.keys(file.variants ?? {});
      const what = known.length > 0 ? suggest(name, known) : 'it has none';
      return failAt(yaml, ['variants'], `unknown variant ${name}; ${what}`);
    }
    const given = Object.entries(variant).filter(([, block]) => block !== undefined);
    for (const [block] of given) paths.set(block as BlockName, ['variants', name, block]);
    chosen = { ...chosen, ...Object.fromEntries(given) };
  }
  return { file: chosen, pathOf: (block) => paths.get(block) ?? [block] };
}
