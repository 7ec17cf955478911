/** What `experiment check` warns of, a scan says, too: before its first tile, in a dry run, and as an error with --strict. */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { dualnu, failing, makeFolder, ROOT, smallScan } from './cli.js';

const SCAN = ['scan', 'small.yaml', '--engine', 'reference'];
const WARNING = 'microboone-2025: beams.bnb.pot: 6.87 is outside of 1e18 to 1e23; is a power of ten missing?';

let dir: string;
beforeAll(async () => {
  const axes = { m5_gev: { values: [0.2] }, Umu5_sq: { values: [1e-6, 1e-4] } };
  const parameters = { m4_gev: 0.1, mZprime_gev: 1.25 };
  const scan = { model: { kind: 'dual', parameters }, axes, experiments: ['./microboone-2025'] };
  dir = await makeFolder({ 'small.yaml': smallScan(scan) });
  const experiment = join(dir, 'microboone-2025');
  await cp(join(ROOT, 'data/experiments/microboone-2025'), experiment, { recursive: true });
  const file = join(experiment, 'experiment.yaml');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('pot: 6.87e20', 'pot: 6.87'));
});

describe('a doubtful experiment', () => {
  it('is warned of by experiment check', async () => {
    const { stdout } = await dualnu(dir, ['experiment', 'check', './microboone-2025', '--json']);
    const [{ name, warnings }] = JSON.parse(stdout).experiments;
    expect(warnings.map((text: string) => `${name}: ${text}`)).toEqual([WARNING]);
  });

  it('is warned of by a dry run, on stderr and in its document', async () => {
    for (const json of [[], ['--json']]) {
      const { code, stdout, stderr } = await dualnu(dir, [...SCAN, '--dry-run', ...json]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: `dualnu: warning: ${WARNING}\n` });
      if (json.length > 0) expect(JSON.parse(stdout).warnings).toEqual([WARNING]);
    }
  });

  it('is an error with --strict, before anything is written', async () => {
    const message = `dualnu: ${WARNING} (an error by --strict)`;
    expect(await failing(dir, [...SCAN, '--strict'], 3)).toBe(message);
    expect(await failing(dir, [...SCAN, '--strict', '--dry-run'], 3)).toBe(message);
  });

  it('is scanned all the same, with the warning first', async () => {
    const { code, stdout, stderr } = await dualnu(dir, [...SCAN, '--json']);
    expect(code).toBe(0);
    expect(stderr.split('\n')[0]).toBe(`dualnu: warning: ${WARNING}`);
    expect(JSON.parse(stdout)).toMatchObject({ points: 2, warnings: [WARNING] });
  });
});

describe('an experiment of the program', () => {
  it('is not warned of', async () => {
    const { stdout } = await dualnu(await makeFolder({ 'small.yaml': smallScan() }), [
      ...SCAN,
      '--dry-run',
      '--json',
    ]);
    expect(JSON.parse(stdout).warnings).toEqual([]);
  });
});
