/** Materials that neutrinos scatter on. */
import type { Composition, Nucleus } from './types.js';
import { failAtKey, type KeyPath, type YamlFile } from './yaml.js';
import { suggest } from './zodIssues.js';

/** Nuclei and mass fractions of a material; fails at an unknown nucleus or where the fractions are no whole. */
export function compositionOf(
  yaml: YamlFile,
  entry: Readonly<Record<string, number>>,
  key: KeyPath,
  nuclei: ReadonlyMap<string, Nucleus>,
): Composition {
  const parts = Object.entries(entry).map(([name, massFraction]) => {
    const nucleus = nuclei.get(name);
    if (nucleus) return { nucleus, massFraction };
    return failAtKey(yaml, [...key, name], `unknown nucleus ${name}; ${suggest(name, [...nuclei.keys()])}`);
  });
  const sum = parts.reduce((total, { massFraction }) => total + massFraction, 0);
  if (!(Math.abs(sum - 1) < 1e-6)) {
    failAtKey(yaml, key, `the mass fractions add up to ${sum}, not to 1; correct them`);
  }
  return parts;
}
