/** The events of a sample as reweighting needs them: one channel's, with what depends on no mass point. */
import { type Vec3d, vec3d } from 'wgpu-matrix';
import { at } from '../at.js';
import { Z_MASS_GEV } from '../physics/constants.js';
import { detectorExit } from '../physics/geometry.js';
import { DIMENSION_COUNT, hypercubePoints, SMEARING_DIMENSIONS } from '../physics/hypercube.js';
import { pairObservables } from '../physics/kinematics.js';
import { pairMassSq, type SeenEvent } from '../physics/pairDensity.js';
import { cellProbabilities } from '../physics/reconstruction.js';
import type { Channel } from '../prediction/channels.js';
import type { PhysicsSetup } from '../prediction/physicsSetup.js';
import { evaluatedTable } from '../response/evaluated.js';
import { hasPosition, misplaced } from '../samples/counting.js';
import type { EventSample, LeptonColumns, PositionColumns } from '../samples/eventSample.js';
import { observedCells } from '../samples/observedCells.js';

/** Events of a sample on one target; arrays have the shape [events]. */
export interface ChannelEvents {
  readonly channel: Channel;
  readonly component: Int32Array;
  /** Events expected for the component's protons on target. */
  readonly weight: Float64Array;
  readonly energyGev: Float64Array;
  readonly seen: readonly SeenEvent[];
  /**
   * Length of the flight within which N must decay, cm: forward from its birth to the exit where the weight has the probability of a decay; else
   * back from its decay to the entrance, because where on that line it was born makes no difference to what is seen.
   */
  readonly flightCm: Float64Array;
  /** Momentum transfer, GeV^2, and momentum of N, GeV; undefined for a sample without the momentum of N. */
  readonly q2: Float64Array | undefined;
  readonly producedGev: Float64Array | undefined;
  /** z = Q2/(1 + Q2/M_Z^2), GeV^2. */
  readonly z: Float64Array | undefined;
  /** Probability of each bin of the beam, shape [bins][events]. */
  readonly bins: readonly Float64Array[];
  /** As `Sample.truth`; the energy of N is NaN for a sample without the momentum of N. */
  readonly truth: readonly Float64Array[];
}

/** Numbers of a sample's events that count in a channel: those on its target, born in the active volume, and decaying in it if they say where. */
export function eventsOfChannel(
  sample: EventSample,
  channel: Channel,
  { detector, channels }: Pick<PhysicsSetup, 'detector' | 'channels'>,
): Uint32Array {
  const target = sample.target.findIndex((name) => channelTarget(name) === channel.target);
  const isOnly = sample.targetOf === undefined && channels.length === 1;
  const chosen = new Uint32Array(sample.count);
  let count = 0;
  for (let i = 0; i < sample.count; i++) {
    if (!isOnly && sample.targetOf?.[i] !== target) continue;
    if (misplaced(sample, detector, i) === undefined) chosen[count++] = i;
  }
  return chosen.slice(0, count);
}

/** The target of a channel by the name that samples give it. */
export function channelTarget(name: string): string {
  return name === 'proton' ? 'protons' : name;
}

