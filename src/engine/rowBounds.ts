/** Bounds of the rows of a scan's templates, of which what rows have in common is kept. */
import type { EnergyTable } from '../physics/flux.js';
import { BORN } from '../physics/geometry.js';
import {
  type Bounds,
  decayBound,
  eventBounds,
  productionBounds,
  type ShapeSuprema,
  shapeSuprema,
  shellBound,
  upstreamBound,
} from './bounds.js';
import { momentCounts } from './kernels.js';
import type { PhysicsSetup } from './physicsSetup.js';
import type { TemplateRow } from './templateRows.js';

/** A function that bounds one row after the other; `factor` multiplies the bounds, 1 except in tests. */
export function createRowBounds(setup: PhysicsSetup, factor: number): (row: TemplateRow) => Bounds {
  const moments = momentCounts(setup.scan);
  const suprema = new Map<string, ShapeSuprema>();
  const production = new Map<EnergyTable, Bounds>();
  return ({ point, channel }) => {
    const key = `${setup.channels.indexOf(channel)} ${point.mZprime}`;
    const shape = suprema.get(key) ?? shapeSuprema(channel.formFactorTable, point.mZprime, moments);
    suprema.set(key, shape);
    const { energies } = point;
    const produced = (energies && production.get(energies)) ?? productionBounds(point, shape);
    if (energies) production.set(energies, produced);
    const decay = decayBound(point) * factor;
    return eventBounds(produced, decay, setup.response.plateau * birthBound(setup, channel.born));
  };
}

/** Bound of the weight of an N's way, by where it is born. */
export function birthBound({ detector, upstream, scan }: PhysicsSetup, born: number): number {
  if (born === BORN.shell) return shellBound(detector);
  const { geometry } = scan.experiment;
  const front = geometry.kind === 'box' ? geometry.widthsCm[2] / 2 : geometry.fiducialRadiusCm;
  return born === BORN.upstream ? upstreamBound(front, upstream) : 1;
}
