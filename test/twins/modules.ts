/** The WGSL modules of functions and their twins in TypeScript. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SHADERS_FOLDER } from '../../src/gpu/link.js';
import { type FunctionSyntax, type ModuleSyntax, parseModule } from './wgsl/syntax.js';

/** Folders of `shaders` whose functions have twins. */
const FOLDERS = ['physics', 'statistics'];

/** A WGSL module, `physics/decay`, and what its namesake in TypeScript exports. */
export interface TwinModule {
  readonly path: string;
  readonly syntax: ModuleSyntax;
  readonly twins: Readonly<Record<string, unknown>>;
}

let loaded: Promise<readonly TwinModule[]> | undefined;

/** All modules, read once. */
export function twinModules(): Promise<readonly TwinModule[]> {
  loaded ??= Promise.all(FOLDERS.map(loadFolder)).then((folders) => folders.flat());
  return loaded;
}

async function loadFolder(folder: string): Promise<TwinModule[]> {
  const files = (await readdir(join(SHADERS_FOLDER, folder))).filter((file) => file.endsWith('.wgsl')).sort();
  return await Promise.all(
    files.map(async (file) => {
      const name = basename(file, '.wgsl');
      const syntax = parseModule(await readFile(join(SHADERS_FOLDER, folder, file), 'utf8'));
      const twins: unknown = await import(`../../src/${folder}/${name}.ts`);
      return { path: `${folder}/${name}`, syntax, twins: { ...(twins as object) } };
    }),
  );
}

/** A function with the module that it stands in. */
export function findFunction(modules: readonly TwinModule[], name: string): [TwinModule, FunctionSyntax] {
  for (const module of modules) {
    const found = module.syntax.functions.find((f) => f.name === name);
    if (found !== undefined) return [module, found];
  }
  throw new Error(`no WGSL module has a function ${name}`);
}
