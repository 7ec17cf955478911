/**
 * The efficiency of a response for a model-independent reference population: pairs of fixed invariant mass that fly along the beam and
 * decay isotropically, so that the leptons' asymmetry is uniform.
 */
import { type Vec3d, vec3d } from 'wgpu-matrix';
import { at as entryAt } from '../at.js';
import { ELECTRON_MASS_GEV } from '../physics/constants.js';
import { hypercubePoints, SMEARING_DIMENSIONS } from '../physics/hypercube.js';
import { momentum } from '../physics/kinematics.js';
import { cellProbabilities } from '../physics/reconstruction.js';
import * as at from '../physics/responseLayout.js';
import { evaluatedTable } from './evaluated.js';
import type { Response } from './types.js';

/** Invariant mass of the reference pairs, GeV. */
export const REFERENCE_MASS_GEV = 0.03;

/** Pairs at each energy: smearing turns one dimension into seven. */
const PAIRS = { smeared: 8192, sharp: 512 } as const;

/** Energies of the pairs, GeV. */
const ENERGIES_GEV = Array.from({ length: 121 }, (_, i) => Number((0.05 * 60 ** (i / 120)).toPrecision(6)));

/** Efficiencies as functions of the pair's true energy. */
export interface EfficiencyCurves {
  /** Shape [n], GeV. */
  readonly energiesGev: readonly number[];
  /** Efficiency into any cell, shape [n]. */
  readonly total: readonly number[];
  /** Efficiency by topology if there are several; otherwise empty. */
  readonly topologies: readonly { readonly name: string; readonly values: readonly number[] }[];
}

/** Mean efficiency at pair energies above REFERENCE_MASS_GEV, GeV. The same sample of pairs is used at each energy, so that curves are smooth. */
export function referenceEfficiency(
  response: Response,
  energiesGev: readonly number[] = ENERGIES_GEV,
): EfficiencyCurves {
  const table = evaluatedTable(response);
  const pairs = response.smears ? PAIRS.smeared : PAIRS.sharp;
  const cube = hypercubePoints(pairs, 1, 1 + SMEARING_DIMENSIONS);
  const groups = topologiesOf(response);
  const rows = energiesGev.map((energy) => {
    const sums = new Float64Array(response.cells.length);
    const u = new Float64Array(SMEARING_DIMENSIONS);
    for (let i = 0; i < pairs; i++) {
      for (let d = 0; d < SMEARING_DIMENSIONS; d++) u[d] = cube[(1 + d) * pairs + i] ?? 0.5;
      const [minus, eMinus, plus, ePlus] = referencePair(energy, cube[i] ?? 0);
      cellProbabilities(table, u, minus, eMinus, plus, ePlus).forEach((p, cell) => {
        sums[cell] = (sums[cell] ?? 0) + p / pairs;
      });
    }
    return sums;
  });
  const summed = (cells: readonly number[]) =>
    rows.map((row) => cells.reduce((sum, cell) => sum + entryAt(row, cell), 0));
  return {
    energiesGev,
    total: summed(response.cells.map((_, cell) => cell)),
    topologies: groups.map(({ name, cells }) => ({ name, values: summed(cells) })),
  };
}

/** Momenta and energies of a pair of total energy E, GeV; `cosine`: of the angle of the e- to the flight, in the pair's rest frame. */
export function referencePair(E: number, cosine: number): [Vec3d, number, Vec3d, number] {
  const half = REFERENCE_MASS_GEV / 2;
  const restMomentum = momentum(half, ELECTRON_MASS_GEV);
  const gamma = E / REFERENCE_MASS_GEV;
  const gammaBeta = momentum(E, REFERENCE_MASS_GEV) / REFERENCE_MASS_GEV;
  const [along, across] = [restMomentum * cosine, restMomentum * Math.sqrt(1 - cosine * cosine)];
  return [
    vec3d.create(across, 0, gamma * along + gammaBeta * half),
    gamma * half + gammaBeta * along,
    vec3d.create(-across, 0, -gamma * along + gammaBeta * half),
    gamma * half - gammaBeta * along,
  ];
}

/** Cells of each topology, which is the fastest index of a cell; empty if there is only one topology, or a migration matrix mixes cells. */
export function topologiesOf({ table, cells }: Response): { name: string; cells: number[] }[] {
  const count = entryAt(table, at.HEADER_TOPOLOGIES);
  if (count < 2 || entryAt(table, at.HEADER_MIGRATION) !== 0) return [];
  const observables = entryAt(table, at.HEADER_OBSERVABLES);
  return Array.from({ length: count }, (_, t) => ({
    // A cell's label has its observables first, then its topology.
    name: entryAt(cells, t).split(', ').slice(observables).join(', '),
    cells: cells.flatMap((_cell, i) => (i % count === t ? [i] : [])),
  }));
}