/** The events of a channel; `chosen` are their numbers in the sample. */
export function channelEvents(
  setup: PhysicsSetup,
  sample: EventSample,
  channel: Channel,
  chosen: Uint32Array,
): ChannelEvents {
  const count = chosen.length;
  const array = () => new Float64Array(count);
  const pick = (values: ArrayLike<number>) => Float64Array.from(chosen, (i) => values[i] ?? 0);
  const seen: SeenEvent[] = [];
  const flightCm = array();
  const truth = Array.from({ length: 5 }, array);
  const { produced } = sample;
  const [q2, producedGev, z] = produced ? [array(), array(), array()] : [];
  const observed = binsOfEvents(setup, channel, sample, chosen);
  chosen.forEach((i, k) => {
    const [minus, eMinus] = momentumAt(sample.minus, i);
    const [plus, ePlus] = momentumAt(sample.plus, i);
    const massSq = pairMassSq(minus, eMinus, plus, ePlus);
    seen.push({ energy: at(sample.energyGev, i), minus, eMinus, plus, ePlus, massSq });
    const pair = pairObservables(minus, eMinus, plus, ePlus);
    const flight = vec3d.subtract(positionAt(sample.decay, i), positionAt(sample.scatter, i));
    const flown = directionOf(sample, i, flight);
    flightCm[k] = hasPosition(sample, i)
      ? detectorExit(positionAt(sample.decay, i), vec3d.negate(flown), setup.detector)
      : detectorExit(positionAt(sample.scatter, i), flown, setup.detector);
    let energyOfN = Number.NaN;
    if (produced && q2 && producedGev && z) {
      const [momentum, energy] = momentumAt(produced, i);
      energyOfN = energy;
      q2[k] = Math.max(2 * channel.scatterer.massGev * (at(sample.energyGev, i) - energy), 0);
      producedGev[k] = vec3d.length(momentum);
      z[k] = (q2[k] ?? 0) / (1 + (q2[k] ?? 0) / Z_MASS_GEV ** 2);
    }
    [pair.energyGev, pair.thetaDeg, energyOfN, pair.openingDeg, pair.asymmetry].forEach((value, t) => {
      at(truth, t)[k] = value;
    });
  });
  const component = Int32Array.from(chosen, (i) => at(sample.component, i));
  return {
    channel,
    component,
    weight: pick(sample.weight),
    energyGev: pick(sample.energyGev),
    seen,
    flightCm,
    q2,
    producedGev,
    z,
    bins: observed,
    truth,
  };
}

/** The flight of N: its momentum's direction, else from scattering to decay, else that of the pair. */
function directionOf(sample: EventSample, i: number, flight: Vec3d): Vec3d {
  if (sample.produced) return vec3d.normalize(momentumAt(sample.produced, i)[0]);
  if (vec3d.length(flight) > 0) return vec3d.normalize(flight);
  return vec3d.normalize(vec3d.add(momentumAt(sample.minus, i)[0], momentumAt(sample.plus, i)[0]));
}

/** Momentum and energy of a particle of an event, GeV. */
export function momentumAt({ e, px, py, pz }: LeptonColumns, i: number): [Vec3d, number] {
  return [vec3d.create(at(px, i), at(py, i), at(pz, i)), at(e, i)];
}

function positionAt({ x, y, z }: PositionColumns, i: number): Vec3d {
  return vec3d.create(at(x, i), at(y, i), at(z, i));
}

/** Probability of each bin for each event: 1 for the bin that it was reconstructed in, or by the experiment's response to the true leptons. */
function binsOfEvents(
  setup: PhysicsSetup,
  channel: Channel,
  sample: EventSample,
  chosen: Uint32Array,
): Float64Array[] {
  const { bins, ofCell } = at(setup.beamBins, channel.beam);
  const probabilities = bins.map(() => new Float64Array(chosen.length));
  const { smears, reconstructed } = setup.response;
  if (reconstructed) {
    const cells = observedCells(reconstructed, sample);
    chosen.forEach((i, k) => {
      const row = probabilities[ofCell[at(cells, i)] ?? -1];
      if (row) row[k] = 1;
    });
    return probabilities;
  }
  const table = evaluatedTable(setup.response);
  // The smearing of an event is the same at every mass point.
  const points = smears ? sample.count : 0;
  const cube = hypercubePoints(points, setup.scan.seed, DIMENSION_COUNT + SMEARING_DIMENSIONS);
  const smearing = new Float64Array(SMEARING_DIMENSIONS).fill(0.5);
  chosen.forEach((i, k) => {
    for (let d = 0; smears && d < SMEARING_DIMENSIONS; d++) {
      smearing[d] = at(cube, (DIMENSION_COUNT + d) * points + i);
    }
    const [minus, eMinus] = momentumAt(sample.minus, i);
    const [plus, ePlus] = momentumAt(sample.plus, i);
    cellProbabilities(table, smearing, minus, eMinus, plus, ePlus).forEach((p, cell) => {
      const row = probabilities[ofCell[cell] ?? -1];
      if (row) row[k] = (row[k] ?? 0) + p;
    });
  });
  return probabilities;
}
