/**
 * Joins the modules of the built program, and of those of its packages that are plain JavaScript, into few files: Node takes most of a
 * start to find and load hundreds of them. Replaces the modules that Node starts with and fills dist/joined; what else is in dist serves those who import
 * the library. Imports that a command makes late stay late. A thread's module is joined, too.
 *   node scripts/joinModules.mjs [FOLDER]    the folder that has dist and node_modules; by default that of this checkout
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licencesOf } from './licences.mjs';

/** Packages with native code, and those of figures, which few commands need and whose own files they look for. */
const APART = ['webgpu', 'koffi', 'jsdom', '@observablehq/plot', '@resvg/resvg-js'];

/** What Node starts with: the program, and the threads that pack tiles. */
const ENTRIES = ['dist/cli/main.js', 'dist/engine/packing/packingThread.js'];

/** Packages that another module takes the place of. It joins as if it were a file of the package's: its own place differs from machine to machine. */
const REPLACED = { '@oneidentity/zstd-js': 'zstdOfRoot.mjs' };

/** @type {import('esbuild').Plugin} */
const replaced = {
  name: 'replaced',
  setup(building) {
    for (const [name, module] of Object.entries(REPLACED)) {
      building.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: name, namespace: 'replaced' }));
      building.onLoad({ filter: new RegExp(`^${name}$`), namespace: 'replaced' }, () => ({
        contents: readFileSync(new URL(module, import.meta.url), 'utf8'),
        resolveDir: root,
      }));
    }
  },
};

const root = resolve(process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url)));
const dist = join(root, 'dist');

rmSync(join(dist, 'joined'), { recursive: true, force: true });
const { metafile } = await build({
  // Paths from here are part of the files' names: the same build has the same names everywhere.
  absWorkingDir: root,
  preserveSymlinks: true,
  entryPoints: ENTRIES,
  outdir: 'dist',
  outbase: 'dist',
  // As deep below the package as every module, whose paths to data and shaders are relative.
  chunkNames: 'joined/[name]-[hash]',
  allowOverwrite: true,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  legalComments: 'none',
  external: APART,
  plugins: [replaced],
  // For what was written for `require`.
  banner: {
    js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);",
  },
  logLevel: 'warning',
  metafile: true,
});
for (const entry of ENTRIES) rmSync(join(root, `${entry}.map`), { force: true });
writeFileSync(join(dist, 'joined/LICENSES'), licencesOf(root, Object.keys(metafile.inputs)));
