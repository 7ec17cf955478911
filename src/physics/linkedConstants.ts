/**
 * Constants of this folder that shaders are linked with, so that they are defined only once: `import constants::NAME` in WGSL. All are whole
 * numbers, u32 there. Kernels receive them together with the constants of a scan (engine/packing/kernels.ts).
 */
import { DIMENSION_COUNT, DIMENSIONS, SMEARING_DIMENSIONS } from './hypercube.js';
import { LIFETIME_LANES, MOST_NODES } from './lifetimeNodes.js';
import { QUANTITIES, QUANTITY_COUNT, type Quantity } from './quantities.js';
import * as responseLayout from './responseLayout.js';

/** Offsets, sizes and codes of a response's table: all numbers exported by its layout. */
function layoutNumbers(): Record<string, number> {
  const entries = Object.entries(responseLayout);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}

/** Index of a coordinate among those of `mapEvent`, which exclude the first one, the energy. */
function placeOf(name: keyof typeof DIMENSIONS): number {
  return DIMENSIONS[name] - 1;
}

/** Constants by their names in WGSL. */
export const LINKED_CONSTANTS: Readonly<Record<string, number>> = {
  ...layoutNumbers(),
  ...Object.fromEntries(QUANTITIES.map((name, code) => [`QUANTITY_${name.toUpperCase()}`, code])),
  QUANTITY_COUNT,
  LIFETIME_LANES,
  MOST_NODES,
  DIMENSION_COUNT,
  SMEARING_DIMENSIONS,
  MAPPED_DIMENSIONS: DIMENSION_COUNT - 1,
  Q2_AT: placeOf('q2'),
  PAIR_MASS_AT: placeOf('pairMass'),
  DAUGHTER_COS_AT: placeOf('daughterCos'),
  DAUGHTER_AZIMUTH_AT: placeOf('daughterAzimuth'),
  LEPTON_COS_AT: placeOf('leptonCos'),
  LEPTON_AZIMUTH_AT: placeOf('leptonAzimuth'),
  PRODUCED_AZIMUTH_AT: placeOf('producedAzimuth'),
  VERTEX_X_AT: placeOf('vertexX'),
  VERTEX_Y_AT: placeOf('vertexY'),
  VERTEX_Z_AT: placeOf('vertexZ'),
  UPSTREAM_AT: placeOf('upstream'),
};

/** Flags of the quantities in use, `USES_E_QE_GEV` (1 or 0) and so on: kernels compute the costly ones only if needed. */
export function usesConstants(used: ReadonlySet<Quantity>): Record<string, number> {
  return Object.fromEntries(QUANTITIES.map((name) => [`USES_${name.toUpperCase()}`, Number(used.has(name))]));
}
