/** Output `branching_ee`: the branching ratio of N to e+e-. */

import { at } from '../at.js';
import { decaySideOf } from '../prediction/channelPoints.js';
import { competingDecays, couplingTerms, lifetimesAt } from '../prediction/lifetime.js';
import { forEachPoint, pointsOn } from '../prediction/tileLayout.js';
import { SAME } from './joins.js';
import type { EvaluatedTile, Output } from './output.js';
import { LIFETIME_AXES } from './places.js';

/** The output `branching_ee`. */
export const branching = {
  name: 'branching_ee',
  summary: 'branching ratio of the heavy neutrino to e+e-, with those decays beside it that the scan counts',
  needs: [],
  byDefault: false,
  variables: [
    {
      name: 'branching_ee',
      dtype: 'float32',
      units: '1',
      longName: 'branching ratio of the heavy neutrino to e+e-',
      meaning: 'branching ratio of N to e+e- beside the `decays` that count; 0 where it has no such decay',
      on: LIFETIME_AXES,
      join: SAME,
      each: false,
      make: branchingOf,
    },
  ],
} as const satisfies Output;

/** The branching ratio in a tile, which depends on masses and couplings only (docs/physics.md, section 3). */
function branchingOf({ scan, layout }: EvaluatedTile): Float32Array {
  const { masses, couplings, lifetimeAxes } = layout();
  const terms = couplings.map((coupling) => couplingTerms(scan, coupling));
  const ratios = masses.map((massPoint) => {
    const side = decaySideOf(scan, massPoint);
    if (side.mode === 'closed') return new Float64Array(couplings.length);
    return lifetimesAt(side, competingDecays(scan, side), terms).branching;
  });
  const values = new Float32Array(pointsOn(lifetimeAxes));
  forEachPoint(lifetimeAxes, (cell, mass, coupling) => {
    values[cell] = at(at(ratios, mass), coupling);
  });
  return values;
}
