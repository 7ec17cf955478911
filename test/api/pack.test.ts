/** The package as npm packs it, in an empty project: its examples run, with an adapter and without one. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runToEnd } from '../processes.js';

const project = mkdtempSync(join(tmpdir(), 'dualnu-pack-'));
afterAll(() => rmSync(project, { recursive: true, force: true }));

/** Unpacks the package into the project's node_modules; what it depends on is linked there, and nothing else. */
function install(): string {
  const packing = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', project], {
    encoding: 'utf8',
  });
  const [{ filename }] = JSON.parse(packing) as [{ filename: string }];
  const home = join(project, 'node_modules', 'dualnu');
  mkdirSync(home, { recursive: true });
  execFileSync('tar', ['-xzf', join(project, filename), '-C', home, '--strip-components=1']);
  const { dependencies } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  for (const name of Object.keys(dependencies)) {
    const link = join(project, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(resolve('node_modules', name), link);
  }
  return home;
}
const home = install();
const WITHOUT_ADAPTER = { VK_DRIVER_FILES: '/nowhere.json', VK_ICD_FILENAMES: '/nowhere.json' };
/** Examples, those that read a grid after the one that writes it. */
const EXAMPLES = ['scan', 'contour', 'spectra', 'toys'];

it('every example is run here, and said of in the documentation', () => {
  const files = readdirSync(join(home, 'examples')).filter((file) => file.endsWith('.mjs'));
  expect(files.map((file) => file.replace(/\.mjs$/, '')).sort()).toEqual([...EXAMPLES].sort());
  const page = readFileSync('docs/library.md', 'utf8');
  for (const name of EXAMPLES) expect(page).toContain(`examples/${name}.mjs`);
});

it('the documentation has every function that the package exports', async () => {
  const exported = Object.keys(await import('../../src/index.js'));
  const page = readFileSync('docs/library.md', 'utf8');
  for (const name of exported) expect(page, name).toContain(name);
});

describe.each([
  ['with an adapter', {}, 'gpu'],
  ['without one', WITHOUT_ADAPTER, 'reference'],
] as const)('%s', (_what, env, engine) => {
  it('the examples run', async () => {
    const cwd = mkdtempSync(join(project, 'run-'));
    const texts: Record<string, string> = {};
    for (const name of EXAMPLES) {
      const file = join(home, 'examples', `${name}.mjs`);
      const { code, stdout, stderr } = await runToEnd(process.execPath, [file], { cwd, env });
      expect(code, `${name}: ${stderr}`).toBe(0);
      texts[name] = stdout;
    }
    expect(texts.scan).toContain(`288 points by ${engine} `);
    expect(texts.contour).toMatch(/^95 % CL, Delta chi2 = 5.991: 1 line\(s\) of \d+ points$/m);
    expect(texts.spectra?.match(/ events$/gm)?.length).toBe(6);
    expect(texts.toys).toContain(`200 toys by ${engine}; least chi2: median 0.4`);
  });
});
