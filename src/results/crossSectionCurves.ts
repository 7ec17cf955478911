/** Cross sections as curves: finer than the table, and dense above threshold. */
import { spreadOver, within } from './axisSamples.js';
import { type CrossSectionRequest, crossSectionPoint, thresholdOf } from './crossSectionTable.js';

/** Points over the range of energies, beside those that a threshold needs. */
const CURVE_POINTS = 240;

/** Points (neutrino energy in GeV, cross section in cm2) in order of energy, of those above zero. */
type EnergyCurve = readonly (readonly [enuGev: number, sigmaCm2: number])[];

/** The cross section with the SM's Z, as the request has it, and that of Z' exchange alone. */
export function crossSectionCurves(request: CrossSectionRequest): {
  readonly total: EnergyCurve;
  readonly zprime: EnergyCurve;
} {
  const { energies } = request;
  const threshold = thresholdOf(request);
  const even = spreadOver(energies, CURVE_POINTS);
  const rising = Array.from({ length: 80 }, (_, i) => threshold * (1 + 10 ** (-6 + i / 14)));
  const points = within(energies, [...even, ...rising, ...energies.values])
    .filter((E) => E > threshold)
    .map((E) => crossSectionPoint(request, E));
  const curve = (key: 'sigma_cm2' | 'sigma_zprime_cm2') =>
    points.filter((p) => p[key] > 0).map((p) => [p.enu_gev, p[key]] as const);
  return { total: curve('sigma_cm2'), zprime: curve('sigma_zprime_cm2') };
}
