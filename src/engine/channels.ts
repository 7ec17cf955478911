/**
 * Channels: the ways in which a pair can come about. Each is one scatterer in one place, has its own events and adds its own
 * templates; their signals add up in the bins. MODEL sections 2b and 5.
 */
import type { ResolvedScan } from '../config/types.js';
import type { Composition, Nucleus } from '../experiment/types.js';
import { GEV_GRAMS, GEV_MINUS_2_CM2, PROTON_MASS_GEV } from '../physics/constants.js';
import { type ZInterference, zInterference } from '../physics/couplings.js';
import type { EnergyTable, FluxNodes } from '../physics/flux.js';
import { hypercubePoints } from '../physics/hypercube.js';
import { momentum } from '../physics/kinematics.js';
import { insideAxis, type LaplaceAxis, upstreamAxis } from '../physics/laplace.js';
import { chargeFormFactor, formFactor, tabulateFormFactor } from '../physics/nucleus.js';
import type { Scatterer } from '../physics/upscattering.js';

/** Where N is born, and on what: what a grid sums channels under. */
export type GroupName = 'tpc' | 'tpc_pel' | 'dirt' | 'dirt_pel';

/** One way to a pair. */
export interface Channel {
  /** `tpc: Ar40`, `dirt: protons`. */
  readonly name: string;
  /** What the grid sums it under, and the number of that among those of the scan. */
  readonly group: GroupName;
  readonly groupIndex: number;
  readonly isUpstream: boolean;
  /** With the tabulated form factor: what weights of the sampler are made of. */
  readonly scatterer: Scatterer;
  /** Signed form factor at q (GeV) without a table; 1 for protons. */
  readonly exactFormFactor: (qGev: number) => number;
  /** Undefined for protons. Shape as tabulateFormFactor. */
  readonly formFactorTable: Float64Array | undefined;
  /** Amplitude of the SM Z at a Z' mass (GeV); zero on protons, where DarkNews' has a flaw (MODEL section 2b). */
  readonly interference: (mZprime: number) => ZInterference;
  /** Points of the hypercube, shape [DIMENSION_COUNT][events]: other ones in each channel, so that errors are independent. */
  readonly cube: Float32Array;
  /** Nodes of the measures in x, for a mass of N in GeV. */
  readonly axis: (m: number) => LaplaceAxis;
  /**
   * Events per unit of (event weight in GeV^-2) x (g_D kappa e epsilon)^2 |U|^2:
   * POT N_t W_E Z^2 hbarc^2/(4 pi N); upstream N_t is the number of scatterers in a volume of the active one.
   */
  readonly eventScale: number;
  /** Densities of neutrino energies by (m, mZ'); grows as mass points are asked for. */
  readonly energies: Map<string, EnergyTable | undefined>;
}

/** Channels of a scan: in the detector and upstream, coherent on each nucleus and elastic on all protons together. */
export function channelsOf(scan: ResolvedScan, flux: FluxNodes): Channel[] {
  const { experiment, production } = scan;
  const { target, geometry } = experiment;
  const volumeCm3 = geometry.widthsCm.reduce((product, width) => product * width, 1);
  const places: Place[] = [
    { place: 'tpc', isUpstream: false, composition: target.composition, grams: target.massTonnes * 1e6 },
    ...(production.dirt
      ? [
          {
            place: 'dirt' as const,
            isUpstream: true,
            composition: production.dirt.composition,
            // Adjoint sampling draws decay points in the active volume: only the density of the dirt enters.
            grams: production.dirt.densityGPerCm3 * volumeCm3,
          },
        ]
      : []),
  ];
  const gapCm = -geometry.widthsCm[2] / 2 - (production.dirt?.nearZCm ?? 0);
  const upstreamNodes = (m: number) => upstreamAxis(gapCm, momentum(experiment.flux.maxEnergyGev, m) / m);
  const perScatterer =
    (experiment.pot * flux.integral * GEV_MINUS_2_CM2) / (4 * Math.PI * scan.eventsPerMassPoint);
  const parts = places.flatMap(({ place, isUpstream, composition, grams }) => {
    const common = { isUpstream, axis: isUpstream ? upstreamNodes : insideAxis };
    const coherent = composition.flatMap(({ nucleus, massFraction }) => {
      const on = coherentOn(scan, nucleus);
      const eventScale = perScatterer * nucleiIn(nucleus, massFraction * grams) * nucleus.protons ** 2;
      return on ? [{ ...common, ...on, name: `${place}: ${nucleus.name}`, group: place, eventScale }] : [];
    });
    if (!production.protonElastic) return coherent;
    const eventScale = perScatterer * protonsIn(composition, grams);
    return [
      ...coherent,
      { ...common, ...ON_PROTON, name: `${place}: protons`, group: `${place}_pel` as const, eventScale },
    ];
  });
  const groups = groupNames(scan);
  return parts.map((part, i) => ({
    ...part,
    groupIndex: groups.indexOf(part.group),
    cube: hypercubePoints(scan.eventsPerMassPoint, (scan.seed + i * CHANNEL_SEED_STEP) % 2 ** 32),
    energies: new Map(),
  }));
}

/** A body of matter: its mass, or what stands for it upstream. */
interface Place {
  readonly place: 'tpc' | 'dirt';
  readonly isUpstream: boolean;
  readonly composition: Composition;
  readonly grams: number;
}

/** Between the seeds of neighbouring channels: far from what people write as seeds. */
const CHANNEL_SEED_STEP = 0x51f15e5;

type Target = Pick<Channel, 'scatterer' | 'exactFormFactor' | 'formFactorTable' | 'interference'>;

function coherentOn(scan: ResolvedScan, nucleus: Nucleus): Target | undefined {
  const { density, massGev, protons, neutrons } = nucleus;
  if (!density) return undefined;
  const formFactorTable = tabulateFormFactor(density);
  return {
    scatterer: { kind: 'nucleus', massGev, formFactor: (q) => formFactor(formFactorTable, 0, q) },
    exactFormFactor: (q) => chargeFormFactor(density, q),
    formFactorTable,
    interference: (mZprime) => zInterference(protons, neutrons, mZprime, scan.model.smZ),
  };
}

const ON_PROTON: Target = {
  scatterer: { kind: 'proton', massGev: PROTON_MASS_GEV, formFactor: () => 1 },
  exactFormFactor: () => 1,
  formFactorTable: undefined,
  interference: () => ({ at0: 0, slope: 0 }),
};

function nucleiIn({ massGev }: Nucleus, grams: number): number {
  return grams / (massGev * GEV_GRAMS);
}

function protonsIn(composition: Composition, grams: number): number {
  return composition.reduce(
    (sum, { nucleus, massFraction }) => sum + nucleus.protons * nucleiIn(nucleus, massFraction * grams),
    0,
  );
}

/** Names of the groups that a scan's channels are summed under, in the order of `groupIndex`. */
export function groupNames({ production }: ResolvedScan): GroupName[] {
  const places: Place['place'][] = production.dirt ? ['tpc', 'dirt'] : ['tpc'];
  return places.flatMap((place): GroupName[] =>
    production.protonElastic ? [place, `${place}_pel`] : [place],
  );
}

/** Number of channels of a scan, without preparing them. */
export function channelCount({ experiment, production }: ResolvedScan): number {
  const materials = [
    experiment.target.composition,
    ...(production.dirt ? [production.dirt.composition] : []),
  ];
  const coherent = materials.flat().filter(({ nucleus }) => nucleus.density).length;
  return coherent + (production.protonElastic ? materials.length : 0);
}
