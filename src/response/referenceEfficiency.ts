/**
 * The efficiency of a response for a reference population that has nothing of a model in it: pairs of one invariant mass that fly
 * along the beam and decay isotropically, so that the leptons' asymmetry is uniform.
 */
import { type Vec3d, vec3d } from 'wgpu-matrix';
import { ELECTRON_MASS_GEV } from '../physics/constants.js';
import { hypercubePoints, SMEARING_DIMENSIONS } from '../physics/hypercube.js';
import { momentum } from '../physics/kinematics.js';
import { cellProbabilities } from '../physics/reconstruction.js';
import * as at from '../physics/responseLayout.js';
import type { Response } from './types.js';

/** Invariant mass of the reference pairs, GeV. */
export const REFERENCE_MASS_GEV = 0.03;

/** Pairs at each energy: smearing makes up to seven dimensions of one. */
const PAIRS = { smeared: 8192, sharp: 512 } as const;

/** Energies of the pairs, GeV. */
const ENERGIES_GEV = Array.from({ length: 121 }, (_, i) => Number((0.05 * 60 ** (i / 120)).toPrecision(6)));

/** Efficiencies against the pairs' true energy. */
export interface EfficiencyCurves {
  /** Shape [n], GeV. */
  readonly energiesGev: readonly number[];
  /** Into any cell, shape [n]. */
  readonly total: readonly number[];
  /** By topology where there are several; else empty. */
  readonly topologies: readonly { readonly name: string; readonly values: readonly number[] }[];
}

/** Mean efficiency at pair energies above REFERENCE_MASS_GEV, GeV; the same pairs at each, so that curves are smooth. */
export function referenceEfficiency(
  response: Response,
  energiesGev: readonly number[] = ENERGIES_GEV,
): EfficiencyCurves {
  const pairs = response.smears ? PAIRS.smeared : PAIRS.sharp;
  const cube = hypercubePoints(pairs, 1, 1 + SMEARING_DIMENSIONS);
  const groups = topologiesOf(response);
  const rows = energiesGev.map((energy) => {
    const sums = new Float64Array(response.cells.length);
    const u = new Float64Array(SMEARING_DIMENSIONS);
    for (let i = 0; i < pairs; i++) {
      for (let d = 0; d < SMEARING_DIMENSIONS; d++) u[d] = cube[(1 + d) * pairs + i] ?? 0.5;
      const [minus, eMinus, plus, ePlus] = referencePair(energy, cube[i] ?? 0);
      cellProbabilities(response.table, u, minus, eMinus, plus, ePlus).forEach((p, cell) => {
        sums[cell] = (sums[cell] ?? 0) + p / pairs;
      });
    }
    return sums;
  });
  const summed = (cells: readonly number[]) =>
    rows.map((row) => cells.reduce((sum, cell) => sum + (row[cell] ?? 0), 0));
  return {
    energiesGev,
    total: summed(response.cells.map((_, cell) => cell)),
    topologies: groups.map(({ name, cells }) => ({ name, values: summed(cells) })),
  };
}

/** Momenta and energies of a pair of total energy E, GeV; `cosine` of the e- to the flight in the pair's rest frame. */
export function referencePair(E: number, cosine: number): [Vec3d, number, Vec3d, number] {
  const half = REFERENCE_MASS_GEV / 2;
  const own = momentum(half, ELECTRON_MASS_GEV);
  const gamma = E / REFERENCE_MASS_GEV;
  const gammaBeta = momentum(E, REFERENCE_MASS_GEV) / REFERENCE_MASS_GEV;
  const [along, across] = [own * cosine, own * Math.sqrt(1 - cosine * cosine)];
  return [
    vec3d.create(across, 0, gamma * along + gammaBeta * half),
    gamma * half + gammaBeta * along,
    vec3d.create(-across, 0, -gamma * along + gammaBeta * half),
    gamma * half - gammaBeta * along,
  ];
}

/** Cells of each topology: the last factor of the cells, unless a migration matrix has mixed them; empty where there is one only. */
export function topologiesOf({ table, cells }: Response): { name: string; cells: number[] }[] {
  const count = table[at.HEADER_TOPOLOGIES] ?? 1;
  if (count < 2 || (table[at.HEADER_MIGRATION] ?? 0) !== 0) return [];
  const observables = table[at.HEADER_OBSERVABLES] ?? 0;
  return Array.from({ length: count }, (_, t) => ({
    // A cell is named by its observables, then by its topology.
    name: (cells[t] ?? '').split(', ').slice(observables).join(', '),
    cells: cells.flatMap((_cell, i) => (i % count === t ? [i] : [])),
  }));
}
