/** The Python of the set-up, with the packages of test/python/requirements.txt and darkNews.txt. */
import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '..');
const PYTHON = join(ROOT, '.venv', 'bin', 'python');

/** Runs a script of test/python, and returns what it prints. */
export async function python(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  await access(PYTHON).catch(() => {
    throw new Error(
      'no .venv/bin/python: run `npm run setup -- --test`, which installs test/python/requirements.txt',
    );
  });
  const path = join(ROOT, 'test', 'python', script);
  const options = { env: { ...process.env, ...env }, maxBuffer: 2 ** 26 };
  const { stdout } = await promisify(execFile)(PYTHON, [path, ...args], options);
  return stdout;
}
