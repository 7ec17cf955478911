/**
 * What the kernels do, in operations and bytes of their text instead of seconds of some machine: an event, a deposit, a yield and
 * a grid point must not become costlier unnoticed. Means over events of a scan, on the branches that they take.
 */
import { describe, expect, it } from 'vitest';
import { loadExperiment } from '../../src/experiment/load.js';
import { reduceSizes } from '../../src/gpu/reducePass.js';
import { BORN } from '../../src/physics/geometry.js';
import { LIFETIME_LANES } from '../../src/physics/lifetimeNodes.js';
import { dual, everywhere, quickstart, scanOf, withRun } from '../scans.js';
import { point } from '../twins/bounds.js';
import { Evaluator } from '../twins/wgsl/evaluate.js';
import { type Counts, combine, OPERATIONS, Tally } from '../twins/wgsl/operations.js';
import { parseModule } from '../twins/wgsl/syntax.js';
import {
  type Change,
  countChi2,
  countEvents,
  countLifetimes,
  countReduction,
  countSum,
  countYield,
  type ReadSums,
} from './countedKernels.js';

/** Of a rise or a fall of a mean; what is the same for every event is exact. */
const TOLERANCE = 0.02;
const EVENTS = 64;
/** Of an invocation of the reduce kernel on hardware. */
const { FOURS } = reduceSizes({ software: false });

const changes = { eventsPerMassPoint: EVENTS };
const microboone = everywhere(scanOf([], changes));
const tank = { dirt: undefined, protonElastic: true, antineutrinos: false };
const miniboone = withRun(scanOf([], changes), {
  experiment: await loadExperiment('miniboone-2020'),
  production: tank,
});
const combined = withRun(quickstart, {
  experiment: await loadExperiment('miniboone-2020:combined'),
  production: tank,
});
const masses = { m4: 0.1, m5: 0.2 };
const offShell = dual({ ...masses, mZprime: 1.25 });
const onShell = dual({ ...masses, mZprime: 0.03 });
const box = { scan: microboone, masses: offShell, channel: 'tpc: Ar40' };
const oil = { scan: miniboone, masses: offShell, channel: 'tank: C12' };

/** Counts of a call of a function. */
type Count = (change?: Change) => Promise<Counts>;

const inEvents =
  (name: string, at = box): Count =>
  async (change) =>
    (await countEvents(at, change)).events.perCall(name);
const inTemplates =
  (name: string, at = box): Count =>
  async (change) =>
    (await countEvents(at, change)).templates.perCall(name);
/** Of an event and a quad of moments in a bin. */
const perDeposit =
  (at: typeof box): Count =>
  async (change) =>
    combine([[1 / EVENTS, await inTemplates('deposit', at)(change)]]);
const of =
  (name: string, count: (change?: Change) => Promise<Tally>): Count =>
  async (change) =>
    (await count(change)).perCall(name);

/** Of an event and a value of 1/(c tau), in all three bins. */
const perLifetime =
  (born: number): Count =>
  async (change) => {
    const tally = await countLifetimes(microboone, born, change);
    return combine([[1 / LIFETIME_LANES, tally.perCall('addStaged')]]);
  };

const eightYields = (born: number, read: ReadSums): Count =>
  of('evaluateChannel', (change) => countYield(microboone, born, read, change));

const COUNTS: Readonly<Record<string, Count>> = {
  neutrinoEnergy: inEvents('neutrinoEnergy'),
  formFactor: inEvents('formFactor'),
  'mapEvent, box, off shell': inEvents('mapEvent'),
  'mapEvent, box, on shell': inEvents('mapEvent', { ...box, masses: onShell }),
  'mapEvent, box, proton': inEvents('mapEvent', { ...box, channel: 'tpc: protons' }),
  'mapEvent, upstream': inEvents('mapEvent', { ...box, channel: 'dirt: O16' }),
  'mapEvent, sphere': inEvents('mapEvent', oil),
  'mapEvent, shell': inEvents('mapEvent', { ...oil, channel: 'rim: C12' }),
  'cellProbabilities, MicroBooNE': inEvents('cellProbabilities'),
  'cellProbabilities, MiniBooNE': inEvents('cellProbabilities', oil),
  laplacePosition: inEvents('laplacePosition'),
  laplaceWeights: inTemplates('laplaceWeights'),
  'event, MicroBooNE': inEvents('record'),
  'event, MiniBooNE': inEvents('record', oil),
  'deposit, MicroBooNE': perDeposit(box),
  'deposit, MiniBooNE': perDeposit(oil),
  'event and lifetime, inside': perLifetime(BORN.inside),
  'event and lifetime, outside': perLifetime(BORN.upstream),
  'eight yields, inside': eightYields(BORN.inside, { form: 'measures' }),
  'eight yields, outside': eightYields(BORN.upstream, { form: 'measures' }),
  'eight yields, 32 nodes': eightYields(BORN.inside, { form: 'lifetimes', nodes: 32, isExact: false }),
  'eight yields, exact': eightYields(BORN.inside, { form: 'lifetimes', nodes: 32, isExact: true }),
  'chi2, 3 bins': of('preparedChi2', (change) => countChi2(quickstart, change)),
  'chi2, 22 of 38 bins': of('preparedChi2', (change) => countChi2(combined, change)),
  'grid point, 3 bins': of('scanChi2', (change) => countChi2(quickstart, change)),
  'grid point, 22 of 38 bins': of('scanChi2', (change) => countChi2(combined, change)),
  'reducing a number': async (change) =>
    combine([[1 / (4 * FOURS), (await countReduction(FOURS, change)).perCall('reduceFours')]]),
  'adding two numbers': of('sumOfTwo', (change) => countSum(EVENTS, change)),
  'adding a further number': async (change) => {
    const tally = await countSum(EVENTS, change);
    return combine([
      [1, tally.perCall('doubleOf')],
      [1, tally.perCall('sumOf')],
    ]);
  },
};

