/** Gauss-Legendre quadrature on [0, 1]. */
import { at } from '../at.js';

/** Nodes and weights of an n-point rule on [0, 1], shape [n] each. */
export interface QuadratureRule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

const rules = new Map<number, QuadratureRule>();

/** The n-point Gauss-Legendre rule, by Newton iteration on P_n from Chebyshev's guess; kept after the first call. */
export function gaussLegendre(n: number): QuadratureRule {
  const known = rules.get(n);
  if (known) return known;
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let derivative = 0;
    for (let step = 0; step < 100; step++) {
      const [value, slope] = legendre(n, x);
      derivative = slope;
      const dx = value / slope;
      x -= dx;
      if (Math.abs(dx) < 1e-16) break;
    }
    nodes[n - 1 - i] = (1 + x) / 2;
    weights[n - 1 - i] = 1 / ((1 - x * x) * derivative * derivative);
  }
  const rule = { nodes, weights };
  rules.set(n, rule);
  return rule;
}

function legendre(n: number, x: number): [number, number] {
  let previous = 1;
  let current = x;
  for (let k = 2; k <= n; k++) {
    [previous, current] = [current, ((2 * k - 1) * x * current - (k - 1) * previous) / k];
  }
  return [current, (n * (x * current - previous)) / (x * x - 1)];
}

/** Panels of an integral with fixed nodes, and Gauss-Legendre nodes in each. */
const PANELS = 2;
const NODES = 12;

/** A smooth function integrated over [from, to], at fixed nodes. */
export function byPanels(from: number, to: number, f: (x: number) => number): number {
  const { nodes, weights } = gaussLegendre(NODES);
  const width = (to - from) / PANELS;
  let sum = 0;
  for (let panel = 0; panel < PANELS; panel++) {
    for (let i = 0; i < NODES; i++) {
      sum += width * at(weights, i) * f(from + (panel + at(nodes, i)) * width);
    }
  }
  return sum;
}
