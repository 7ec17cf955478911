/** Flags of a grid's points: what is doubtful about them. */

/** Bits of the `flags` variable. Zero means: nothing to say. */
export const FLAGS = {
  /** No decay N -> N' e+e- (m - m' <= 2 m_e), or production above the flux's energy range. Signal 0. */
  closed: 1,
  /** Too few events: their error moves chi2 by more than 1 at the end of the signal's 95 % interval (see `createSampleJudge`). */
  lowEffectiveSampleSize: 2,
  /** A fixed-point sum left its proven bound: the point's numbers are not to be used. */
  overflow: 4,
  /** N -> N' Z' with a real Z' (m - m' > mZ'). */
  onShell: 8,
  /** Gamma/m above 1 %: the zero-width treatment of N is doubtful. */
  broadWidth: 16,
  /** m5 > 3 m4 (off-shell) or mZ' > 2 m4 (on-shell): dark decays are open unless V_44 = 0. */
  darkDecayOpen: 32,
  /** mu+mu- or hadronic decays are open, and at least one of them neglected. */
  muonDecayOpen: 64,
  /** |U|^2 above 0.01: V_mu = U_mu holds to O(|U|^2) only. On the axis Umu5_sq where that is a factor only. */
  largeMixing: 128,
  /** m - m' = mZ' as written, or so near that the width of the Z' changes that of N by more than 1 %. */
  zprimeThreshold: 256,
  /** At some |U|^2 of this point chi2 is not known: no covariance, or numbers that float32 cannot hold. It holds the fill value there. */
  chi2Unknown: 512,
} as const;

/** Names of the bits that are set, in words: `low_effective_sample_size`. */
export function flagNames(flags: number): string[] {
  return Object.entries(FLAGS)
    .filter(([, bit]) => (flags & bit) !== 0)
    .map(([name]) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}
