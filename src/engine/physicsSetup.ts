/** What a scan fixes for all its mass points: channels, tables and normalisation. Shared by both engines. */
import { type Vec3d, vec3d } from 'wgpu-matrix';
import type { ResolvedScan } from '../config/types.js';
import type { Dirt } from '../experiment/types.js';
import { MIXINGS } from '../grid/axes.js';
import { MUON_MASS_GEV } from '../physics/constants.js';
import { DIRAC, MAJORANA } from '../physics/decay.js';
import { type FluxNodes, tabulateFlux } from '../physics/flux.js';
import type { Upstream } from '../physics/geometry.js';
import {
  type MassPoint,
  neglectedChannels,
  prepareMassPoint,
  productionEnergies,
} from '../physics/massPoint.js';
import type { PairResponse } from '../physics/response.js';
import { type Counts, STATISTIC_CODES } from '../statistics/chi2.js';
import { type Channel, channelsOf, type GroupName, groupNames } from './channels.js';
import { FLAGS } from './engine.js';
import type { Lifetime } from './lifetime.js';
import { isMixingFactor, type Masses } from './tileLayout.js';

/** Index of each topology in `topologyProbabilities`. */
const TOPOLOGY_INDEX = { 'one-shower': 0, 'one-shower-one-track': 1, 'two-showers': 2 } as const;

/** |U|^2 above which the model's leading order is flagged. */
export const LARGE_MIXING = 0.01;

/** Flag of a mixing. */
export function mixingFlag(mixing: number): number {
  return mixing > LARGE_MIXING ? FLAGS.largeMixing : 0;
}

/** Effective sample size below which a bin's prediction is flagged. */
export const MIN_EFFECTIVE_SIZE = 100;

/** Gamma/m above which the zero-width treatment of N is flagged. */
export const BROAD_WIDTH = 0.01;

/** Constants of one scan. */
export interface PhysicsSetup {
  readonly scan: ResolvedScan;
  readonly flux: FluxNodes;
  readonly channels: readonly Channel[];
  /** Names that channels are summed under, by `groupIndex`. */
  readonly groups: readonly GroupName[];
  /** Half widths of the active volume, cm. */
  readonly half: Vec3d;
  /** Undefined where no channel is born upstream. */
  readonly upstream: Upstream | undefined;
  readonly response: PairResponse;
  /** Topology index of each bin. */
  readonly binTopology: readonly number[];
  readonly counts: Counts;
  readonly statistic: number;
}

/** Prepares the constants of a scan. */
export function setUpPhysics(scan: ResolvedScan): PhysicsSetup {
  const { experiment, production } = scan;
  const { response } = experiment;
  const flux = fluxOf(scan);
  return {
    scan,
    flux,
    channels: channelsOf(scan, flux),
    groups: groupNames(scan),
    half: vec3d.scale(vec3d.create(...experiment.geometry.widthsCm), 0.5),
    upstream: production.dirt && upstreamOf(production.dirt),
    response: {
      efficiency: response.efficiency,
      energyScaleGev: response.energyScaleGev,
      angleScaleDeg: response.angleScaleDeg,
      openingDeg: response.separation.openingDeg,
      openingWidthDeg: response.separation.openingWidthDeg,
      separationEnergyGev: response.separation.minEnergyGev,
      separationEnergyWidthGev: response.separation.minEnergyWidthGev,
      showerEnergyGev: response.secondShower.energyGev,
      showerEnergyWidthGev: response.secondShower.energyWidthGev,
    },
    binTopology: response.binTopologies.map((topology) => TOPOLOGY_INDEX[topology]),
    counts: countsOf(scan),
    statistic: STATISTIC_CODES[scan.statistic.kind],
  };
}

/**
 * The beam in use. Antineutrinos make the mirror images of what neutrinos make: same rate, helicities reversed, and with
 * them the charges (CP). No observable of a pair tells the two apart, so their fluxes add up.
 */
function fluxOf({ experiment, production }: ResolvedScan): FluxNodes {
  const { energiesGev, numuPerCm2PotGev, numubarPerCm2PotGev, minEnergyGev, maxEnergyGev } = experiment.flux;
  const flux = production.antineutrinos
    ? numuPerCm2PotGev.map((phi, i) => phi + (numubarPerCm2PotGev?.[i] ?? 0))
    : numuPerCm2PotGev;
  return tabulateFlux(energiesGev, flux, minEnergyGev, maxEnergyGev);
}

function upstreamOf({ nearZCm, lengthCm, radiiCm: [near, far], fluxOriginZCm }: Dirt): Upstream {
  return {
    nearZ: nearZCm,
    length: lengthCm,
    radius: near,
    taper: (near - far) / lengthCm,
    originZ: fluxOriginZCm,
  };
}

/** What a scan compares its prediction with: observed counts, or the background itself (Asimov). */
export function countsOf({ experiment, statistic }: ResolvedScan): Counts {
  return {
    data: experiment.bins.map((bin) => (statistic.data === 'asimov' ? bin.background : bin.data)),
    background: experiment.bins.map((bin) => bin.background),
    covariance: experiment.covariance,
  };
}

/** Masses of a scan's point with one channel's target. */
export function massPointOf(setup: PhysicsSetup, masses: Masses, channel: Channel): MassPoint {
  const { m, mPrime, mZprime } = masses;
  const { model } = setup.scan;
  const key = `${m} ${mZprime}`;
  if (!channel.energies.has(key)) {
    channel.energies.set(key, productionEnergies(m, mZprime, setup.flux, channel.scatterer));
  }
  const nature = model.nature === 'majorana' ? MAJORANA : DIRAC;
  const eventModel = { nature, zpSpin: model.zpSpin };
  return prepareMassPoint(m, mPrime, mZprime, channel.scatterer, eventModel, channel.energies.get(key));
}

/** Flags of a point; `points` has an entry for every channel, `worstBin` is the effective size of the worst bin that matters. */
export function flagsOf(
  setup: PhysicsSetup,
  points: readonly MassPoint[],
  lifetime: Lifetime,
  worstBin: number,
): number {
  const { scan } = setup;
  const mixing = mixingFlag(
    isMixingFactor(scan) ? (scan.fixed[MIXINGS[scan.model.kind]] ?? 0) : lifetime.mixing,
  );
  const [p] = points;
  if (!p || !points.some(({ open }) => open)) return mixing | FLAGS.closed;
  const { decays } = scan.model;
  const open = neglectedChannels(p, MUON_MASS_GEV);
  return (
    mixing |
    (worstBin < MIN_EFFECTIVE_SIZE ? FLAGS.lowEffectiveSampleSize : 0) |
    (p.mode === 'onshell' ? FLAGS.onShell : 0) |
    (lifetime.gammaGev > BROAD_WIDTH * p.m ? FLAGS.broadWidth : 0) |
    (open.dark && scan.model.kind === 'dual' && !decays.dark ? FLAGS.darkDecayOpen : 0) |
    (open.muonOrHadron && !(decays.muons && decays.hadrons) ? FLAGS.muonDecayOpen : 0)
  );
}
