/** Responses as tables of true quantities: what is tabulated, and what the tables give back. */
import { expect, it } from 'vitest';
import { loadExperiment } from '../../src/experiment/load.js';
import { pairQuantities, QUANTITIES } from '../../src/physics/quantities.js';
import { cellProbabilities } from '../../src/physics/reconstruction.js';
import { compileResponse } from '../../src/response/compile.js';
import {
  canBeTabulated,
  DEFAULT_NODES,
  PAIR_QUANTITIES,
  type PairNodes,
  pairOf,
  tableResponse,
  tabulateResponse,
} from '../../src/response/tabulate.js';
import { randomStream } from '../scans.js';

const { response } = await loadExperiment('microboone-2025');
const u = new Float64Array(6);

/** Efficiencies that a table of some nodes has at the quantities of a pair. */
function evaluator(nodes: PairNodes) {
  const { data } = compileResponse(tableResponse(tabulateResponse(response, nodes), 'tables'));
  return (at: readonly number[]) => cellProbabilities(data, u, ...pairOf(at));
}

/** A node between each two. */
function refined(nodes: PairNodes): PairNodes {
  const twice = (list: readonly number[]) =>
    list.flatMap((node, i) => (i === 0 ? [node] : [((list[i - 1] ?? 0) + node) / 2, node]));
  return {
    e_ee_gev: twice(nodes.e_ee_gev),
    theta_ee_deg: twice(nodes.theta_ee_deg),
    opening_deg: twice(nodes.opening_deg),
    asymmetry: twice(nodes.asymmetry),
  };
}

it('makes pairs that have the quantities asked for', () => {
  const random = randomStream(3);
  for (let i = 0; i < 500; i++) {
    const at = [0.06 + 2 * random(), 179 * random(), 0.5 + 178 * random(), 0.98 * random()];
    const q = pairQuantities(...pairOf(at));
    PAIR_QUANTITIES.forEach((name, k) => {
      const own = q[QUANTITIES.indexOf(name)] ?? Number.NaN;
      expect(Math.abs(own - (at[k] ?? 0)), `${name} of ${at}`).toBeLessThan(1e-6 * (1 + (at[k] ?? 0)));
    });
    const [minus, eMinus, plus, ePlus] = pairOf(at);
    for (const [p, e] of [
      [minus, eMinus],
      [plus, ePlus],
    ] as const) {
      const square = (p[0] ?? 0) ** 2 + (p[1] ?? 0) ** 2 + (p[2] ?? 0) ** 2;
      expect(Math.abs(e * e - square - 0.51099895e-3 ** 2)).toBeLessThan(1e-12);
    }
  }
});

it('is the response itself at every node', () => {
  const table = evaluator(DEFAULT_NODES);
  const { rows, cells } = tabulateResponse(response);
  expect(cells).toEqual(['one-shower', 'one-shower-one-track', 'two-showers']);
  expect(rows).toHaveLength(16 * 12 * 12 * 16);
  for (const { at, cells: own } of rows.filter((_, i) => i % 97 === 0)) {
    const direct = cellProbabilities(response.table, u, ...pairOf(at));
    own.forEach((p, cell) => {
      expect(p).toBe(direct[cell]);
      // Where a lepton would have less than its mass the pair is not quite that of the node.
      const isPair = ((at[0] ?? 0) * (1 - (at[3] ?? 0))) / 2 > 0.6e-3;
      if (isPair) expect(Math.abs((table(at)[cell] ?? 0) - p)).toBeLessThan(1e-9);
    });
  }
});

it('errs between its nodes with the square of their distance', () => {
  const random = randomStream(5);
  const coarse: PairNodes = {
    e_ee_gev: [0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4],
    theta_ee_deg: [0, 15, 30, 45, 60],
    opening_deg: [4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 34],
    asymmetry: [0, 0.1, 0.2, 0.3, 0.4, 0.5],
  };
  const points = Array.from({ length: 400 }, () => [
    0.1 + 0.3 * random(),
    60 * random(),
    4 + 30 * random(),
    0.5 * random(),
  ]);
  const errors = [coarse, refined(coarse)].map((nodes) => {
    const table = evaluator(nodes);
    const squares = points.map((at) => {
      const direct = cellProbabilities(response.table, u, ...pairOf(at));
      return direct.reduce((sum, p, cell) => sum + (p - (table(at)[cell] ?? 0)) ** 2, 0);
    });
    return Math.sqrt(squares.reduce((sum, x) => sum + x, 0) / squares.length);
  });
  const [rough = 0, fine = 0] = errors;
  expect(rough).toBeLessThan(0.01);
  // A quarter, to the extent that both are small.
  expect(fine / rough).toBeGreaterThan(0.15);
  expect(fine / rough).toBeLessThan(0.4);
});

it('is made of responses with few cells only', async () => {
  expect(canBeTabulated(response)).toBe(true);
  expect(canBeTabulated((await loadExperiment('miniboone-2020')).response)).toBe(false);
});
