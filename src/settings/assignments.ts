/** `--set KEY=VALUE` as text: the key as a path, the value as a scan file would have it. */
import { splitAssignment } from '../config/override.js';
import { ConfigError } from '../errors.js';
import { type KeyPath, parseYaml, type YamlFile } from '../input/yaml.js';
import { withoutPlace } from '../mistakes.js';

/** One value of the command line. */
export interface Assignment {
  /** `KEY=VALUE` without spaces around its parts. */
  readonly text: string;
  /** The option as it names its own mistakes. */
  readonly option: string;
  readonly key: string;
  /** As written: names, and indices of lists. */
  readonly path: KeyPath;
  readonly value: unknown;
  readonly yaml: YamlFile;
}

/** Reads `KEY=VALUE`; the value is YAML. ConfigError with the option in its message where one of them cannot be read. */
export function parseAssignment(text: string): Assignment {
  const { key, value } = splitAssignment(text);
  const option = `--set ${key}=${value}`;
  const path = pathOf(key);
  if (path === undefined)
    throw new ConfigError(`${option}: ${key} is not a key; write such as axes.m5_gev.log[0]`);
  const yaml = readValue(value, option);
  if (path.includes('__proto__') || yaml.prototypes.length > 0)
    throw new ConfigError(`${option}: nothing has the name __proto__; correct it`);
  return { text: `${key}=${value}`, option, key, path, value: yaml.value, yaml };
}

function readValue(value: string, option: string): YamlFile {
  try {
    const yaml = parseYaml(value, option, ConfigError);
    if (yaml.found.length === 0) return yaml;
    throw new ConfigError(yaml.found);
  } catch (error) {
    throw error instanceof ConfigError ? new ConfigError(error.mistakes.map(withoutPlace)) : error;
  }
}

/** The parts of `axes.m5_gev.log[0]`; undefined where it is no key. */
function pathOf(key: string): KeyPath | undefined {
  if (!/^[^.[\]]+(\.[^.[\]]+|\[\d+\])*$/.test(key)) return undefined;
  const parts = [...key.matchAll(/\[(\d+)\]|[^.[\]]+/g)];
  const path = parts.map(([part, index]) => (index === undefined ? part : Number(index)));
  // Changes of an experiment's data write an index as part of the name, as variants do.
  const changes = path.indexOf('changes');
  if (path[0] !== 'experiments' || changes < 0) return path;
  const names = key.split('.');
  return [...path.slice(0, changes + 1), ...names.slice(names.indexOf('changes') + 1)];
}