/** In the order of OPERATIONS. */
const RECORD: Readonly<Record<string, readonly number[]>> = {
  neutrinoEnergy: [19, 18.5625, 24.8438, 4, 1, 0, 9.2813, 61.125, 0, 0, 0],
  formFactor: [31, 3, 5, 0, 0, 0, 4, 16, 0, 0, 0],
  'mapEvent, box, off shell': [569, 85, 0, 47, 17, 3, 0, 0, 0, 0, 0],
  'mapEvent, box, on shell': [484, 83, 0, 38, 15, 3, 0, 0, 0, 0, 0],
  'mapEvent, box, proton': [612, 85, 0, 57, 17, 3, 0, 0, 0, 0, 0],
  'mapEvent, upstream': [675.3438, 90.4688, 0, 62.4063, 29.2031, 6, 0, 0, 0, 0, 0],
  'mapEvent, sphere': [621, 87, 0, 46, 19, 5, 0, 0, 0, 0, 0],
  'mapEvent, shell': [620.0781, 86.2344, 0, 45.7188, 18.3594, 5.7188, 0, 0, 0, 0, 0],
  'cellProbabilities, MicroBooNE': [106, 45, 19, 15, 2, 5, 19, 76, 0, 0, 0],
  'cellProbabilities, MiniBooNE': [578.4219, 240.0156, 145.9844, 27.8594, 17, 6, 51.5938, 206.375, 0, 0, 0],
  laplacePosition: [0, 3, 0, 2, 0, 1, 0, 0, 0, 0, 0],
  laplaceWeights: [31, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0],
  'event, MicroBooNE': [730, 178.5625, 108.8438, 68, 21, 9, 44.2813, 201.125, 4, 28, 0],
  'event, MiniBooNE': [1254.4219, 398.5156, 299.7344, 79.8594, 38, 12, 82.8438, 355.375, 12, 60, 0],
  'deposit, MicroBooNE': [77, 9.0313, 14.0156, 0, 0, 4, 2, 20, 0, 0, 128],
  'deposit, MiniBooNE': [2.4063, 3.25, 2.3906, 0, 0, 0.125, 1.0313, 4.5, 0, 0, 4],
  'event and lifetime, inside': [78, 9.0313, 10, 0, 0, 1, 0, 0, 0, 0, 20],
  'event and lifetime, outside': [63, 7.0313, 10, 0, 0, 1, 0, 0, 0, 0, 20],
  'eight yields, 32 nodes': [6040, 4222, 4673, 400, 8, 0, 643, 2716, 0, 0, 0],
  'eight yields, exact': [600, 389, 685, 32, 8, 0, 203, 828, 0, 0, 0],
  'eight yields, inside': [28152, 23116, 11092, 16, 8, 864, 451, 6416, 0, 0, 0],
  'eight yields, outside': [16632, 21580, 11092, 16, 8, 864, 451, 6416, 0, 0, 0],
  'chi2, 3 bins': [133, 77, 19, 12, 6, 0, 31, 124, 0, 0, 0],
  'chi2, 22 of 38 bins': [7925, 3272, 3795, 110, 44, 0, 1167, 4668, 0, 0, 0],
  'grid point, 3 bins': [145, 118, 79, 12, 6, 0, 41, 164, 2, 8, 0],
  'reducing a number': [0, 9.5313, 4.25, 0, 0, 0, 0.25, 4, 0, 0, 0],
  'adding two numbers': [1, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  'adding a further number': [0, 38, 51, 0, 0, 0, 0, 0, 0, 0, 0],
  'grid point, 22 of 38 bins': [8079, 3679, 3981, 110, 44, 0, 1256, 5024, 4, 16, 0],
};

/** What rose or fell, in words; with what to write where it was meant. */
function differences(name: string, found: Counts): string[] {
  const recorded = RECORD[name] ?? [];
  const words = OPERATIONS.flatMap((kind, i) => {
    const [before, now] = [recorded[i] ?? Number.NaN, found[kind]];
    const allowed = Number.isInteger(before) ? 1e-9 : TOLERANCE * before;
    if (Math.abs(now - before) <= allowed) return [];
    const share = before > 0 ? ` by ${(100 * Math.abs(now / before - 1)).toFixed(1)} %` : '';
    return [`${name}: ${kind} ${now > before ? 'rose' : 'fell'}${share}, from ${before} to ${rounded(now)}`];
  });
  const row = OPERATIONS.map((kind) => rounded(found[kind])).join(', ');
  return words.length > 0 ? [...words, `where that is meant, RECORD has '${name}': [${row}]`] : [];
}

function rounded(x: number): number {
  return Math.round(x * 1e4) / 1e4;
}

/** One of everything, and a branch that is not taken. */
const EXAMPLE = `
const HALF: f32 = 0.5;
fn example(table: ptr<storage, array<vec2f>, read>, i: u32, x: f32) -> f32 {
  let v = (*table)[i + 1u] * (2.0 * HALF * x);
  if (x < 0.0) {
    return exp(x) / log(x) / sqrt(x);
  }
  return dot(v, v) / sqrt((*table)[i].x);
}`;

describe('operations', () => {
  it('are those of the text', () => {
    const tally = new Tally();
    const table = [1, 2].map((x) => [point(x), point(x)]);
    new Evaluator([parseModule(EXAMPLE)], {}, {}, tally).evaluate('example', [table, 0, point(3)]);
    expect(tally.perCall('example')).toEqual({
      // 2 HALF is a constant: times x, then twice for the vector; two products and a sum.
      arithmetic: 1 + 2 + 3,
      choices: 1,
      integers: 1,
      divisions: 1,
      roots: 1,
      transcendentals: 0,
      loads: 2,
      loadBytes: 8 + 4,
      stores: 0,
      storeBytes: 0,
      sharedBytes: 0,
    });
  });

  it.each(Object.keys(COUNTS))('%s', async (name) => {
    const found = await COUNTS[name]?.();
    expect(found && differences(name, found)).toEqual([]);
  });

  it.each([
    ['laplaceWeights', 'physics/laplace', 'exp(-2.0 * tilt)', 'exp(-tilt) * exp(-tilt)', 'transcendentals'],
    ['neutrinoEnergy', 'physics/flux', '(low + high) / 2u;', 'low + max((high - low) / 8u, 1u);', 'loads'],
    [
      'mapEvent, box, off shell',
      'physics/kinematics',
      '(gamma - 1.0) * along',
      'energy * energy / (gamma + 1.0) * along',
      'divisions',
    ],
    [
      'event, MicroBooNE',
      'events',
      'weight *= F * F',
      'weight *= F * formFactor(&formFactors, row.formFactorTable, sqrt(e.q2))',
      'loadBytes',
    ],
    [
      'deposit, MicroBooNE',
      'templates',
      'let terms = momentsOf(',
      'nodes[0] += vec4f(0.0);\n    let terms = momentsOf(',
      'sharedBytes',
    ],
    [
      'chi2, 22 of 38 bins',
      'statistics/cholesky',
      'sum -= lower[i][k] * lower[j][k]',
      'sum -= lower[i][k] / (1.0 / lower[j][k])',
      'divisions',
    ],
    [
      'reducing a number',
      'reduce',
      'most = max(most, number);',
      'most = max(most, ordered(fours[four][i]));',
      'loads',
    ],
    [
      'adding two numbers',
      'sum',
      'isOrdinary(x) && isOrdinary(y)',
      'isOrdinary(x) && isOrdinary(y) && isOrdinary(min(x, y))',
      'choices',
    ],
  ])('finds a costlier %s', async (name, path, text, costlier, kind) => {
    const found = await COUNTS[name]?.((module, source) => {
      if (module !== path) return source;
      expect(source).toContain(text);
      return source.replace(text, costlier);
    });
    expect(found && differences(name, found).join('\n')).toMatch(new RegExp(`${name}: ${kind} rose by`));
  });
});
