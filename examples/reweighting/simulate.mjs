// What a detector would make of events, in the small: node simulate.mjs truth.parquet reconstructed.parquet [seed]
//
// Reads events that `dualnu events` wrote and adds what is reconstructed of each: energy, angles, a topology and a score. It stands for the
// simulation of a collaboration, so that the way from events to a contour can be tried. ASSUMPTION, all of it: the resolutions and the efficiency
// are round numbers, and the score is the smooth function below, not that of any experiment's BDT.
import { pathToFileURL } from 'node:url';

/** Resolutions, selection and classification. GeV and degrees. */
export const DETECTOR = {
  /** sigma_E/E = sqrt(stochastic^2/(E/GeV) + constant^2). */
  energy: { stochastic: 0.12, constant: 0.03 },
  /** Width of a two-dimensional gaussian about the true direction. */
  angleDeg: 4,
  /** Share of selected pairs: plateau (1 - exp(-(E/scale)^2)), E the true energy of the pair. */
  selection: { plateau: 0.38, energyScaleGev: 0.12 },
  /** Two showers are told apart above this angle, if both have this energy. */
  twoShowers: { openingDeg: 15, minEnergyGev: 0.05 },
  /** score = 1/(1 + exp(-x)), x = offset - opening/openingDeg - asymmetry |E1 - E2|/(E1 + E2) + noise g, g a gaussian number. */
  score: { offset: 2, openingDeg: 25, asymmetry: 1, noise: 0.8 },
};

/** What is reconstructed of a pair; of one that is not selected the topology is `none` and the numbers are NaN. */
export const OBSERVABLES = {
  e_pair_gev: 'DOUBLE',
  theta_pair_deg: 'DOUBLE',
  opening_deg: 'DOUBLE',
  topology: 'STRING',
  bdt_score: 'DOUBLE',
};

/** @typedef {{ readonly e: number, readonly p: readonly [number, number, number] }} Lepton GeV */
/** @typedef {{ e_pair_gev: number, theta_pair_deg: number, opening_deg: number, topology: string, bdt_score: number }} Reconstructed */

/** @type {Reconstructed} */
const NOT_SELECTED = {
  e_pair_gev: Number.NaN,
  theta_pair_deg: Number.NaN,
  opening_deg: Number.NaN,
  topology: 'none',
  bdt_score: Number.NaN,
};

/**
 * Reconstructs a pair.
 * @param {Lepton} minus
 * @param {Lepton} plus
 * @param {() => number} random uniform in [0, 1)
 * @returns {Reconstructed}
 */
export function reconstruct(minus, plus, random) {
  const { selection, twoShowers, score } = DETECTOR;
  const efficiency = selection.plateau * (1 - Math.exp(-(((minus.e + plus.e) / selection.energyScaleGev) ** 2)));
  if (random() >= efficiency) return NOT_SELECTED;
  const first = smear(minus, random);
  const second = smear(plus, random);
  const energy = first.e + second.e;
  const opening = degrees(dot(first.n, second.n));
  const asymmetry = Math.abs(first.e - second.e) / energy;
  const sum = first.n.map((x, k) => first.e * x + second.e * (second.n[k] ?? 0));
  const isSplit = opening > twoShowers.openingDeg && Math.min(first.e, second.e) > twoShowers.minEnergyGev;
  const x =
    score.offset - opening / score.openingDeg - score.asymmetry * asymmetry + score.noise * gaussian(random);
  return {
    e_pair_gev: energy,
    theta_pair_deg: degrees((sum[2] ?? 0) / Math.hypot(...sum)),
    opening_deg: opening,
    topology: isSplit ? 'two-showers' : 'one-shower',
    bdt_score: 1 / (1 + Math.exp(-x)),
  };
}

/**
 * A shower: measured energy, GeV, and direction.
 * @param {Lepton} lepton
 * @param {() => number} random
 */
function smear({ e, p }, random) {
  const { energy, angleDeg } = DETECTOR;
  const resolution = Math.hypot(energy.stochastic / Math.sqrt(e), energy.constant);
  const sigma = (angleDeg * Math.PI) / 180;
  const n = p.map((x) => x / Math.hypot(...p));
  const { across, over } = frame(n);
  const [a, b] = [sigma * gaussian(random), sigma * gaussian(random)];
  const tilted = n.map((x, k) => x + a * (across[k] ?? 0) + b * (over[k] ?? 0));
  // A shower that fluctuates to nothing is a hit of a MeV.
  return { e: Math.max(e * (1 + resolution * gaussian(random)), 1e-3), n: tilted.map((x) => x / Math.hypot(...tilted)) };
}

