/** Integrals over the spectrum of a virtual mediator, split at the thresholds and breaks of its final states. GeV. */
import { overPairMass, smallestPoleGap } from './pairMass.js';

/**
 * dGamma/dq2 without its propagator; q2, gap = (m - m')^2 - q2 and above = q2 - (start of the piece)^2 in GeV^2. `node` counts the nodes of
 * complete pieces, whose q2 depend on mX only. It is negative in the last piece, which ends at m - m', and for a finite width.
 */
export type Density = (q2: number, gap: number, above: number, node: number) => number;

/** The propagator: mX in GeV, mX^2 - (m - m')^2 and mX Gamma_X in GeV^2. */
export interface Pole {
  readonly mX: number;
  readonly hi: number;
  readonly width: number;
}

/**
 * Integral of density/((q2 - mX^2)^2 + width^2) over q2 from edges[0]^2 to `end`^2, split at the edges, all in GeV; 0 if the range is
 * empty.
 */
export function spectrumIntegral(
  edges: readonly number[],
  end: number,
  { mX, hi, width }: Pole,
  nodes: number,
  density: Density,
): number {
  const gapTo = (energy: number, root: number) => (energy - root) * (energy + root);
  let total = 0;
  edges.forEach((from, i) => {
    if (from >= end) return;
    const to = Math.min(edges[i + 1] ?? end, end);
    const isLast = to === end;
    const beyond = gapTo(end, to);
    // Without a width the nodes of complete pieces depend on mX only, bit for bit.
    const hiOfPiece = width > 0 ? gapTo(mX, to) : Math.max(gapTo(mX, to), smallestPoleGap(mX));
    let node = isLast || width > 0 ? Number.NEGATIVE_INFINITY : i * nodes;
    overPairMass(isLast ? hi : hiOfPiece, gapTo(to, from), width, nodes, (above, below, _, propagator) => {
      total += propagator * density(from * from + above, below + beyond, above, node);
      node++;
    });
  });
  return total;
}
