/** `dualnu events`, as a person runs it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { beforeAll, describe, expect, it } from 'vitest';
import { dualnu, failing, makeFolder, smallScan } from './cli.js';

const settings = (values: Readonly<Record<string, number>>) =>
  Object.entries(values).flatMap(([name, value]) => ['--set', `${name}=${value}`]);

const DUAL = settings({ m5_gev: 0.2, m4_gev: 0.1, mZprime_gev: 1.25, Umu5_sq: 1e-8 });
const OF_SCAN = settings({ m4_gev: 0.1, m5_gev: 0.2, Umu5_sq: 1e-5, epsilon: 8e-4 });

let dir: string;
beforeAll(async () => {
  dir = await makeFolder({ 'small.yaml': smallScan() });
});

async function events(...args: string[]) {
  const run = await dualnu(dir, ['events', ...args]);
  expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' });
  return run.stdout;
}

describe('dualnu events', () => {
  it('writes the decays that `point` expects, by one scan file and by options alone', async () => {
    const point = await dualnu(dir, ['point', 'small.yaml', ...OF_SCAN, '--json']);
    const { channels } = JSON.parse(point.stdout) as { channels: { decays: number }[] };
    const expected = channels.reduce((sum, { decays }) => sum + decays, 0);
    const told = JSON.parse(await events('small.yaml', ...OF_SCAN, '--out', 'a.parquet', '--json'));
    expect(told.expected / expected).toBeCloseTo(1, 12);
    expect(told).toMatchObject({ files: ['a.parquet'], unweighted: false, repeated: 0 });
    expect(told.command).toBe(`dualnu events small.yaml ${OF_SCAN.join(' ')}`);
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(join(dir, 'a.parquet')) });
    const sum = rows.reduce((total, { weight }) => total + Number(weight), 0);
    expect(sum / expected).toBeCloseTo(1, 12);
    const same = JSON.parse(await events('--scan', 'small.yaml', ...OF_SCAN, '--out', 'b.csv', '--json'));
    expect(same.identity).toBe(told.identity);
    const alone = await events(
      ...DUAL,
      '--experiment',
      'sbnd-projection',
      '--events',
      '300',
      '--out',
      'c.csv',
    );
    expect(alone).toMatch(/^sbnd-projection, dual, dirac, protons on target: /);
    expect(alone).toMatch(/^wrote c\.csv$/m);
  });

  it('draws unweighted events, the same for a seed, and warns of copies', async () => {
    const draw = async (name: string, ...more: string[]) => {
      await events(...DUAL, '--unweighted', '50', '--out', name, ...more);
      const text = await readFile(join(dir, name), 'utf8');
      return text.split('\n').filter((line) => line.startsWith('P ')).length > 0 ? text : '';
    };
    const [one, again, other] = [
      await draw('one.hepmc3'),
      await draw('again.hepmc3'),
      await draw('other.hepmc3', '--seed', '7'),
    ];
    expect(one).toBe(again);
    expect(one).not.toBe(other);
    expect(one.match(/^E /gm)).toHaveLength(50);
    const few = ['events', ...DUAL, '--unweighted', '400', '--events', '256', '--out', 'few.csv'];
    const { code, stderr } = await dualnu(dir, few);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /warning: \d+ of the 400 unweighted events are copies of others: .* more with --events/,
    );
  });

  it('refuses what it cannot do, before it writes anything', async () => {
    const before = await readdir(dir);
    expect(await failing(dir, ['events', ...DUAL], 3)).toContain('nothing to write: give --out FILE.parquet');
    expect(await failing(dir, ['events', ...DUAL, '--out', 'x.csv', '--out', 'x.root'], 3)).toContain(
      'x.root: events are written to .parquet, .csv, .hepmc3',
    );
    expect(await failing(dir, ['events', '--out', 'x.csv'], 3)).toContain('add --set m4_gev=');
    const wrong = [...DUAL, '--out', 'x.csv', '--unweighted', '0.5'];
    expect(await failing(dir, ['events', ...wrong], 3)).toContain('--unweighted 0.5: not a whole number');
    expect(await failing(dir, ['events', ...DUAL, '--out', 'x.csv', '--experiment', 'nowhere'], 3)).toContain(
      'nowhere',
    );
    const closed = settings({ m5_gev: 0.2, m4_gev: 0.1999, mZprime_gev: 1.25, Umu5_sq: 1e-8 });
    expect(await failing(dir, ['events', ...closed, '--out', 'x.csv'], 3)).toContain('no events: N is not');
    expect(await readdir(dir)).toEqual(before);
  });
});
