/** The bodies of matter in which N is born: the active volume or its parts, and the dirt upstream. */
import type { Composition } from '../experiment/types.js';
import { waysFrom } from '../physics/bodyKinds.js';
import { BORN } from '../physics/geometry.js';
import { momentum } from '../physics/kinematics.js';
import { insideAxis, type LaplaceAxis, outsideAxis } from '../physics/laplace.js';
import { type Body, NO_BODY } from '../physics/upstream.js';
import type { ExperimentScan } from '../resolved/scan.js';
import { bodyForm } from '../shapes/bodies.js';
import type { DetectorPlace } from '../shapes/detectorShape.js';
import { detectorShape } from '../shapes/detectors.js';

/** Where N is born, in the names of groups. */
export type PlaceName = DetectorPlace | 'dirt';

/** A body of matter in which N is born. */
export interface Place {
  readonly place: PlaceName;
  /** Its name in the names of channels. */
  readonly where: string;
  /** One of BORN. */
  readonly born: number;
  readonly body: Body;
  readonly composition: Composition;
  /** Its mass; upstream, the mass of a decay volume filled with dirt. */
  readonly grams: number;
  /** Nodes in x for the largest neutrino energy and the mass of N, GeV. */
  readonly axis: (maxEnergyGev: number) => (m: number) => LaplaceAxis;
}

/** The places of an experiment, those in the detector first. */
export function placesOf({ experiment, production }: ExperimentScan): Place[] {
  const { target, geometry } = experiment;
  const { place, births, longestWayCm, extent, decayVolumeCm3 } = detectorShape(geometry);
  const grams = target.massTonnes * 1e6;
  const outside = (born: 'shell' | 'upstream', ways: readonly [number, number]) => (maxEnergy: number) => {
    return (m: number) => outsideAxis(born, ways, momentum(maxEnergy, m) / m);
  };
  const within = births.map(
    ({ where, born, share, ways }): Place => ({
      place,
      where,
      born,
      body: NO_BODY,
      composition: target.composition,
      grams: share * grams,
      axis: ways ? outside('shell', ways) : () => (m) => insideAxis(m, longestWayCm),
    }),
  );
  const bodies = production.dirt?.bodies ?? [];
  const upstream = bodies.map(({ name, shape, densityGPerCm3, composition }): Place => {
    const { body } = bodyForm(shape);
    return {
      place: 'dirt',
      where: bodies.length > 1 ? `dirt ${name}` : 'dirt',
      born: BORN.upstream,
      body,
      composition,
      // Adjoint sampling draws decay points in the detector's volume, so only the density of the dirt enters.
      grams: densityGPerCm3 * decayVolumeCm3,
      axis: outside('upstream', waysFrom(body, extent)),
    };
  });
  return [...within, ...upstream];
}
