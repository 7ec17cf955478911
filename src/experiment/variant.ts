/** Variants of an experiment: blocks of `experiment.yaml` that take the place of its own. */

import type { CheckedYaml } from '../input/checkedYaml.js';
import { ownValue } from '../input/ownValue.js';
import { partOf } from '../input/schemaWalk.js';
import { failAt, type KeyPath, type YamlFile } from '../input/yaml.js';
import { suggest } from '../input/zodIssues.js';
import { type BlockName, type ExperimentFile, isBlockName } from './schema.js';

/** An experiment file with its variants applied, and where each block stands in the file. */
export interface ChosenExperiment {
  /** Only what is sound may be read. */
  readonly file: ExperimentFile;
  readonly pathOf: (block: BlockName) => KeyPath;
  /** Whether no mistake is known at a path, below it or above it. */
  readonly isSound: (path: KeyPath) => boolean;
}

/** Splits `miniboone-2020:combined:physical` into the experiment and its variants, applied from left to right. */
export function splitVariants(name: string): { name: string; variants: string[] } {
  const [first = '', ...variants] = name.split(':');
  return { name: first, variants };
}

/** Where the block stands that variants choose, in the value of an experiment file: the last of them that has it, or the file itself. */
export function chosenPath(value: unknown, variants: readonly string[], block: string): KeyPath {
  const paths = variants.map((name): KeyPath => ['variants', name, block]);
  return paths.findLast((path) => path.reduce(partOf, value) !== undefined) ?? [block];
}

/** Applies variants, each block as a whole, and what each adds to the title; fails at an unknown one, naming the nearest. */
export function applyVariants(
  yaml: YamlFile,
  { data: file, isSound }: CheckedYaml<ExperimentFile>,
  variants: readonly string[],
): ChosenExperiment {
  const paths = new Map<BlockName, KeyPath>();
  const suffixes: string[] = [];
  let chosen = file;
  for (const name of variants) {
    const variant = ownValue(file.variants, name);
    if (!variant && isSound(['variants', name])) {
      const known = Object.keys(file.variants ?? {});
      const what = known.length > 0 ? suggest(name, known) : 'it has none';
      return failAt(yaml, ['variants'], `unknown variant ${name}; ${what}`);
    }
    // Blocks as they are written: one that is wrong is not the experiment's own.
    const written = ['variants', name].reduce<unknown>(partOf, yaml.value);
    for (const block of Object.keys(written ?? {}).filter(isBlockName)) {
      paths.set(block, ['variants', name, block]);
      chosen = { ...chosen, [block]: variant?.[block] };
    }
    if (variant?.title_suffix !== undefined) suffixes.push(variant.title_suffix);
  }
  chosen = { ...chosen, title: [chosen.title, ...suffixes].join(', ') };
  return { file: chosen, pathOf: (block) => paths.get(block) ?? [block], isSound };
}
