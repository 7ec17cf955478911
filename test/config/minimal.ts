/** The smallest scan file that is worth a scan; line numbers in tests count its lines. */
export const MINIMAL = `model:
  kind: dual
  parameters:
    mZprime_gev: 1.25
axes:
  Umu5_sq: { log: [1e-6, 1e-1], points: 3 }
  m5_gev: { log: [0.11, 1.3], points: 3 }
  m4_gev: { log: [0.01, 1], points: 3 }
experiments: [microboone-2025]
`;
