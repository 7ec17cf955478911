/** Adaptive quadrature of the spectrum of q2: knows neither the maps nor the parts of the code. */
import { pairMassDensity } from '../../src/physics/mediators/vectorDecay.js';
import { pairMassRange } from '../../src/physics/pairMass.js';
import { gaussLegendre } from '../../src/physics/quadrature.js';

function byRule(f: (x: number) => number, a: number, b: number, n: number): number {
  const { nodes, weights } = gaussLegendre(n);
  return (b - a) * nodes.reduce((sum, x, i) => sum + (weights[i] ?? 0) * f(a + (b - a) * x), 0);
}

/** Integral of f from a to b, halved until two rules agree within a relative 1e-9. */
export function adaptive(f: (x: number) => number, a: number, b: number, depth = 0): number {
  const [coarse, fine] = [byRule(f, a, b, 10), byRule(f, a, b, 16)];
  if (Math.abs(coarse - fine) <= 1e-9 * Math.abs(fine) || depth > 40) return fine;
  const middle = (a + b) / 2;
  return adaptive(f, a, middle, depth + 1) + adaptive(f, middle, b, depth + 1);
}

/**
 * Integral of `pairMassDensity` of(distance)/((q2 - mZ'^2)^2 + width^2) over q2, GeV^2, in the gap g = (m - m')^2 - q2 where the pole stands at
 * g = -hi. Cut at decades of the distance from both ends, from the pole and in units of its width; square roots at the ends are taken
 * away.
 */
export function adaptiveIntegral(
  m: number,
  mPrime: number,
  hi: number,
  width: number,
  nature: number,
  of: (distance: number) => number = () => 1,
): number {
  const range = pairMassRange(m, mPrime);
  const scales = [range, Math.abs(hi), width];
  const cuts = new Set([0, range]);
  for (const scale of scales) {
    for (let decade = -18; decade <= 16; decade++) {
      for (const x of [1, -1].map((sign) => sign * scale * 10 ** decade)) {
        for (const g of [x, range - x, x - hi]) if (g > 0 && g < range) cuts.add(g);
      }
    }
  }
  if (hi < 0 && -hi < range) cuts.add(-hi);
  const edges = [...cuts].sort((a, b) => a - b);
  const term = (above: number, gap: number) => {
    const distance = hi + gap;
    return (pairMassDensity(above, gap, m, mPrime, nature) * of(distance)) / (distance ** 2 + width ** 2);
  };
  return edges.slice(1).reduce((sum, to, i) => {
    const from = edges[i] ?? 0;
    if (from === 0) return sum + adaptive((s) => 2 * s * term(range - s * s, s * s), 0, Math.sqrt(to));
    if (to < range) return sum + adaptive((g) => term(range - g, g), from, to);
    return sum + adaptive((s) => 2 * s * term(s * s, range - s * s), 0, Math.sqrt(range - from));
  }, 0);
}
