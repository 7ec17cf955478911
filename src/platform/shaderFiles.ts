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

let ofPackage: Promise<ShaderSources> | undefined;

/**
 * Reads all shaders below a folder. Those of the package are read once in a process, like its JavaScript, to which they belong; other
 * folders at every call. Throws DeviceError where the folder cannot be read.
 */
export function readShaderFiles(folder = SHADERS_FOLDER): Promise<ShaderSources> {
  if (folder !== SHADERS_FOLDER) return readFolder(folder);
  ofPackage ??= readFolder(folder).catch((error: unknown) => {
    ofPackage = undefined;
    throw error;
  });
  return ofPackage;
}

async function readFolder(folder: string): Promise<ShaderSources> {
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
