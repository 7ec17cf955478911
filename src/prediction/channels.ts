/**
 * Channels: each is one scatterer in one place, with events and templates of its own. In every bin the signals of the channels add up
 * (docs/physics.md, section 7).
 */
import { at } from '../at.js';
import { nucleiIn, protonsIn } from '../experiment/amounts.js';
import type { Flux } from '../experiment/types.js';
import { mediatorOf } from '../model/models.js';
import { GEV_MINUS_2_CM2 } from '../physics/constants.js';
import { type FluxNodes, tabulateFlux } from '../physics/flux.js';
import { BORN } from '../physics/geometry.js';
import { DIMENSION_COUNT, hypercubePoints, SMEARING_DIMENSIONS } from '../physics/hypercube.js';
import type { LaplaceAxis } from '../physics/laplace.js';
import type { Body } from '../physics/upstream.js';
import type { ExperimentScan } from '../resolved/scan.js';
import { detectorShape } from '../shapes/detectors.js';
import { type PlaceName, placesOf } from './channelPlaces.js';
import { type ChannelTarget, coherentOn, onProton, PROTONS, struckIn } from './channelTargets.js';
import { EnergyTableCache } from './energyTableCache.js';

/** Name of a group of channels: where N is born, and `_pel` where it is born on protons. A grid sums channels by group. */
export type GroupName = `${PlaceName}` | `${PlaceName}_pel`;

/** One way to produce a pair. */
export interface Channel extends ChannelTarget {
  /** `tpc: Ar40`, `dirt: protons`, `rim: C12` of a shell; with several beams `fhc tank: C12`. */
  readonly name: string;
  /** Where N is born, as in the name: `tpc`, `tank`, `rim`, `dirt`, or `dirt BODY` where there are several. */
  readonly where: string;
  /** The scatterer, as in the name: a nucleus, or `protons`. */
  readonly target: string;
  /** Number of scatterers in the place; upstream, in a decay volume filled with dirt. */
  readonly scatterers: number;
  readonly group: GroupName;
  /** Index of the group among those of the scan (`groupNames`). */
  readonly groupIndex: number;
  /** Index of the beam. */
  readonly beam: number;
  readonly flux: FluxNodes;
  /** One of BORN. For N born outside the decay volume, events are sampled with their decays: x t exp(-x t) replaces 1 - exp(-x t). */
  readonly born: number;
  /** The body of matter that N is born in; one without extent inside the detector. */
  readonly body: Body;
  /**
   * Points of the hypercube, shape [dimensions][events], made when they are first asked for. They differ from channel to channel, so that
   * errors are independent.
   */
  readonly cube: Float32Array;
  /** Length of `cube`. */
  readonly cubeLength: number;
  /** Nodes of the measures in x, for a mass of N in GeV. */
  readonly axis: (m: number) => LaplaceAxis;
  /**
   * Events per unit of (event weight in GeV^-2) x (g_D kappa e epsilon)^2 |U|^2:
   * POT N_t W_E Z^2 hbarc^2/(4 pi N), with W_E the integral of the flux, Z the coherent charge and N_t the number of `scatterers`
   * (docs/physics.md, section 6).
   */
  readonly eventScale: number;
  /** Densities of neutrino energies by m and mX, filled as mass points are asked for. */
  readonly energies: EnergyTableCache;
}

