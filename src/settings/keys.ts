/** Keys of `--set`: of a scan file, of its soil, or of a point. */
import { splitAssignment } from '../config/override.js';
import { scanSchema } from '../config/schema.js';

/** Keys of a scan file at its top. */
export const SCAN_KEYS = Object.keys(scanSchema.shape);

/** Whether a key of `--set` is about numbers of the soil, of all experiments or of one: `dirt.radius_cm`, `miniboone-2020.dirt.radius_cm`. */
export function isSoil(key: string): boolean {
  return /(^|\.)dirt(\.|$)/.test(key) && !/^(production|experiments)\b/.test(key);
}

/** The values of `--set` that are parameters of a point, and those that change the scan file. ConfigError where one is no `KEY=VALUE`. */
export function splitParameters(texts: readonly string[]): {
  readonly parameters: readonly string[];
  readonly changes: readonly string[];
} {
  const isParameter = (text: string) => {
    const { key } = splitAssignment(text);
    return !/[.[]/.test(key) && !SCAN_KEYS.includes(key) && !isSoil(key);
  };
  return {
    parameters: texts.filter(isParameter),
    changes: texts.filter((text) => !isParameter(text)),
  };
}
