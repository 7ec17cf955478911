/** The guard of programs that tests start: what is killed, and what ends without an exit code, is told in words. */
import { expect, it } from 'vitest';
import { runToEnd } from './processes.js';

const node = (script: string, hangMs?: number) =>
  runToEnd(process.execPath, ['--eval', script], hangMs === undefined ? {} : { hangMs });

it('tells the exit code and what was printed', async () => {
  const script = "process.stdout.write('out'); process.stderr.write('err'); process.exitCode = 7;";
  expect(await node(script)).toEqual({ code: 7, stdout: 'out', stderr: 'err', third: '' });
});

it('kills what hangs, and says so', async () => {
  // Whatever the machine's load, it never ends by itself.
  await expect(node('setInterval(() => {}, 1e6)', 1)).rejects.toThrow(
    /^hangs: not done after 0\.001 s, and killed: .*setInterval/,
  );
});

it('says by which signal a program ended, and what it had printed', async () => {
  const script =
    "process.stderr.write('last words'); process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1e6)";
  await expect(node(script)).rejects.toThrow(/^ended by SIGTERM, not by itself: [\s\S]*last words$/);
});

it('throws where there is no such program', async () => {
  await expect(runToEnd('/nonexistent/program', [])).rejects.toThrow('ENOENT');
});
