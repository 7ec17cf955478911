/** The lifetimes that a scan asks for at a mass point: of the whole scan, so that nodes do not depend on its tiles. */
import { distinctLifetimes } from '../physics/lifetimeNodes.js';
import type { DecaySide } from '../physics/massPoint.js';
import type { CompetingDecays } from '../physics/widths.js';
import type { ResolvedScan } from '../resolved/scan.js';
import { couplingTerms, lifetimesAt } from './lifetime.js';
import { couplingsOfScan } from './tileLayout.js';

/** The distinct values of 1/(c tau) of a mass point at all coupling points of its scan, 1/cm, rising; none where it is closed. */
export type LifetimeValues = (p: DecaySide, competing: CompetingDecays) => Float64Array;

/** Makes that function of a scan. */
export function createLifetimeValues(scan: ResolvedScan): LifetimeValues {
  const terms = couplingsOfScan(scan).map((coupling) => couplingTerms(scan, coupling));
  return (p, competing) => {
    const { ctauCm } = lifetimesAt(p, competing, terms);
    return distinctLifetimes(ctauCm.filter((ctau) => ctau > 0).map((ctau) => 1 / ctau));
  };
}
