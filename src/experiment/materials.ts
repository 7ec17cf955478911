/** Materials that neutrinos scatter on. */

import { type KeyPath, mistakeAt, type YamlFile, type YamlMistake } from '../input/yaml.js';
import { suggest } from '../input/zodIssues.js';
import type { Composition, Nucleus } from './types.js';

/** A fault of a material, in one of its nuclei or in the whole. */
export interface MaterialFault {
  readonly nucleus?: string;
  readonly what: string;
}

/** Nuclei and mass fractions of a material, and its faults: unknown nuclei, or fractions that do not add up to 1. */
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

/** Mistakes at unknown nuclei among the names below a key, for a material that has other mistakes and is not read. */
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

/** Nuclei and mass fractions of a material in a file; throws the file's error with the material's faults. */
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
