/** python/dualnu.py, by the tests in testDualnu.py; and the notebook of the docs. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { writeTile } from '../../src/grid/chunks.js';
import { createGrid } from '../../src/grid/createGrid.js';
import { setComplete } from '../../src/grid/writing/complete.js';
import { tileAt } from '../../src/tiles/tiles.js';
import { makeFolder, ROOT } from '../e2e/cli.js';
import { fixtureSpec, fixtureTile, writeFixture } from '../grid/fixture.js';
import { python } from '../python.js';
import { writeJointFixture } from '../results/jointFixture.js';

it('the module opens, computes, warns and fails as it says', async () => {
  const dir = await makeFolder();
  const [one, joint, part] = ['one', 'joint', 'part'].map((name) => join(dir, name));
  if (!one || !joint || !part) throw new Error('three grids');
  await writeFixture(one);
  await writeJointFixture(joint);
  await setComplete(joint, true);
  const begun = await createGrid(part, fixtureSpec());
  await writeTile(begun, tileAt(begun.tilePlan, 0), fixtureTile(begun, tileAt(begun.tilePlan, 0)));
  const script = join(ROOT, 'test', 'python', 'testDualnu.py');
  const run = promisify(execFile)(join(ROOT, '.venv', 'bin', 'python'), [script, one, joint, part, dir]);
  const { stderr } = await run.catch((error: { stderr: string }) => {
    throw new Error(error.stderr);
  });
  expect(stderr).toMatch(/^Ran 11 tests in /m);
  expect(stderr).toMatch(/^OK$/m);
});

/** A number in a text. */
const NUMBER = /-?\d+(?:\.\d+)?(?:e[-+]?\d+)?/g;

it('the notebook of the docs runs, and prints what it holds', async () => {
  const dir = await makeFolder();
  const path = join(ROOT, 'docs', 'dualnu.ipynb');
  const env = {
    PYTHONPATH: join(ROOT, 'python'),
    IPYTHONDIR: dir,
    JUPYTER_RUNTIME_DIR: dir,
    JUPYTER_CONFIG_DIR: dir,
  };
  const found = JSON.parse(await python('runNotebook.py', [path, dir], env)) as string[];
  const { cells } = JSON.parse(await readFile(path, 'utf8')) as {
    cells: { cell_type: string; outputs?: { text?: string[]; data?: Record<string, string[]> }[] }[];
  };
  const stored = cells
    .filter(({ cell_type }) => cell_type === 'code')
    .map(({ outputs = [] }) =>
      outputs.map(({ text, data }) => (text ?? data?.['text/plain'] ?? []).join('')).join('\n'),
    );
  // Words to the letter, numbers to a thousandth: adapters differ in the last digits.
  expect(found.map((text) => text.replace(NUMBER, '#'))).toEqual(
    stored.map((text) => text.replace(NUMBER, '#')),
  );
  const numbers = (texts: string[]) => texts.flatMap((text) => text.match(NUMBER) ?? []).map(Number);
  const expected = numbers(stored);
  expect(expected.length).toBeGreaterThan(50);
  for (const [i, number] of numbers(found).entries()) {
    const one = expected[i] ?? Number.NaN;
    expect(Math.abs(number - one), `${number} where ${one} is stored`).toBeLessThanOrEqual(
      1e-3 * Math.abs(one),
    );
  }
});
