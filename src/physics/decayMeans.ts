/** Means over the decay N -> N' e+e-. MODEL section 3; DarkNews arXiv:2207.04137. GeV. */
import { DIRAC, daughterAsymmetry, decayMode, pairMassDensity, pairMassGaps, pairMassMap } from './decay.js';
import { gaussLegendre } from './quadrature.js';

/** Nodes of the mean over q2: 1e-7 up to threshold and up to m - m' = mZ'. */
const NODES = 96;

/** What a pair carries on average, in the rest frame of N. */
export interface DecayMeans {
  /** Mean energy of the pair over m. */
  readonly energyFraction: number;
  /** Mean m_ee, GeV. */
  readonly pairMassGev: number;
  /** Mean cos(theta*) of the daughter neutrino about the flight of an N of helicity -1: -<A>/3, and 0 for Majorana. */
  readonly cosDaughter: number;
}

/** Means over the q2 spectrum, or at q2 = mZ'^2 where the Z' is real; undefined where no pair can be made. */
export function decayMeans(
  m: number,
  mPrime: number,
  mZprime: number,
  nature: number,
): DecayMeans | undefined {
  const mode = decayMode(m, mPrime, mZprime);
  if (mode === 'closed') return undefined;
  const splittingSq = (m - mPrime) ** 2;
  if (mode === 'onshell') {
    const gap = (m - mPrime - mZprime) * (m - mPrime + mZprime);
    return meansAt(gap, mZprime * mZprime, m, mPrime, nature);
  }
  const { lo, hi, range } = pairMassMap(m, mPrime, mZprime);
  const { nodes, weights } = gaussLegendre(NODES);
  let [norm, energyFraction, pairMassGev, cosDaughter] = [0, 0, 0, 0];
  for (let i = 0; i < nodes.length; i++) {
    // u = t^2 (3 - 2t) takes the square roots from both ends.
    const t = nodes[i] ?? 0;
    const [above, gap] = pairMassGaps(t * t * (3 - 2 * t), lo, hi, range);
    const weight = (weights[i] ?? 0) * t * (1 - t) * pairMassDensity(above, gap, m, mPrime, nature);
    const at = meansAt(gap, splittingSq - gap, m, mPrime, nature);
    norm += weight;
    energyFraction += weight * at.energyFraction;
    pairMassGev += weight * at.pairMassGev;
    cosDaughter += weight * at.cosDaughter;
  }
  return {
    energyFraction: energyFraction / norm,
    pairMassGev: pairMassGev / norm,
    cosDaughter: cosDaughter / norm,
  };
}

/** The three at a given q2 = m_ee^2 in GeV^2, `gap` = (m - m')^2 - q2. */
function meansAt(gap: number, q2: number, m: number, mPrime: number, nature: number): DecayMeans {
  return {
    energyFraction: (m * m + q2 - mPrime * mPrime) / (2 * m * m),
    pairMassGev: Math.sqrt(q2),
    cosDaughter: nature === DIRAC ? -daughterAsymmetry(q2, gap, m, mPrime) / 3 : 0,
  };
}
