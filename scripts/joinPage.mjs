/**
 * Joins the viewer's page from its sources into dist/page: it runs in a browser and needs no other file.
 *   node scripts/joinPage.mjs [FOLDER]    the folder that has dist; by default that of this checkout
 */
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licencesOf } from './licences.mjs';

/** The page: its scripts, and what is copied as it is. */
const PAGE = 'src/viewer/page';
const SCRIPTS = ['page', 'contourWorker', 'recompute/recomputeWorker'];
const COPIES = ['index.html', 'page.css', 'icon.svg'];

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(resolve(process.argv[2] ?? root), 'dist/page');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const name of COPIES) copyFileSync(join(root, PAGE, name), join(folder, name));
/** Instead of the doors to the machine in src/platform, those of a browser, file by file. @type {import('esbuild').Plugin} */
const DOORS = {
  name: 'doors',
  setup(building) {
    building.onResolve({ filter: /\/platform\/\w+\.js$/ }, ({ path }) => {
      const door = join(root, PAGE, 'doors', `${basename(path, '.js')}.ts`);
      return existsSync(door)
        ? { path: door }
        : { errors: [{ text: `a browser has no door ${basename(door)}` }] };
    });
  },
};

const { metafile } = await build({
  absWorkingDir: root,
  preserveSymlinks: true,
  entryPoints: SCRIPTS.map((name) => ({ in: `${PAGE}/${name}.ts`, out: basename(name) })),
  outdir: folder,
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  legalComments: 'none',
  // Codecs that zarrita loads only where a chunk is compressed: the server sends none.
  external: ['numcodecs/*'],
  logLevel: 'warning',
  plugins: [DOORS],
  metafile: true,
});
writeFileSync(join(folder, 'LICENSES'), licencesOf(root, Object.keys(metafile.inputs)));
