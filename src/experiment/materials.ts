/** Materials that neutrinos scatter on. */

import { type KeyPath, mistakeAt, type YamlFile, type YamlMistake } from '../input/yaml.js';
import { suggest } from '../input/zodIssues.js';
import type { Composition, Nucleus } from './types.js';

/** What is wrong with a material: at one of its nuclei, or with all of it. */
export interface MaterialFault {
  readonly nucleus?: string;
  readonly what: string;
}

/** Nuclei and mass fractions of a material, and what is wrong with it: unknown nuclei, or fractions that are no whole. */
export function materialOf(
  entry: Readonly<Record<string, number>>,
  nuclei: ReadonlyMap<string, Nucleus>,
): { readonly composition: Composition; readonly faults: readonly MaterialFault[] } {
  const faults: MaterialFault[] = [];
  const composition = Object.entries(entry).flatMap(([name, massFraction]) => {
    const nucleus = nuclei.get(name);
    if (nucleus) return [{ nucleus, massFraction }];
    faults.push({ nucleus: name, what: unknownNucleus(name, nuclei) });
    return [];
  });
  const sum = composition.reduce((total, { massFraction }) => total + massFraction, 0);
  if (faults.length === 0 && !(Math.abs(sum - 1) < 1e-6)) {
    faults.push({ what: `the mass fractions add up to ${sum}, not to 1; correct them` });
  }
  return { composition, faults };
}

function unknownNucleus(name: string, nuclei: ReadonlyMap<string, Nucleus>): string {
  return `unknown nucleus ${name}; ${suggest(name, [...nuclei.keys()])}`;
}

/** Mistakes at those of some names below a key that no nucleus has: of a material that cannot be read otherwise. */
export function unknownNuclei(
  yaml: YamlFile,
  names: readonly string[],
  key: KeyPath,
  nuclei: ReadonlyMap<string, Nucleus>,
): YamlMistake[] {
  return names
    .filter((name) => !nuclei.has(name))
    .map((name) => mistakeAt(yaml, [...key, name], unknownNucleus(name, nuclei), 'key'));
}

/** Nuclei and mass fractions of a material in a file; the file's error where something is wrong with it. */
export function compositionOf(
  yaml: YamlFile,
  entry: Readonly<Record<string, number>>,
  key: KeyPath,
  nuclei: ReadonlyMap<string, Nucleus>,
): Composition {
  const { composition, faults } = materialOf(entry, nuclei);
  if (faults.length === 0) return composition;
  throw new yaml.ErrorClass(
    faults.map(({ nucleus, what }) =>
      mistakeAt(yaml, nucleus === undefined ? key : [...key, nucleus], what, 'key'),
    ),
  );
}
