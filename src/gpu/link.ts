/** Linking of shader modules: WGSL files that `import` one another become one WGSL text. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { link, withLoggerAsync } from 'wesl';
import { DeviceError } from '../errors.js';
import { firstLine } from './text.js';

/** Values of `import constants::NAME`: sizes of arrays in functions, which overrides cannot give. WGSL literals. */
export type ShaderConstants = Readonly<Record<string, string | number>>;

/** What `import chosen::NAME` imports: paths of declarations, such as package::statistics::prepared::PreparedCounts. The linked text has NAME. */
export type Chosen = Readonly<Record<string, string>>;

/** The package's folder of shaders; `src/gpu` and `dist/gpu` lie equally deep. */
export const SHADERS_FOLDER = fileURLToPath(new URL('../../shaders', import.meta.url));

/**
 * Links the entry module `name` (`templates` for `templates.wgsl`, `physics/decay` for a module in a folder) with all
 * that it imports from `folder`. Throws DeviceError with file and line where the text is wrong.
 */
export async function linkShader(
  name: string,
  folder = SHADERS_FOLDER,
  constants: ShaderConstants = {},
  chosen: Chosen = {},
): Promise<string> {
  const sources = choose(await readShaders(folder), chosen);
  const path = `./${name}.wgsl`;
  if (!(path in sources)) throw new DeviceError(`there is no shader ${name}.wgsl in ${folder}`);
  // A scan links its kernels for the engine and for the grid's identity; by the texts, for files may have changed meanwhile.
  const key = shaderHash(JSON.stringify([path, constants, sources]));
  const linking = linked.get(key) ?? linkModules(sources, path, constants);
  linked.set(key, linking);
  return await linking;
}

const linked = new Map<string, Promise<string>>();

/** Links a text that may import modules from `folder`, as if it stood there; for probes. Errors as linkShader. */
export async function linkSource(
  text: string,
  folder = SHADERS_FOLDER,
  constants: ShaderConstants = {},
): Promise<string> {
  const path = './probe_source.wgsl';
  return await linkModules({ ...(await readShaders(folder)), [path]: text }, path, constants);
}

/** SHA-256 of a linked shader, in hex: its identity in a grid's provenance. Comments do not count. */
export function shaderHash(linked: string): string {
  return createHash('sha256').update(linked).digest('hex');
}

/** Names of the overrides that a linked text declares; the linker drops those that nothing refers to. */
export function overrideNames(linked: string): Set<string> {
  const names = new Set<string>();
  for (const [, name] of linked.matchAll(/^[^\S\n]*(?:@id\([^)]*\)\s*)?override\s+(\w+)/gm)) {
    if (name !== undefined) names.add(name);
  }
  return names;
}

const CHOICE = /^import chosen::(\w+);/gm;

/** The texts with what is chosen in the place of its imports. A name that nothing is chosen for is left to the linker, which refuses it. */
function choose(sources: Record<string, string>, chosen: Chosen): Record<string, string> {
  const entries = Object.entries(sources).map(([path, text]) => [
    path,
    text.replace(CHOICE, (line, name: string) =>
      chosen[name] === undefined ? line : `import ${chosen[name]} as ${name};`,
    ),
  ]);
  return Object.fromEntries(entries);
}

async function linkModules(
  sources: Record<string, string>,
  root: string,
  constants: ShaderConstants,
): Promise<string> {
  let log = '';
  try {
    // The linker tells the place of an error to its logger, not to the error.
    const linked = await withLoggerAsync(
      (...words: unknown[]) => {
        log += `${words.map(String).join(' ')}\n`;
      },
      () =>
        link({ weslSrc: sources, rootModuleName: root, constants, keepComments: false, sourceMap: false }),
    );
    return linked.dest;
  } catch (cause) {
    const place = /\bLn (\d+)/.exec(log)?.[1];
    const line = place === undefined ? '' : ` line ${place}`;
    throw new DeviceError(`shader ${root.slice(2)} does not link: ${firstLine(cause)}${line}`, { cause });
  }
}

async function readShaders(folder: string): Promise<Record<string, string>> {
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
