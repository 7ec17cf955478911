/** The flags of a grid: each marks points that are doubtful for one reason. */
import { flagWord } from '../tiles/variables.js';

/** Bits of the `flags` variable. Zero means that nothing is doubtful. */
export const FLAGS = {
  /** No decay N -> N' e+e- (m - m' <= 2 m_e), or production above the flux's energy range. Signal 0. */
  closed: 1,
  /** Too few events: their error moves chi2 by more than 1 at the end of the signal's 95 % interval (see `createSampleJudge`). */
  lowEffectiveSampleSize: 2,
  /** A fixed-point sum exceeded its proven bound: the point's numbers must not be used. */
  overflow: 4,
  /** N -> N' Z' with a real Z' (m - m' > mZ'). */
  onShell: 8,
  /** Gamma/m above 1 %: the zero-width treatment of N is doubtful. */
  broadWidth: 16,
  /** m5 > 3 m4 (off-shell) or mZ' > 2 m4 (on-shell): dark decays are open unless V_44 = 0. */
  darkDecayOpen: 32,
  /** mu+mu- or hadronic decays are open, and at least one of them neglected. */
  muonDecayOpen: 64,
  /** |U|^2 above 0.01: V_mu = U_mu holds to O(|U|^2) only. Where Umu5_sq is only a factor of the yields, its axis carries this flag instead. */
  largeMixing: 128,
  /** m - m' = mZ' as written, or so near that the width of the Z' changes the width of N by more than 1 %. */
  zprimeThreshold: 256,
  /** At some |U|^2 chi2 is not known, for lack of a covariance or because float32 cannot hold a number. The grid has the fill value there. */
  chi2Unknown: 512,
  /** More than 1 % of the events of a mass point are where a sample has none (docs/physics.md, section 6). */
  sampleUncovered: 1024,
  /** A bin with at least 1 % of the signal has fewer than 100 effective events of a sample. */
  sampleFewEvents: 2048,
} as const;

/** The words of the bits that are set. */
export function flagNames(flags: number): string[] {
  return Object.entries(FLAGS)
    .filter(([, bit]) => (flags & bit) !== 0)
    .map(([name]) => flagWord(name));
}
