/** `--limits` and `--curve` of `dualnu contours` and `compare`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { writeSingleFixture } from '../overlays/singleFixture.js';
import { dualnu, failing, makeFolder } from './cli.js';

const COMPARE = [
  ['compare', 'single.zarr', '--x', 'm4_gev', '--y', 'Umu4_sq', '--panel', 'mZprime_gev'],
  ['--excludes', 'search', '--prefers', 'excess'],
].flat();
const CONTOURS = [
  ['contours', 'single.zarr', '--x', 'm4_gev', '--y', 'Umu4_sq', '--fix', 'mZprime_gev=0.1'],
  ['--experiment', 'search'],
].flat();

let dir: string;
beforeAll(async () => {
  dir = await makeFolder({
    'mine, too.csv': '# label: Mine\nm4_mev,Umu4_sq\n20,1e-5\n500,1e-6\n',
    'other.csv': 'm5_gev,Umu5_sq\n0.1,1e-5\n0.5,1e-6\n',
    'outside.csv': 'm4_gev,Umu4_sq\n2,1e-5\n5,1e-6\n',
  });
  await writeSingleFixture(join(dir, 'single.zarr'));
});

interface Document {
  readonly limits: { readonly applied: boolean; readonly curves: readonly { readonly name: string }[] };
  readonly curves: readonly { readonly label: string }[];
  readonly rows: readonly { readonly left_share: number | null; readonly excluded_share: number }[];
}
const documentOf = async (args: readonly string[]) => {
  const { code, stdout, stderr } = await dualnu(dir, [...args, '--json']);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Document;
};

it('shows the published limits by default, some of them by name, and none on request', async () => {
  const all = await documentOf(COMPARE);
  expect(all.limits.curves).toHaveLength(6);
  for (const { left_share, excluded_share } of all.rows) expect(left_share).toBeLessThan(1 - excluded_share);
  const some = await documentOf([...COMPARE, '--limits', 'kek-1982', '--limits', 'psi-1987']);
  expect(some.limits.curves.map(({ name }) => name)).toEqual(['psi-1987', 'kek-1982']);
  const none = await documentOf([...COMPARE, '--limits', 'none']);
  expect(none.limits).toMatchObject({ applied: false });
  expect(none.rows.map(({ left_share }) => left_share)).toEqual([null, null]);
  const { stdout } = await dualnu(dir, COMPARE);
  expect(stdout).toMatch(/^ *mZprime_gev .* excluded_share +limits_share +left_share /m);
  expect(stdout).toMatch(/^other limits \(90 % CL\), excluded above the lowest of PSI 1987, /m);
});

it('draws a curve with contours and with a comparison, whatever its name', async () => {
  for (const args of [CONTOURS, COMPARE]) {
    const out = ['--out', 'figure.svg', '--out', 'table.csv'];
    const { code, stdout } = await dualnu(dir, [...args, '--curve', 'mine, too.csv,style=dashed', ...out]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^curve Mine \(mine, too.csv, dashed\): 2 points, drawn only$/m);
    expect(await readFile(join(dir, 'figure.svg'), 'utf8')).toContain('stroke-dasharray="7 4"');
    expect(await readFile(join(dir, 'table.csv'), 'utf8')).toMatch(
      /^# curve Mine \(mine, too.csv, dashed\)/m,
    );
  }
});

it('refuses what it cannot draw before it writes, and warns of what is not seen', async () => {
  const out = ['--out', 'nothing.svg'];
  expect(await failing(dir, [...CONTOURS, '--curve', 'other.csv', ...out], 4)).toMatch(
    /^dualnu: other.csv:1: a curve of another plane: the figure shows Umu4_sq against m4_gev/,
  );
  expect(await failing(dir, [...COMPARE, '--curve', 'nowhere.csv', ...out], 4)).toMatch(
    /^dualnu: nowhere.csv: no such file; give --curve a CSV file/,
  );
  expect(await failing(dir, [...COMPARE, '--curve', 'other.csv,style=wavy'], 3)).toMatch(
    /style wavy is unknown/,
  );
  expect(await failing(dir, [...COMPARE, '--limits', 'e94'], 3)).toMatch(
    /e94: no such limit; did you mean e949\?/,
  );
  const { code, stderr } = await dualnu(dir, [...CONTOURS, '--curve', 'outside.csv']);
  expect(code).toBe(0);
  expect(stderr).toMatch(/^dualnu: warning: --curve outside.csv: nothing of it lies within the plane/);
  expect(await failing(dir, [...CONTOURS, '--curve', 'outside.csv', '--strict', ...out], 3)).toMatch(
    /an error by --strict/,
  );
});

it('says in its help what both options are', async () => {
  for (const command of ['contours', 'compare']) {
    const { stdout } = await dualnu(dir, [command, '--help']);
    expect(stdout).toMatch(/--limits .*\[default: all that apply\]/s);
    expect(stdout).toMatch(/--curve .*label=/s);
  }
});
