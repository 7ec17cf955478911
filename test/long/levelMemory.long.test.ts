/**
 * One engine that computes and writes tile after tile for half an hour, as an overnight scan does: what the process holds stays level.
 * LEVEL_MINUTES sets another time; the figures are printed.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runToEnd } from '../processes.js';

const MINUTES = Number(process.env.LEVEL_MINUTES ?? 30);
// The first fifth is the warm-up, in which the compiler and the allocator settle.
if (!(MINUTES >= 5)) throw new RangeError('LEVEL_MINUTES: give 5 or more');
const dist = new URL('../../dist/', import.meta.url);

/** Tiles of a grid, and bytes of the chi2 of a tile, 2^20 points. */
const TILES = 8;
const CHUNK_BYTES = 4 * 2 ** 20;

/**
 * What a tile may leave behind on average, bytes. Of buffers, and so of the process: less than one chi2 array that is kept once in a hundred tiles.
 * Of the heap: less than the plain description of a tile, with a promise for it.
 */
const MOST = { rss: CHUNK_BYTES / 100, external: CHUNK_BYTES / 100, heapUsed: 1024 } as const;

/** The same grid again and again, by an engine that stays open and a thread that packs; looked at between two grids, when nothing is in flight. */
const script = `
  import { mkdtempSync, rmSync } from 'node:fs';
  import { tmpdir } from 'node:os';
  import { join } from 'node:path';
  import { resolveScan } from ${JSON.stringify(new URL('config/load.js', dist).href)};
  import { openEngine, runScan } from ${JSON.stringify(new URL('scan/run.js', dist).href)};
  import { tileMakerOf } from ${JSON.stringify(new URL('engine/tileMaker.js', dist).href)};
  const folder = mkdtempSync(join(tmpdir(), 'dualnu-level-'));
  const scan = await resolveScan(\`
  model: { kind: dual, parameters: { m4_gev: 0.1, mZprime_gev: 1.25 } }
  axes:
    m5_gev: { linear: [0.15, 0.9], points: ${16 * TILES} }
    epsilon: { log: [1e-4, 1e-2], points: 64 }
    Umu5_sq: { log: [1e-8, 1e-2], points: 1024 }
  experiments: [microboone-2025]
  events: 256
  \`, 'level.yaml');
  const device = { engine: 'gpu', allowSoftware: true };
  const maker = tileMakerOf(await openEngine(scan, { ...device, threads: 1 }), scan);
  const kept = Object.create(maker, { [Symbol.asyncDispose]: { value: async () => undefined } });
  const out = join(folder, 'grid.zarr');
  const held = [];
  while (process.uptime() < ${60 * MINUTES}) {
    const { seen } = await runScan(scan, { ...device, out, overwrite: false, maker: { open: async () => kept, inLog: {} } });
    rmSync(out, { recursive: true });
    rmSync(out + '.log.json');
    globalThis.gc();
    const { rss, external, heapUsed } = process.memoryUsage();
    held.push({ at: process.uptime(), tiles: seen.tiles.size, rss, external, heapUsed });
  }
  await maker[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
  console.log(JSON.stringify(held));
`;

type Quantity = keyof typeof MOST;
interface Held extends Readonly<Record<Quantity, number>> {
  readonly at: number;
  readonly tiles: number;
}

/** Slope of the least-squares line through numbers at 0, 1, 2, ... */
function slopeOf(numbers: readonly number[]): number {
  const middle = (numbers.length - 1) / 2;
  const mean = numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
  const [above, below] = [
    numbers.reduce((sum, n, k) => sum + (k - middle) * (n - mean), 0),
    numbers.reduce((sum, _, k) => sum + (k - middle) ** 2, 0),
  ];
  return above / below;
}

it('the slope is that of a line', () => {
  expect(slopeOf([5, 7, 9, 11])).toBe(2);
});

it.runIf(existsSync('/proc/self/task'))(
  `memory is level over ${MINUTES} minutes, from the end of the first fifth on`,
  async () => {
    if (!existsSync(fileURLToPath(dist))) throw new Error('dist/ is missing: npm run build');
    const args = ['--expose-gc', '--input-type=module', '--eval', script];
    const hangMs = (2 * MINUTES + 20) * 60_000;
    const { code, stdout, stderr } = await runToEnd(process.execPath, args, { hangMs });
    expect(code, stderr).toBe(0);
    const held = JSON.parse(stdout) as Held[];
    expect(held.every(({ tiles }) => tiles === TILES)).toBe(true);
    // Buffers are used again, and the compiler has done its work, long before.
    const level = held.filter(({ at }) => at > 12 * MINUTES);
    expect(level.length).toBeGreaterThan(10);
    const mib = (bytes = 0) => (bytes / 2 ** 20).toFixed(1);
    const slopes = (['rss', 'external', 'heapUsed'] as const).map((name) => {
      const numbers = level.map((one) => one[name]);
      const perTile = slopeOf(numbers) / TILES;
      const range = `${mib(Math.min(...numbers))} to ${mib(Math.max(...numbers))}`;
      console.info(
        `${name}: ${mib(held[0]?.[name])} MiB after one grid, ${mib(numbers[0])} after the warm-up, ${mib(numbers.at(-1))} at the end (${range}); ${perTile.toFixed(0)} bytes a tile over ${level.length * TILES} tiles`,
      );
      return { name, perTile, numbers };
    });
    for (const { name, perTile, numbers } of slopes)
      expect(perTile, `${name}: ${numbers.join(' ')}`).toBeLessThan(MOST[name]);
  },
);
