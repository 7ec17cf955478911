/** The WGSL modules of functions and their twins in TypeScript. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MEDIATORS, type MediatorName } from '../../src/physics/mediators/mediators.js';
import { SHADERS_FOLDER } from '../../src/platform/shaderFiles.js';
import { type FunctionSyntax, type ModuleSyntax, parseModule } from './wgsl/syntax.js';

/** Folders of `shaders` whose functions have twins. */
const FOLDERS = ['physics', 'physics/mediators', 'statistics'];

/** A WGSL module, `physics/decay`, and what its namesake in TypeScript exports. */
export interface TwinModule {
  readonly path: string;
  readonly syntax: ModuleSyntax;
  readonly twins: Readonly<Record<string, unknown>>;
}

let loaded: Promise<readonly TwinModule[]> | undefined;

/** All modules, read once, but for those of other mediators: their functions have the same names. */
export async function twinModules(mediator: MediatorName = 'darkPhoton'): Promise<readonly TwinModule[]> {
  loaded ??= Promise.all(FOLDERS.map(loadFolder)).then((folders) => folders.flat());
  const others = Object.keys(MEDIATORS).filter((name) => name !== mediator);
  return (await loaded).filter(({ path }) => !others.some((name) => path === `physics/mediators/${name}`));
}

async function loadFolder(folder: string): Promise<TwinModule[]> {
  const files = (await readdir(join(SHADERS_FOLDER, folder))).filter((file) => file.endsWith('.wgsl')).sort();
  return await Promise.all(
    files.map(async (file) => {
      const name = basename(file, '.wgsl');
      const syntax = parseModule(await readFile(join(SHADERS_FOLDER, folder, file), 'utf8'));
      // A variable stands for a name one level deep.
      const twins: unknown =
        folder === 'physics/mediators'
          ? await import(`../../src/physics/mediators/${name}.ts`)
          : await import(`../../src/${folder}/${name}.ts`);
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
