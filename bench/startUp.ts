/** Start-up and small scans, as a shell sees them: the built program in a process of its own. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Seconds of wall time, the least of several. */
export interface StartUp {
  /** `--version`: node and the program's own modules. */
  readonly version: number;
  /** A scan of one point of 256 events: all that comes before and after computing. */
  readonly onePoint: number;
  /** A scan of 10 x 10 points with 10 mass points of 16384 events. */
  readonly hundredPoints: number;
}

const MODEL =
  'model: { kind: dual, parameters: { mZprime_gev: 1.25, gD: 2, V54: 0.5, m4_gev: 0.1, epsilon: 8e-4';
const ONE = `${MODEL}, m5_gev: 0.2 } }
axes:
  Umu5_sq: { values: [1e-8] }
experiments: [microboone-2025]
events: 256
`;
const HUNDRED = `${MODEL} } }
axes:
  m5_gev: { log: [0.15, 1], points: 10 }
  Umu5_sq: { log: [1e-6, 1e-1], points: 10 }
experiments: [microboone-2025]
`;

/** Runs the program in dist/, which must have been built. */
export async function measureStartUp(adapter: string | undefined, repetitions = 3): Promise<StartUp> {
  const folder = await mkdtemp(join(tmpdir(), 'dualnu-bench-'));
  const run = promisify(execFile);
  const time = async (args: readonly string[]) => {
    let best = Infinity;
    for (let i = 0; i < repetitions; i++) {
      const begin = performance.now();
      await run(process.execPath, ['dist/cli/main.js', ...args]);
      best = Math.min(best, (performance.now() - begin) / 1000);
    }
    return best;
  };
  const scan = async (name: string, text: string) => {
    const file = join(folder, `${name}.yaml`);
    await writeFile(file, text);
    const choice = adapter === undefined ? [] : ['--adapter', adapter];
    const out = ['--out', join(folder, `${name}.zarr`), '--overwrite', '--software', '--json'];
    return await time(['scan', file, ...out, ...choice]);
  };
  try {
    return {
      version: await time(['--version']),
      onePoint: await scan('one', ONE),
      hundredPoints: await scan('hundred', HUNDRED),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
