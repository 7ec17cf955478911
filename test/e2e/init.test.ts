/** `dualnu init`: a scan file from nothing but options, which scans; on no terminal nobody is asked. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dualnu, makeFolder } from './cli.js';

it('writes a scan file that scans, and never replaces one', async () => {
  const dir = await makeFolder();
  const args = ['init', 'my.yaml', '--model', 'single', '--axes', 'm4_gev,Umu4_sq', '--points', '4'];
  const made = await dualnu(dir, args);
  expect(made).toEqual({
    code: 0,
    stderr: '',
    stdout:
      'wrote my.yaml: 16 points (4 x 4); every key is explained in it\nnext: dualnu scan my.yaml --dry-run\n',
  });
  const text = await readFile(join(dir, 'my.yaml'), 'utf8');
  const again = await dualnu(dir, args);
  expect(again).toEqual({
    code: 3,
    stdout: '',
    stderr: 'dualnu: my.yaml: is there already, and init replaces nothing; name another file\n',
  });
  expect(await readFile(join(dir, 'my.yaml'), 'utf8')).toBe(text);
  const run = await dualnu(dir, [
    'scan',
    'my.yaml',
    '--set',
    'events=256',
    '--engine',
    'reference',
    '--json',
  ]);
  expect({ code: run.code, points: JSON.parse(run.stdout).points }).toEqual({ code: 0, points: 16 });
});

it('takes defaults without a terminal, names its file, and says which option is wrong', async () => {
  const dir = await makeFolder();
  const made = await dualnu(dir, ['init', '--json']);
  expect(JSON.parse(made.stdout)).toEqual({
    file: 'scan.yaml',
    shape: [32, 32],
    points: 1024,
    next: 'dualnu scan scan.yaml --dry-run',
  });
  const wrong = await dualnu(dir, ['init', 'other.yaml', '--axes', 'm4']);
  expect(wrong).toEqual({
    code: 3,
    stdout: '',
    stderr: 'dualnu: no parameter m4 of the dual model; did you mean m4_gev?\n',
  });
});
