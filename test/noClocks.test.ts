/**
 * No clock decides whether the suite passes, processor time included: on a busy machine any limit is met one day. Costs are counted
 * (operations, workgroups, bytes), waits are for events, and times are measured by `npm run bench`.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** What reads a clock, waits for one, or has vitest or a child wait no longer. */
const CLOCKS =
  /\bperformance\.now\b|\bcpuUsage\b|\bhrtime\b|\bDate\.now\b|\bnew Date\b|\bset(?:Timeout|Interval)\(|\btimers\/promises\b|\btimeout\b['"]?\s*:|\bAbortSignal\.timeout\b|^\s*\}, [\d_]{3,}\);/;

/** Where it does not decide anything: the guard against hangs and its test, and this list. */
const ALLOWED = ['noClocks.test.ts', 'processes.test.ts', 'processes.ts'];

it('is read by no test', async () => {
  const names = await readdir(import.meta.dirname, { recursive: true });
  const found: string[] = [];
  for (const name of names.filter((file) => /\.m?ts$|\.mjs$/.test(file) && !ALLOWED.includes(file))) {
    const lines = (await readFile(join(import.meta.dirname, name), 'utf8')).split('\n');
    lines.forEach((line, i) => {
      if (CLOCKS.test(line)) found.push(`test/${name}:${i + 1}: ${line.trim()}`);
    });
  }
  expect(found).toEqual([]);
});

it('is found where one is', () => {
  for (const text of [
    'const begin = performance.now();',
    "it('works', { timeout: 60_000 }, async () => {",
    'await new Promise((done) => setTimeout(done, 50));',
    'const { user } = process.cpuUsage();',
    '  }, 60_000);',
  ]) {
    expect(text).toMatch(CLOCKS);
  }
});
