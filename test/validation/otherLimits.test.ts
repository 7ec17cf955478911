/** The lowest of the other limits against the envelope that arXiv:2308.02543 draws. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseCsv } from '../../src/input/csv.js';
import { type Envelope, limitAt, lowestOf } from '../../src/overlays/envelope.js';
import { loadLimits } from '../../src/overlays/limitFolder.js';

/** Their envelope is known at 1000 masses from 1 MeV to 100 GeV with equal ratios, and straight between them in logarithms. */
const nodeAt = (i: number) => 1e-3 * 1e5 ** (i / 999);

function onTheirNodes(envelope: Envelope, mass: number): number {
  const i = Math.floor((999 * Math.log(mass / 1e-3)) / Math.log(1e5));
  const [low, high] = [nodeAt(i), nodeAt(i + 1)];
  const [a, b] = [low, high].map((node) => limitAt(envelope, node)?.mixing ?? Number.NaN);
  return (
    (a ?? Number.NaN) *
    ((b ?? Number.NaN) / (a ?? Number.NaN)) ** (Math.log(mass / low) / Math.log(high / low))
  );
}

const file = join(import.meta.dirname, 'data', 'umu4-invisible-envelope.csv');
const THEIRS = parseCsv(await readFile(file, 'utf8'), file, true).rows.map(
  ({ values: [mev = 0, mixing = 0] }) => ({
    mass: mev / 1e3,
    mixing,
  }),
);
const { curves } = await loadLimits('umu4');
const envelopeOf = (...names: string[]) => lowestOf(curves.filter(({ name }) => names.includes(name)));

/** Theirs over ours, with the searches that theirs is made of, for masses in a range, in order of size. */
function ratios(low: number, high: number): number[] {
  const envelope = envelopeOf('psi-1987', 'pienu-2019', 'kek-1982', 'na62-2021');
  const inRange = THEIRS.filter(({ mass }) => mass > low && mass < high);
  return inRange.map(({ mass, mixing }) => mixing / onTheirNodes(envelope, mass)).sort((a, b) => a - b);
}

it.each([
  // The same digitised points: PSI and KEK 1982.
  ['PSI 1987', 1.2e-3, 15.2e-3, 40, 5e-4],
  ['KEK 1982', 69e-3, 197.5e-3, 25, 5e-5],
  // They have a digitised figure of PIENU, we its table.
  ['PIENU 2019', 15.8e-3, 33.4e-3, 15, 0.012],
])('agrees with theirs where %s is the lowest', (_, low, high, points, tolerance) => {
  const found = ratios(low, high);
  expect(found.length).toBeGreaterThanOrEqual(points);
  for (const ratio of found) expect(Math.abs(ratio - 1)).toBeLessThan(tolerance);
});

it('agrees with theirs up to another digitisation of the same wiggles where NA62 is the lowest', () => {
  const found = ratios(203e-3, 382e-3);
  expect(found.length).toBeGreaterThanOrEqual(15);
  expect(found[found.length >> 1]).toBeCloseTo(1, 1);
  expect(found[0]).toBeGreaterThan(0.75);
  expect(found.at(-1)).toBeLessThan(1.35);
});

it('is lower than theirs where they leave a search out: E949 from 178 to 200 MeV, and KEK as of 2019', () => {
  const all = lowestOf(curves);
  const e949 = THEIRS.filter(({ mass }) => mass > 185e-3 && mass < 197.5e-3);
  expect(e949.length).toBeGreaterThan(0);
  for (const { mass, mixing } of e949) {
    expect(limitAt(all, mass)?.curve).toBe('e949');
    expect(mixing / (limitAt(all, mass)?.mixing ?? Number.NaN)).toBeGreaterThan(20);
  }
  const kek = THEIRS.filter(({ mass }) => mass > 70e-3 && mass < 175e-3);
  for (const { mass, mixing } of kek) {
    expect(limitAt(all, mass)?.curve).toBe('kek-2019');
    const ratio = mixing / (limitAt(all, mass)?.mixing ?? Number.NaN);
    expect(ratio).toBeGreaterThan(1.3);
    expect(ratio).toBeLessThan(4);
  }
});
