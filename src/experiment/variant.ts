/** Variants of an experiment: alternative blocks of `experiment.yaml`. */

import type { CheckedYaml } from '../input/checkedYaml.js';
import { ownValue } from '../input/ownValue.js';
import { partOf } from '../input/schemaWalk.js';
import { failAt, type KeyPath, type YamlFile } from '../input/yaml.js';
import { suggest } from '../input/zodIssues.js';
import { type BlockName, type ExperimentFile, isBlockName } from './schema.js';

/** An experiment file with its variants applied, and the place of each block in the file. */
export interface ChosenExperiment {
  /** Only parts that are sound may be read. */
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

/** Path of a block in the value of an experiment file, as chosen by variants: in the last variant that has it, or else at the top. */
export function chosenPath(value: unknown, variants: readonly string[], block: string): KeyPath {
  const paths = variants.map((name): KeyPath => ['variants', name, block]);
  return paths.findLast((path) => path.reduce(partOf, value) !== undefined) ?? [block];
}

/** Applies variants: each replaces whole blocks and may extend the title. Fails at an unknown variant, naming the nearest. */
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
    // Blocks as written, so that a malformed block of the variant is not replaced by the experiment's.
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
