/** The commands that read a grid, as a person gives them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import yargs from 'yargs';
import { contoursCommand } from '../../src/cli/contours.js';
import { COMMANDS } from '../../src/cli/program.js';
import { temporaryFolder, writeFixture } from '../grid/fixture.js';

async function run(...args: string[]): Promise<string> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  // Warnings of the far values in PLANE.
  const told = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  try {
    await yargs()
      .command([...COMMANDS])
      .strict()
      .exitProcess(false)
      .fail(false)
      .parseAsync(args);
    return log.mock.calls.map(String).join('\n');
  } finally {
    log.mockRestore();
    told.mockRestore();
  }
}

const fixtureDir = async () => (await writeFixture(join(await temporaryFolder(), 'grid'))).dir;
const PLANE = ['--x', 'm5_gev', '--y', 'Umu5_sq', '--fix', 'm4_gev=0.02', '--fix', 'epsilon=8e-4'];

describe('dualnu info', () => {
  it('prints a page', async () => {
    const page = await run('info', await fixtureDir());
    expect(page).toMatch(/^points +5,382 \(3 x 23 x 26 x 3\)$/m);
    expect(page).toMatch(/^m5_gev +0.11 to 1.3 GeV, 23 points, log$/m);
    expect(page).toMatch(/^ctau_cm +cm on m4_gev, m5_gev, epsilon$/m);
    expect(page).toMatch(/^best fit +chi2 = 2.3\d\d at m4_gev = /m);
    expect(page).toMatch(/^fixed +mZprime_gev = 1.25, gD = 2$/m);
  });

  it('prints one JSON document', async () => {
    const dir = await fixtureDir();
    const summary = JSON.parse(await run('info', dir, '--json'));
    expect(summary).toMatchObject({
      grid: dir,
      shape: [3, 23, 26, 3],
      points: 5382,
      provenance: { engine: 'reference' },
    });
  });
});

describe('dualnu contours', () => {
  it('writes every file it is asked for and names the values used', async () => {
    const dir = await fixtureDir();
    const files = ['a.svg', 'b.png', 'c.csv'].map((name) => join(dir, '..', name));
    const text = await run(
      'contours',
      dir,
      ...PLANE,
      ...files.flatMap((file) => ['--out', file]),
      '--cl',
      '0.9',
      '--cl',
      '0.95',
    );
    expect(text).toContain('at epsilon = 6.325e-4 (grid value nearest to 0.0008)');
    expect(text).toContain('95 % CL, Delta chi2 = 5.991: 1 line');
    for (const file of files) {
      expect(text).toContain(`wrote ${file}`);
      expect((await readFile(file)).length).toBeGreaterThan(1000);
    }
  });

  it('prints one JSON document with the points', async () => {
    const document = JSON.parse(await run('contours', await fixtureDir(), ...PLANE, '--json'));
    expect(document.contours[0].cl).toBe(0.95);
    expect(document.contours[0].lines[0].length).toBeGreaterThan(100);
  });

  it('reduces axes instead of fixing them, as limits and compare do', async () => {
    const dir = await fixtureDir();
    const plane = ['--x', 'm5_gev', '--y', 'Umu5_sq', '--profile', 'm4_gev', '--marginalise', 'epsilon:flat'];
    const document = JSON.parse(await run('contours', dir, ...plane, '--json'));
    expect(document.reduced.m4_gev).toEqual({ how: 'profile', points: 3, from: 0.02, to: 0.2, prior: null });
    expect(document.reduced.epsilon).toMatchObject({ how: 'marginal', prior: 'flat' });
    const reduction = ['--marginalise', 'm4_gev', '--profile', 'epsilon'];
    const limits = JSON.parse(await run('limits', dir, '--x', 'm5_gev', ...reduction, '--json'));
    expect(limits.reduced.m4_gev).toMatchObject({ how: 'marginal', prior: 'log' });
    expect(limits.degrees_of_freedom).toBe(1);
    const both = ['--excludes', 'microboone-2025', '--prefers', 'microboone-2025'];
    const text = await run('compare', dir, ...plane, ...both);
    expect(text).toMatch(/^profiled over m4_gev: the least chi2 over its 3 points/m);
    expect(text).toMatch(/^marginalised over epsilon: .*, prior flat in epsilon$/m);
    expect(text).toContain('best_m4_gev');
  });

  it('refuses what it cannot draw before it reads or writes', async () => {
    const dir = await fixtureDir();
    await expect(run('contours', dir, ...PLANE, '--out', 'x.eps')).rejects.toThrow(
      /x.eps: contours are written to/,
    );
    await expect(run('contours', dir, ...PLANE, '--cl', '95')).rejects.toThrow(/95 is not between 0 and 1/);
    await expect(run('contours', dir, ...PLANE, '--cl', '-1')).rejects.toThrow(/-1 is not between 0 and 1/);
    for (const level of ['abc', 'Infinity', '95%', 'NaN']) {
      await expect(run('contours', dir, ...PLANE, '--cl', level)).rejects.toThrow(
        `--cl ${level}: not a finite number; correct it`,
      );
    }
    await expect(run('contours', dir, ...PLANE, '--fix', 'epsilon')).rejects.toThrow(
      /--fix epsilon: expected key=value/,
    );
    await expect(run('contours', dir, ...PLANE, '--fix', 'gD=1', '--fix', 'gD=2')).rejects.toThrow(
      /--fix gD=2: gD is set twice/,
    );
  });

  it('has an example in its help', async () => {
    const help = await yargs()
      .scriptName('dualnu')
      .command([...COMMANDS])
      .getHelp();
    expect(help).toContain('contours');
    expect(String(contoursCommand.builder)).toContain('--fix epsilon=8e-4');
  });
});
