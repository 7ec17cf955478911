/** A program that scans again and again, as a batch or a notebook does: nothing of a scan stays. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runToEnd } from '../processes.js';

const SCANS = 100;
const dist = new URL('../../dist/', import.meta.url);

/** Scans by turns: another mass, epsilon and experiment each time, so that no cache has seen them. */
const script = `
  import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
  import { tmpdir } from 'node:os';
  import { join } from 'node:path';
  import { resolveScan } from ${JSON.stringify(new URL('config/load.js', dist).href)};
  import { runScan } from ${JSON.stringify(new URL('scan/run.js', dist).href)};
  const folder = mkdtempSync(join(tmpdir(), 'dualnu-hundred-'));
  const held = [];
  for (let i = 0; i < ${SCANS}; i++) {
    const scan = await resolveScan(\`
  model: { kind: dual, parameters: { m4_gev: 0.1, epsilon: \${1e-4 * (1 + i)} } }
  axes:
    mZprime_gev: { values: [\${0.5 + 0.01 * i}, 2.5] }
    m5_gev: { linear: [0.15, 0.9], points: 8 }
    Umu5_sq: { log: [1e-10, 1e-6], points: 16 }
  experiments: [\${i % 3 === 0 ? 'miniboone-2020' : 'microboone-2025'}]
  events: 256
  \`, 'hundred.yaml');
    const out = join(folder, 'grid.zarr');
    await runScan(scan, { out, engine: 'gpu', overwrite: true, allowSoftware: true });
    rmSync(out, { recursive: true });
    globalThis.gc();
    const [threads, descriptors] = ['task', 'fd'].map((name) => readdirSync('/proc/self/' + name).length);
    held.push({ threads, descriptors, mib: process.memoryUsage().rss / 2 ** 20 });
  }
  rmSync(folder, { recursive: true });
  console.log(JSON.stringify(held));
`;

it.runIf(existsSync('/proc/self/task'))(
  'a hundred scans in one process leave threads, descriptors and memory as they are after ten',
  async () => {
    if (!existsSync(fileURLToPath(dist))) throw new Error('dist/ is missing: npm run build');
    const args = ['--expose-gc', '--input-type=module', '--eval', script];
    const { code, stdout, stderr } = await runToEnd(process.execPath, args);
    expect(code, stderr).toBe(0);
    const held = JSON.parse(stdout) as { threads: number; descriptors: number; mib: number }[];
    expect(held.length).toBe(SCANS);
    const after = held[9] ?? { threads: 0, descriptors: 0, mib: 0 };
    const last = held.at(-1) ?? after;
    expect(last.threads, JSON.stringify(held)).toBeLessThanOrEqual(after.threads);
    expect(last.descriptors).toBeLessThanOrEqual(after.descriptors);
    // The heap of a process breathes: ninety more scans may leave a tenth.
    expect(last.mib).toBeLessThan(1.1 * after.mib);
  },
);
