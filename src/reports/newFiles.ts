/** Files of a folder that are written together and never over others. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../errors.js';
import { writeAtomically } from '../grid/atomicStore.js';

/**
 * Writes texts by the names of their files into a folder; returns their paths. ConfigError where one is there already, which may have been edited by
 * hand; `option` is how the folder was given.
 */
export async function writeNewFiles(
  folder: string,
  files: Readonly<Record<string, string>>,
  option: string,
): Promise<string[]> {
  const paths = Object.keys(files).map((name) => join(folder, name));
  for (const path of paths) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) throw new ConfigError(`${option} ${folder}: ${path} is there already; give another folder`);
  }
  for (const [name, text] of Object.entries(files)) await writeAtomically(join(folder, name), text);
  return paths;
}