/**
 * Two directions at right angles to a third and to each other.
 * @param {readonly number[]} n
 */
function frame([x = 0, y = 0, z = 0]) {
  const away = Math.abs(x) < 0.9 ? [1, 0, 0] : [0, 1, 0];
  const raw = cross([x, y, z], away);
  const across = raw.map((k) => k / Math.hypot(...raw));
  return { across, over: cross([x, y, z], across) };
}

/** @param {readonly number[]} a @param {readonly number[]} b */
function cross([ax = 0, ay = 0, az = 0], [bx = 0, by = 0, bz = 0]) {
  return [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
}

/** @param {readonly number[]} a @param {readonly number[]} b */
function dot(a, b) {
  return a.reduce((sum, x, k) => sum + x * (b[k] ?? 0), 0);
}

/** @param {number} cosine */
function degrees(cosine) {
  return (Math.acos(Math.min(Math.max(cosine, -1), 1)) * 180) / Math.PI;
}

/** @param {() => number} random */
function gaussian(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/**
 * A stream of numbers in [0, 1): mulberry32. Each event has its own, so that events do not depend on each other.
 * @param {number} seed
 * @returns {() => number}
 */
export function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Columns of observables for columns of events under the names of `dualnu events`.
 * @param {Readonly<Record<string, ArrayLike<unknown>>>} truth
 * @param {number} seed
 */
export function reconstructAll(truth, seed) {
  /** @param {string} name @param {number} i */
  const number = (name, i) => Number(truth[name]?.[i]);
  /** @param {string} name @param {number} i @returns {Lepton} */
  const lepton = (name, i) => ({
    e: number(`${name}_e_gev`, i),
    p: [number(`${name}_px_gev`, i), number(`${name}_py_gev`, i), number(`${name}_pz_gev`, i)],
  });
  const events = Array.from({ length: truth.weight?.length ?? 0 }, (_, i) =>
    reconstruct(lepton('eminus', i), lepton('eplus', i), randomNumbers(seed + Math.imul(i, 0x9e3779b1))),
  );
  return {
    e_pair_gev: Float64Array.from(events, (event) => event.e_pair_gev),
    theta_pair_deg: Float64Array.from(events, (event) => event.theta_pair_deg),
    opening_deg: Float64Array.from(events, (event) => event.opening_deg),
    topology: events.map((event) => event.topology),
    bdt_score: Float64Array.from(events, (event) => event.bdt_score),
  };
}

/**
 * Reads a file of events and writes it with observables; the file's metadata, which say at which point the events were generated, are kept.
 * @param {string} from
 * @param {string} to
 * @param {number} seed
 */
export async function simulate(from, to, seed) {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetRead } = await import('hyparquet');
  const { parquetWriteFile } = await import('hyparquet-writer');
  const file = await asyncBufferFromFile(from);
  const metadata = await parquetMetadataAsync(file);
  const types = metadata.schema.filter(({ num_children: children }) => children === undefined);
  /** @type {Record<string, unknown[]>} */
  const truth = Object.fromEntries(types.map(({ name }) => [name, []]));
  await parquetRead({
    file,
    metadata,
    onChunk: ({ columnName, columnData, rowStart }) => {
      const column = truth[columnName] ?? [];
      for (let k = 0; k < columnData.length; k++) column[rowStart + k] = columnData[k];
    },
  });
  const found = reconstructAll(truth, seed);
  parquetWriteFile({
    filename: to,
    columnData: [
      ...types.map(({ name, type }) => ({
        name,
        data: truth[name] ?? [],
        type: type === 'BYTE_ARRAY' ? /** @type {const} */ ('STRING') : /** @type {any} */ (type),
        nullable: false,
      })),
      ...Object.entries(OBSERVABLES).map(([name, type]) => ({
        name,
        data: found[/** @type {keyof typeof found} */ (name)],
        type: /** @type {any} */ (type),
        nullable: false,
      })),
    ],
    kvMetadata: metadata.key_value_metadata ?? [],
  });
  const selected = found.topology.filter((topology) => topology !== 'none').length;
  return { events: found.topology.length, selected };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [from, to, seed = '1'] = process.argv.slice(2);
  if (from === undefined || to === undefined) {
    console.error('usage: node simulate.mjs truth.parquet reconstructed.parquet [seed]');
    process.exit(2);
  }
  const { events, selected } = await simulate(from, to, Number(seed));
  console.log(`${events} events, of which ${selected} are selected: ${to}`);
}
