/**
 * Channels: the ways in which a pair can come about. Each is one scatterer in one place, has its own events and adds its own
 * templates; their signals add up in the bins. MODEL sections 2b and 5.
 */

import { nucleiIn, protonsIn } from '../experiment/amounts.js';
import type { Composition, Flux, Nucleus } from '../experiment/types.js';
import { mediatorOf } from '../model/models.js';
import { waysFrom } from '../physics/bodyKinds.js';
import { GEV_MINUS_2_CM2, PROTON_MASS_GEV } from '../physics/constants.js';
import { type FluxNodes, tabulateFlux } from '../physics/flux.js';
import { BORN } from '../physics/geometry.js';
import { DIMENSION_COUNT, hypercubePoints, SMEARING_DIMENSIONS } from '../physics/hypercube.js';
import { momentum } from '../physics/kinematics.js';
import { insideAxis, type LaplaceAxis, outsideAxis } from '../physics/laplace.js';
import type { ZInterference } from '../physics/mediator.js';
import { type ChargeDensity, chargeFormFactor, formFactor, tabulateFormFactor } from '../physics/nucleus.js';
import type { Scatterer } from '../physics/upscattering.js';
import { type Body, NO_BODY } from '../physics/upstream.js';
import type { ExperimentScan } from '../resolved/scan.js';
import { bodyForm } from '../shapes/bodies.js';
import type { DetectorPlace } from '../shapes/detectorShape.js';
import { detectorShape } from '../shapes/detectors.js';
import { EnergyTableCache } from './energyTableCache.js';

/** Where N is born, and on what: what a grid sums channels under. */
export type GroupName = `${PlaceName}` | `${PlaceName}_pel`;
type PlaceName = DetectorPlace | 'dirt';

/** One way to a pair. */
export interface Channel {
  /** `tpc: Ar40`, `dirt: protons`, `rim: C12` of a shell; with several beams `fhc tank: C12`. */
  readonly name: string;
  /** Where N is born, as in the name: `tpc`, `tank`, `rim`, `dirt`, or `dirt BODY` where there are several. */
  readonly where: string;
  /** What is struck, as in the name: a nucleus, or `protons`. */
  readonly target: string;
  /** Number of these in the place; upstream in a volume of the detector's, of the dirt's density. */
  readonly scatterers: number;
  /** What the grid sums it under, and the number of that among those of the scan. */
  readonly group: GroupName;
  readonly groupIndex: number;
  /** Number of the beam. */
  readonly beam: number;
  readonly flux: FluxNodes;
  /** One of BORN. N that are not born in the volume have their decays drawn: x t exp(-x t) in the place of 1 - exp(-x t). */
  readonly born: number;
  /** The body of matter that it is born in; one without extent for those born in the detector. */
  readonly body: Body;
  /** With the tabulated form factor: what weights of the sampler are made of. */
  readonly scatterer: Scatterer;
  /** Signed form factor at q (GeV) without a table; 1 for protons. */
  readonly exactFormFactor: (qGev: number) => number;
  /** Undefined for protons. Shape as tabulateFormFactor. */
  readonly formFactorTable: Float64Array | undefined;
  /** Amplitude of the SM Z at a mass of the mediator (GeV); zero on protons, where DarkNews' has a flaw (MODEL section 2b). */
  readonly interference: (mX: number) => ZInterference;
  /** Points of the hypercube, shape [dimensions][events]: other ones in each channel, so that errors are independent. */
  readonly cube: Float32Array;
  /** Nodes of the measures in x, for a mass of N in GeV. */
  readonly axis: (m: number) => LaplaceAxis;
  /**
   * Events per unit of (event weight in GeV^-2) x (g_D kappa e epsilon)^2 |U|^2:
   * POT N_t W_E Z^2 hbarc^2/(4 pi N), Z the coherent charge; upstream N_t is the number of scatterers in a volume of the detector's.
   */
  readonly eventScale: number;
  /** Densities of neutrino energies by m and mX; grows as mass points are asked for. */
  readonly energies: EnergyTableCache;
}

