/** The default response to pairs in a liquid-argon TPC (ASSUMPTION; docs/physics.md, section 8). GeV and degrees. */
import { expm1Negative, logistic } from './numeric.js';

/** Parameters of the response, a flat record with the same names in WGSL. */
export interface PairResponse {
  readonly efficiency: number;
  readonly energyScaleGev: number;
  readonly angleScaleDeg: number;
  readonly openingDeg: number;
  readonly openingWidthDeg: number;
  readonly separationEnergyGev: number;
  readonly separationEnergyWidthGev: number;
  readonly showerEnergyGev: number;
  readonly showerEnergyWidthGev: number;
}

/** Efficiency at given pair energy and angle to the beam, in [0, 1]. */
export function pairEfficiency(p: PairResponse, energyGev: number, thetaDeg: number): number {
  const e = energyGev / p.energyScaleGev;
  const t = thetaDeg / p.angleScaleDeg;
  return p.efficiency * expm1Negative(e * e) * Math.exp(-t * t);
}

/** Probabilities of [one shower, one shower + one track, two showers] for a selected pair; they sum to 1. */
export function topologyProbabilities(
  p: PairResponse,
  openingDeg: number,
  minEnergyGev: number,
): [number, number, number] {
  const separated =
    logistic((openingDeg - p.openingDeg) / p.openingWidthDeg) *
    logistic((minEnergyGev - p.separationEnergyGev) / p.separationEnergyWidthGev);
  const twoShowers = separated * logistic((minEnergyGev - p.showerEnergyGev) / p.showerEnergyWidthGev);
  return [1 - separated, separated - twoShowers, twoShowers];
}
