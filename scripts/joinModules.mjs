/**
 * Joins the modules of the built program, and of those of its packages that are plain JavaScript, into few files: Node takes most of a
 * start to find and load hundreds of them. Replaces the modules that Node starts with and fills dist/joined; what else is in dist serves those who import
 * the library. Imports that a command makes late stay late. A thread's module is joined, too. The viewer's page is joined from its sources into
 * dist/page: it runs in a browser and needs no other file.
 *   node scripts/joinModules.mjs [FOLDER]    the folder that has dist and node_modules; by default that of this checkout
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Packages with native code, and those of figures, which few commands need and whose own files they look for. */
const APART = ['webgpu', 'koffi', 'jsdom', '@observablehq/plot', '@resvg/resvg-js'];

/** What Node starts with: the program, and the threads that pack tiles. */
const ENTRIES = ['dist/cli/main.js', 'dist/engine/packing/packingThread.js'];

/** The viewer's page: its scripts, and what is copied as it is. */
const PAGE = 'src/viewer/page';
const PAGE_SCRIPTS = ['page', 'contourWorker'];
const PAGE_COPIES = ['index.html', 'page.css', 'icon.svg'];

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
  // For what was written for `require`.
  banner: {
    js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);",
  },
  logLevel: 'warning',
  metafile: true,
});
for (const entry of ENTRIES) rmSync(join(root, `${entry}.map`), { force: true });
const page = await joinPage();
writeFileSync(
  join(dist, 'joined/LICENSES'),
  licencesOf([...Object.keys(metafile.inputs), ...Object.keys(page.inputs)]),
);

/** Joins the page; undoes what an earlier build left of it. */
async function joinPage() {
  const folder = join(dist, 'page');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of PAGE_COPIES) copyFileSync(join(root, PAGE, name), join(folder, name));
  const joined = await build({
    absWorkingDir: root,
    preserveSymlinks: true,
    entryPoints: PAGE_SCRIPTS.map((name) => `${PAGE}/${name}.ts`),
    outdir: 'dist/page',
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    // Codecs that zarrita loads only where a chunk is compressed: the server sends none.
    external: ['numcodecs/*'],
    logLevel: 'warning',
    metafile: true,
  });
  return joined.metafile;
}

/** Licences of the packages that files belong to, which ask to be kept with copies. @param {readonly string[]} files */
function licencesOf(files) {
  const packages = new Set(
    files.flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []),
  );
  return [...packages]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
      const file = readdirSync(join(root, folder)).find((each) => /^licen[cs]e/i.test(each));
      const text = file === undefined ? '' : `\n${readFileSync(join(root, folder, file), 'utf8').trim()}\n`;
      return `${name} ${version}: ${license}\n${text}`;
    })
    .join('\n\n');
}
