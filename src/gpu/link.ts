/** Linking of shader modules: WGSL files that `import` one another become one WGSL text. */
import { composeResolvers, link, type ModuleResolver, RecordResolver, withLoggerAsync } from 'wesl';
import { BoundedCache } from '../boundedCache.js';
import { DeviceError } from '../errors.js';
import { canonicalJson } from '../json.js';
import { sha256 } from '../platform/sha256.js';
import { readShaderFiles, SHADERS_FOLDER, type ShaderSources } from '../platform/shaderFiles.js';
import { firstLine } from '../text.js';

/** Values of `import constants::NAME`: sizes of arrays in functions, which overrides cannot give. WGSL literals. */
export type ShaderConstants = Readonly<Record<string, string | number>>;

/**
 * What a scan chooses, and shaders import by a general name: paths of the declarations that `import chosen::NAME` imports, by NAME, such as
 * package::statistics::prepared::PreparedCounts.
 */
export type ShaderChoices = Readonly<Record<string, string>>;

/**
 * Links the entry module `name` (`templates` for `templates.wgsl`, `physics/decay` for a module in a folder) with all
 * that it imports from `folder`. Throws DeviceError with file and line where the text is wrong.
 */
export async function linkShader(
  name: string,
  folder = SHADERS_FOLDER,
  constants: ShaderConstants = {},
  choices: ShaderChoices = {},
): Promise<string> {
  const sources = await readShaderFiles(folder);
  const key = canonicalJson([name, constants, choices]);
  // A scan links its kernels twice, for the engine and for the grid's identity.
  return await keptOf(sources).linked.get(key, () => linkSources(sources, name, constants, choices));
}

/** What is kept of the texts of a folder, as long as these are: enough for the kernels of several scans. */
interface Kept {
  readonly linked: BoundedCache<string, Promise<string>>;
  /** Parsed modules by choices, which are part of their texts: what several kernels import is parsed once. */
  readonly modules: BoundedCache<string, ModuleResolver>;
}

const kept = new WeakMap<ShaderSources, Kept>();

function keptOf(sources: ShaderSources): Kept {
  const found = kept.get(sources) ?? { linked: new BoundedCache(64), modules: new BoundedCache(8) };
  kept.set(sources, found);
  return found;
}

/** Links a text that may import modules from `folder`, as if it were a file there; for probes. Errors as linkShader. */
export async function linkSource(
  text: string,
  folder = SHADERS_FOLDER,
  constants: ShaderConstants = {},
  choices: ShaderChoices = {},
): Promise<string> {
  const modules = modulesOf(await readShaderFiles(folder), choices);
  const probe = new RecordResolver(chosenTexts({ './probe_source.wgsl': text }, choices), {
    keepComments: false,
  });
  return await linkModules(composeResolvers(probe, modules), './probe_source.wgsl', constants);
}

/**
 * Links the entry module `name` of texts that are at hand, without reading a file: for a build step, or where there are no files. Throws
 * DeviceError with module and line where a text is wrong.
 */
export async function linkSources(
  sources: ShaderSources,
  name: string,
  constants: ShaderConstants = {},
  choices: ShaderChoices = {},
): Promise<string> {
  const path = `./${name}.wgsl`;
  if (!(path in sources)) throw new DeviceError(`there is no shader ${name}.wgsl`);
  return await linkModules(modulesOf(sources, choices), path, constants);
}

/** SHA-256 of a linked shader, in hex: its identity in a grid's provenance. Comments do not count. */
export function shaderHash(linked: string): string {
  return sha256(linked);
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

/** The modules of texts whose choices are made. Each is parsed when it is first imported. */
function modulesOf(sources: ShaderSources, choices: ShaderChoices): ModuleResolver {
  return keptOf(sources).modules.get(
    canonicalJson(choices),
    () => new RecordResolver(chosenTexts(sources, choices), { keepComments: false }),
  );
}

/** The texts with imports of chosen declarations replaced. A name without a choice is left to the linker, which refuses it. */
function chosenTexts(sources: ShaderSources, choices: ShaderChoices): Record<string, string> {
  const entries = Object.entries(sources).map(([path, text]) => [
    path,
    text.replace(CHOICE, (line, name: string) =>
      choices[name] === undefined ? line : `import ${choices[name]} as ${name};`,
    ),
  ]);
  return Object.fromEntries(entries);
}

async function linkModules(
  resolver: ModuleResolver,
  root: string,
  constants: ShaderConstants,
): Promise<string> {
  let log = '';
  try {
    // The linker reports the place of an error to its logger, not in the error.
    const linked = await withLoggerAsync(
      (...words: unknown[]) => {
        log += `${words.map(String).join(' ')}\n`;
      },
      () => link({ resolver, rootModuleName: root, constants, sourceMap: false }),
    );
    return linked.dest;
  } catch (cause) {
    const place = /\bLn (\d+)/.exec(log)?.[1];
    const line = place === undefined ? '' : ` line ${place}`;
    throw new DeviceError(`shader ${root.slice(2)} does not link: ${firstLine(cause)}${line}`, { cause });
  }
}
