/** Materials that neutrinos scatter on. */
import type { Mistake } from '../mistakes.js';
import type { Composition, Nucleus } from './types.js';
import { failAtKey, type KeyPath, mistakeAt, type YamlFile } from './yaml.js';
import { suggest } from './zodIssues.js';

/** Nuclei and mass fractions of a material; the file's error for every unknown nucleus, or where the fractions are no whole. */
export function compositionOf(
  yaml: YamlFile,
  entry: Readonly<Record<string, number>>,
  key: KeyPath,
  nuclei: ReadonlyMap<string, Nucleus>,
): Composition {
  const found: Mistake[] = [];
  const parts = Object.entries(entry).flatMap(([name, massFraction]) => {
    const nucleus = nuclei.get(name);
    if (nucleus) return [{ nucleus, massFraction }];
    const what = `unknown nucleus ${name}; ${suggest(name, [...nuclei.keys()])}`;
    found.push(mistakeAt(yaml, [...key, name], what, 'key'));
    return [];
  });
  if (found.length > 0) throw new yaml.ErrorClass(found);
  const sum = parts.reduce((total, { massFraction }) => total + massFraction, 0);
  if (!(Math.abs(sum - 1) < 1e-6)) {
    failAtKey(yaml, key, `the mass fractions add up to ${sum}, not to 1; correct them`);
  }
  return parts;
}
