/** The texts of shaders as files. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DeviceError } from '../errors.js';
import { firstLine } from '../text.js';

/** Texts of WGSL modules by their paths from the root: `./physics/decay.wgsl`. */
export type ShaderSources = Readonly<Record<string, string>>;

/** The package's folder of shaders; `src/platform` and `dist/platform` lie equally deep. */
export const SHADERS_FOLDER = fileURLToPath(new URL('../../shaders', import.meta.url));

/** Reads all shaders below a folder. Throws DeviceError where it cannot be read. */
export async function readShaderFiles(folder = SHADERS_FOLDER): Promise<ShaderSources> {
  let names: string[];
  try {
    names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.wgsl')).sort();
  } catch (cause) {
    throw new DeviceError(`the folder of shaders cannot be read: ${firstLine(cause)}`, { cause });
  }
  const entries = names.map(async (name) => {
    const file = join(folder, name);
    const path = `./${relative(folder, file).split(sep).join('/')}`;
    return [path, await readFile(file, 'utf8')] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