/** Channels of a scan: for each beam, in the detector and upstream, coherent on each nucleus and elastic on all protons together. */
export function channelsOf(scan: ExperimentScan): Channel[] {
  const { experiment, production } = scan;
  const dimensions = DIMENSION_COUNT + (experiment.response.smears ? SMEARING_DIMENSIONS : 0);
  const places = placesOf(scan);
  const { couplings } = mediatorOf(scan.model.kind);
  const parts = experiment.beams.flatMap((beam, number) => {
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
          // What recoils upstream is not seen.
          const on = onProton(born === BORN.upstream ? undefined : experiment.protonCapGev);
          const group = `${place}_pel` as const;
          return { ...common, ...on, name, target: PROTONS, scatterers, eventScale, group };
        }
        const { nucleus, density, massFraction } = struck;
        const scatterers = nucleiIn(nucleus, massFraction * grams);
        const charge = couplings.nuclearCharge(nucleus.protons, nucleus.neutrons);
        const eventScale = perScatterer * scatterers * charge ** 2;
        const name = `${prefix}${where}: ${nucleus.name}`;
        const on = coherentOn(scan, nucleus, density);
        return { ...common, ...on, name, target: nucleus.name, scatterers, eventScale, group: place };
      });
    });
  });
  const groups = groupNames(scan);
  return parts.map((part, i) => ({
    ...part,
    groupIndex: groups.indexOf(part.group),
    cube: hypercubePoints(scan.eventsPerMassPoint, (scan.seed + i * CHANNEL_SEED_STEP) % 2 ** 32, dimensions),
    energies: new EnergyTableCache(),
  }));
}

/**
 * The beam in use. Antineutrinos make the mirror images of what neutrinos make: same rate, helicities reversed, and with
 * them the charges (CP). No observable of a pair tells the two apart, so their fluxes add up.
 */
function fluxOf(flux: Flux, withWrongSign: boolean): FluxNodes {
  const { energiesGev, mainPerCm2PotGev, wrongSignPerCm2PotGev, minEnergyGev, maxEnergyGev } = flux;
  const values = withWrongSign
    ? mainPerCm2PotGev.map((phi, i) => phi + (wrongSignPerCm2PotGev?.[i] ?? 0))
    : mainPerCm2PotGev;
  return tabulateFlux(energiesGev, values, minEnergyGev, maxEnergyGev);
}

/** A body of matter: its mass, or what stands for it upstream. */
interface Place {
  readonly place: PlaceName;
  /** As channels are called. */
  readonly where: string;
  readonly born: number;
  readonly body: Body;
  readonly composition: Composition;
  readonly grams: number;
  /** Nodes in x by the largest neutrino energy and the mass of N, GeV. */
  readonly axis: (maxEnergyGev: number) => (m: number) => LaplaceAxis;
}

function placesOf({ experiment, production }: ExperimentScan): Place[] {
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
      // Adjoint sampling draws decay points in the detector's volume: only the density of the dirt enters.
      grams: densityGPerCm3 * decayVolumeCm3,
      axis: outside('upstream', waysFrom(body, extent)),
    };
  });
  return [...within, ...upstream];
}

/** Between the seeds of neighbouring channels: far from what people write as seeds. */
const CHANNEL_SEED_STEP = 0x51f15e5;

type Target = Pick<Channel, 'scatterer' | 'exactFormFactor' | 'formFactorTable' | 'interference'>;

/** Elastic scattering on all protons of a place together. */
const PROTONS = 'protons';

/** A nucleus that is struck as a whole, with its density and its part of the mass. */
interface StruckNucleus {
  readonly nucleus: Nucleus;
  readonly density: ChargeDensity;
  readonly massFraction: number;
}

/** What is struck in matter, a channel each: nuclei as a whole, but for hydrogen, and the protons where they count. */
function struckIn(
  { production }: ExperimentScan,
  composition: Composition,
): (StruckNucleus | typeof PROTONS)[] {
  const nuclei = composition.flatMap(({ nucleus, massFraction }) => {
    const { density } = nucleus;
    return density ? [{ nucleus, density, massFraction }] : [];
  });
  return production.protonElastic ? [...nuclei, PROTONS] : nuclei;
}

function coherentOn(scan: ExperimentScan, nucleus: Nucleus, density: ChargeDensity): Target {
  const { massGev, protons, neutrons } = nucleus;
  const formFactorTable = tabulateFormFactor(density);
  const { production } = mediatorOf(scan.model.kind);
  return {
    scatterer: { kind: 'nucleus', massGev, formFactor: (q) => formFactor(formFactorTable, 0, q) },
    exactFormFactor: (q) => chargeFormFactor(density, q),
    formFactorTable,
    interference: (mX) => production.interference(protons, neutrons, mX, scan.model.smZ),
  };
}

/** Protons at rest, with kinetic energies T = Q2/(2 m_p) up to a cap in GeV where there is one. */
function onProton(capGev: number | undefined): Target {
  const q2CapGev2 = capGev === undefined ? undefined : 2 * PROTON_MASS_GEV * capGev;
  return {
    scatterer: { kind: 'proton', massGev: PROTON_MASS_GEV, formFactor: () => 1, q2CapGev2 },
    exactFormFactor: () => 1,
    formFactorTable: undefined,
    interference: () => ({ at0: 0, slope: 0 }),
  };
}

/** Names of the groups that a scan's channels are summed under, in the order of `groupIndex`. */
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
