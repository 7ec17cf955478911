/** All probes. */

import { hiddenProbes } from './hidden.js';
import {
  fixedPointProbes,
  geometryProbes,
  laplaceProbes,
  lifetimeNodesProbes,
  numericProbes,
} from './numeric.js';
import { decayProbes, eventProbes, kinematicsProbes, mediatorProbes, upscatteringProbes } from './physics.js';
import { poissonProbes } from './poisson.js';
import type { Probe } from './probe.js';
import { protonProbes } from './proton.js';
import { reconstructionProbes } from './reconstruction.js';
import { statisticsProbes } from './statistics.js';
import { responseProbes, tableProbes } from './tables.js';
import { sphereProbes, upstreamProbes } from './upstream.js';

/** One probe per WGSL function with a twin. */
export async function allProbes(): Promise<readonly Probe[]> {
  return [
    ...numericProbes,
    ...laplaceProbes,
    ...lifetimeNodesProbes,
    ...geometryProbes,
    ...fixedPointProbes,
    ...upstreamProbes,
    ...sphereProbes,
    ...upscatteringProbes,
    ...protonProbes,
    ...kinematicsProbes,
    ...decayProbes,
    ...hiddenProbes,
    ...responseProbes,
    ...reconstructionProbes,
    ...(await tableProbes()),
    ...statisticsProbes,
    ...mediatorProbes,
    ...poissonProbes,
    ...eventProbes,
  ];
}
