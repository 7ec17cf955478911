/** Input that is four times as large must not take sixteen times the work: counted in steps, not in seconds. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveScan } from '../../src/config/load.js';
import { loadExperiment } from '../../src/experiment/load.js';
import { everyOther } from '../../src/scan/estimate.js';
import { copyExperiment } from '../experiment/scratch.js';
import { foreseen } from './foreseen.js';
import { growth, stepsOf } from './steps.js';

const HEAD = `model: { kind: dual, parameters: { mZprime_gev: 1.25, epsilon: 8e-4, m4_gev: 0.1 } }
axes: { m5_gev: { values: [0.2, 0.3] }, Umu5_sq: { values: [1e-8] } }
`;
const SCAN = `${HEAD}experiments: [microboone-2025]\n`;
const lines = (n: number, line: (i: number) => string) =>
  Array.from({ length: n }, (_, i) => line(i)).join('\n');

/** Linear work has 4 at most; counts are good to some 20 %. */
const MOST = 7;

it('tells work that grows as the square', async () => {
  const pairs = async (n: number) => async () => {
    let sum = 0;
    for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) sum += i ^ k;
    return sum;
  };
  expect(await growth(500, pairs)).toBeGreaterThan(MOST);
});

describe('the work on a scan file grows as its length, with much of', () => {
  it.each<[string, (n: number) => string]>([
    ['unknown keys', (n) => SCAN + lines(n, (i) => `key${i}: 1`)],
    ['one key', (n) => SCAN + lines(n, () => 'seed: 1')],
    ['keys of prototypes', (n) => SCAN + lines(n, () => '__proto__: 1')],
    [
      'axes',
      (n) =>
        `${HEAD.replace('axes: {', `axes: {${lines(n, (i) => `a${i}: 1,`)}`)}experiments: [microboone-2025]`,
    ],
    ['values on an axis', (n) => SCAN.replace('[0.2, 0.3]', `[${lines(n, (i) => `${0.2 + 1e-6 * i},`)}]`)],
    ['values that do not rise', (n) => SCAN.replace('[0.2, 0.3]', `[${lines(n, () => '0.2,')}]`)],
    ['values of other types', (n) => SCAN.replace('[0.2, 0.3]', `[${lines(n, () => 'x,')}]`)],
    ['outputs', (n) => `${SCAN}outputs: [${lines(n, () => 'chi2,')}]`],
    ['experiments without a name', (n) => `${HEAD}experiments:\n${lines(n, () => '- {}')}`],
    [
      'changes that nothing has',
      (n) => `${HEAD}experiments:\n- name: microboone-2025\n  changes:\n${lines(n, (i) => `    k${i}: 1`)}`,
    ],
    ['hidden characters', (n) => SCAN + lines(n, (i) => `k${i}: "\\e"`)],
    ['comments', (n) => SCAN + lines(n, (i) => `# ${i}`)],
    ['text', (n) => `${SCAN}name: ${'x'.repeat(20 * n)}`],
    ['anchors', (n) => SCAN + lines(n, (i) => `k${i}: &a${i} 1`)],
    ['aliases', (n) => `${SCAN}k: &a [1]\n${lines(n, (i) => `k${i}: *a`)}`],
    ['open brackets', (n) => SCAN + '['.repeat(n)],
  ])('%s', async (what, text) => {
    const work = async (n: number) => {
      const changed = text(n);
      return () => foreseen(what, () => resolveScan(changed, 'x.yaml'));
    };
    expect(await growth(500, work)).toBeLessThan(MOST);
  });

  it('aliases of aliases, each twice the one before', async () => {
    const bomb = (n: number) =>
      `a0: &a0 [1, 1]\n${lines(n, (i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)}`;
    const steps = (n: number) => stepsOf(() => foreseen('bomb', () => resolveScan(SCAN + bomb(n), 'x.yaml')));
    await steps(20);
    // 2^20 or 2^40 values, if nobody counted.
    expect(await steps(40)).toBeLessThan(4 * (await steps(20)));
  });
});

describe("the work on an experiment's folder grows as its files, with much of", () => {
  it.each<[string, string, (text: string, n: number) => string]>([
    ['rows of a flux', 'flux.csv', (text, n) => text + lines(n, (i) => `${(20 + 0.001 * i).toFixed(4)},0`)],
    ['rows with mistakes', 'flux.csv', (text, n) => text + lines(n, () => 'x,y')],
    ['columns', 'flux.csv', (text, n) => text.replaceAll(/^([^#\n].*)$/gm, `$1${',1'.repeat(n / 20)}`)],
    ['unknown keys', 'experiment.yaml', (text, n) => `${text}\n${lines(n, (i) => `k${i}: 1`)}`],
    ['unknown keys of the response', 'response.yaml', (text, n) => `${text}\n${lines(n, (i) => `k${i}: 1`)}`],
  ])('%s', async (what, file, changed) => {
    const work = async (n: number) => {
      const dir = await copyExperiment();
      await writeFile(join(dir, file), changed(await readFile(join(dir, file), 'utf8'), n));
      return () => foreseen(what, () => loadExperiment(dir));
    };
    expect(await growth(500, work)).toBeLessThan(MOST);
  });
});

it('the estimate of a scan visits the tiles that it counts, and not all of them', async () => {
  const done = [7, 0, 1, 4];
  expect(everyOther(done, 6, 2)).toEqual([2, 5, 8]);
  expect(everyOther([], 7, 3)).toEqual([0, 3, 6]);
  const steps = await stepsOf(async () => everyOther(done, 2 ** 32, 2 ** 22));
  expect(steps).toBeLessThan(20_000);
});