/** Channels of a scan: for each beam, in the detector and upstream, coherent on each nucleus and elastic on all protons together. */
export function channelsOf(scan: ExperimentScan): Channel[] {
  const { experiment, production } = scan;
  const dimensions = DIMENSION_COUNT + (experiment.response.smears ? SMEARING_DIMENSIONS : 0);
  // Of a sample only events count that were born in the active volume.
  const { sample } = scan;
  const places = placesOf(scan).filter(({ born }) => !sample || born === BORN.inside);
  const { couplings } = mediatorOf(scan.model.kind);
  const channels = experiment.beams.flatMap((beam, number) => {
    const flux = fluxOf(beam.flux, production.antineutrinos || beam.countsWrongSign === true);
    const perScatterer =
      (beam.pot * flux.integral * GEV_MINUS_2_CM2) / (4 * Math.PI * scan.eventsPerMassPoint);
    const prefix = experiment.beams.length > 1 ? `${beam.name} ` : '';
    return places.flatMap(({ place, where, born, body, composition, grams, axis }) => {
      const common = { beam: number, flux, where, born, body, axis: axis(beam.flux.maxEnergyGev) };
      return struckIn(scan, composition).map((struck) => {
        if (struck === PROTONS) {
          const scatterers = protonsIn(composition, grams);
          const name = `${prefix}${where}: ${PROTONS}`;
          const eventScale = perScatterer * scatterers;
          // A proton that recoils upstream is not seen, so no cap applies to it.
          const physics = onProton(born === BORN.upstream ? undefined : experiment.protonCapGev);
          const group = `${place}_pel` as const;
          return { ...common, ...physics, name, target: PROTONS, scatterers, eventScale, group };
        }
        const { nucleus, density, massFraction } = struck;
        const scatterers = nucleiIn(nucleus, massFraction * grams);
        const charge = couplings.nuclearCharge(nucleus.protons, nucleus.neutrons);
        const eventScale = perScatterer * scatterers * charge ** 2;
        const name = `${prefix}${where}: ${nucleus.name}`;
        const physics = coherentOn(scan, nucleus, density);
        return { ...common, ...physics, name, target: nucleus.name, scatterers, eventScale, group: place };
      });
    });
  });
  const groups = groupNames(scan);
  const { eventsPerMassPoint, seed } = scan;
  return channels.map((channel, i) => {
    let cube: Float32Array | undefined;
    return {
      ...channel,
      groupIndex: groups.indexOf(channel.group),
      get cube() {
        // Most uses of a scan need no points: packing a tile, widths, limits of a device.
        cube ??= hypercubePoints(eventsPerMassPoint, (seed + i * CHANNEL_SEED_STEP) % 2 ** 32, dimensions);
        return cube;
      },
      cubeLength: dimensions * eventsPerMassPoint,
      energies: new EnergyTableCache(),
    };
  });
}

/**
 * The flux of a beam, with that of the other kind of neutrino if it counts. Antineutrinos produce the CP images of the neutrinos' events,
 * at the same rate. No observable of a pair tells the two apart, so their fluxes add up.
 */
function fluxOf(flux: Flux, withWrongSign: boolean): FluxNodes {
  const { energiesGev, mainPerCm2PotGev, wrongSignPerCm2PotGev, minEnergyGev, maxEnergyGev } = flux;
  const values = withWrongSign
    ? mainPerCm2PotGev.map((phi, i) => phi + (wrongSignPerCm2PotGev ? at(wrongSignPerCm2PotGev, i) : 0))
    : mainPerCm2PotGev;
  return tabulateFlux(energiesGev, values, minEnergyGev, maxEnergyGev);
}

/** Distance between the seeds of neighbouring channels, much larger than the differences between seeds that people choose. */
const CHANNEL_SEED_STEP = 0x51f15e5;

/** Names of the groups of a scan's channels, in the order of `groupIndex`. */
export function groupNames({ experiment, production }: ExperimentScan): GroupName[] {
  const { place: detector } = detectorShape(experiment.geometry);
  const places: PlaceName[] = production.dirt ? [detector, 'dirt'] : [detector];
  return places.flatMap((place): GroupName[] =>
    production.protonElastic ? [place, `${place}_pel`] : [place],
  );
}

/** Number of channels of a scan, without preparing them. */
export function channelCount(scan: ExperimentScan): number {
  const perBeam = placesOf(scan).reduce(
    (sum, { composition }) => sum + struckIn(scan, composition).length,
    0,
  );
  return perBeam * scan.experiment.beams.length;
}
