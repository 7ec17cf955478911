/** A copy of microboone-2025 that counts reconstructed columns, with a signal region and a sideband. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyExperiment, edit } from '../experiment/scratch.js';

/** Covariance of the bins that follow: the score's bins and the sideband have errors in common. */
export const COVARIANCE = [
  [36, 12, 10],
  [12, 16, 8],
  [10, 8, 25],
];

/** Bins of a score with one shower, and a sideband of two showers with signal in it. */
const BINS = `
    - { label: score 0-0.5, cell: "score 0 to 0.5, one-shower", data: 41, background: 40 }
    - { label: score 0.5-1, cell: "score 0.5 to 1, one-shower", data: 16, background: 12 }
    - { label: sideband, cells: ["score 0 to 0.5, two-showers", "score 0.5 to 1, two-showers"], data: 55, background: 50 }`;

/** The folder; it goes away after the test. */
export async function reconstructedFolder(): Promise<string> {
  const dir = await copyExperiment();
  await writeFile(
    join(dir, 'response.yaml'),
    `kind: reconstructed
label: pseudo
source: ASSUMPTION, for a test
observables:
  - { column: score, edges: [0, 0.5, 1] }
  - { column: topology, categories: [one-shower, two-showers] }
`,
  );
  const main = 'experiment.yaml';
  await edit(dir, main, /\nvariants:[\s\S]*/, '\n');
  await edit(dir, main, /\n {2}bins:[\s\S]*?\n {2}#/, `\n  bins:${BINS}\n  #`);
  await edit(
    dir,
    main,
    /\n {2}errors: \[[\s\S]*?\n {2}source: errors.*/,
    `\n  matrix: ${JSON.stringify(COVARIANCE)}\n  source: ASSUMPTION`,
  );
  return dir;
}
