/** Whether a peer computes what dualnu computes. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PeerReport } from './programs.js';

/** Two chi2 agree within this absolute and this relative amount. */
export const CHI2_BOUND = 1e-3;

/** How far a peer's chi2 are from dualnu's. */
export interface Agreement {
  /** Largest |difference|/(bound + bound chi2); Infinity where one is not finite. Below 1 is agreement. */
  readonly deviation: number;
  /** The two at that point. */
  readonly expected: number;
  readonly found: number;
  readonly points: number;
}

/** Compares a peer's chi2 with dualnu's of the whole work. RangeError where the file has another size. */
export async function compareChi2(
  expected: Float32Array,
  masses: number,
  folder: string,
  report: Pick<PeerReport, 'massIndices' | 'chi2File'>,
): Promise<Agreement> {
  const bytes = await readFile(join(folder, report.chi2File));
  const found = Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
  const perMass = expected.length / masses;
  if (found.length !== report.massIndices.length * perMass) {
    throw new RangeError(
      `${report.chi2File} has ${found.length} points for ${report.massIndices.length} masses`,
    );
  }
  let worst = { deviation: -1, expected: 0, found: 0 };
  report.massIndices.forEach((mass, row) => {
    for (let i = 0; i < perMass; i++) {
      const a = expected[mass * perMass + i] ?? Number.NaN;
      const b = found[row * perMass + i] ?? Number.NaN;
      const share = Math.abs(a - b) / (CHI2_BOUND + CHI2_BOUND * Math.abs(a));
      const deviation = Number.isFinite(share) ? share : Number.POSITIVE_INFINITY;
      if (deviation > worst.deviation) worst = { deviation, expected: a, found: b };
    }
  });
  return { ...worst, points: found.length };
}
