/** The mass points of a scan as targets of a search, and as candidates. */
import { at } from '../../at.js';
import type { ParameterPoint } from '../../model/point.js';
import type { DecaySide } from '../../physics/massPoint.js';
import { nextTurn } from '../../platform/turns.js';
import { type ChannelPoint, decaySideOf, massPointsOf } from '../../prediction/channelPoints.js';
import { competingDecays, type Lifetime, lifetimeOf } from '../../prediction/lifetime.js';
import { type PhysicsSetup, setUpPhysics } from '../../prediction/physicsSetup.js';
import { createSampleJudge, type SampleJudge } from '../../prediction/sampleJudge.js';
import type { ExperimentScan } from '../../resolved/scan.js';
import { withoutSample } from '../../reweighting/componentPoints.js';
import { COVERAGE_EVENTS } from '../../reweighting/coverage.js';
import { hasPhaseSpaceOf } from '../../reweighting/mixture.js';
import { eventsOfChannel } from '../../reweighting/sampleEvents.js';
import type { EventSample } from '../eventSample.js';
import { observedCells } from '../observedCells.js';
import { candidatePart, type MixturePart, partsOfSample } from './mixtureParts.js';
import { outlookOf } from './outlook.js';
import { countingBins, isClosed, type ScanStatus } from './scanStatus.js';
import { type Candidate, howFor } from './search.js';
import { addToMixture, contributionsTo, emptyTarget, type Target } from './target.js';
import { targetChannel } from './targetEvents.js';

/** What is asked for. */
interface Wanted {
  /** Effective number that is wanted in each bin that counts. */
  readonly size: number;
  /** Mass points that lack events. */
  readonly lacking: readonly number[];
}

/** What targets and candidates of a search share. */
export interface SearchGround extends Wanted {
  readonly status: ScanStatus;
  /** The scan, with as many points of the generator as the search has for each target. */
  readonly scan: ExperimentScan;
  readonly setup: PhysicsSetup;
  /** The same with generated events. */
  readonly generator: PhysicsSetup;
  readonly judge: SampleJudge;
  readonly parts: readonly MixturePart[];
  /** Whether events of the sample have the momentum of N. */
  readonly hasProduced: boolean;
  /** Of each mass point of the layout. */
  readonly sides: readonly DecaySide[];
  /** Share of the sample's events in each bin, where the response is known of its events only. */
  readonly shares: readonly number[] | undefined;
}

/** Events of our generator that all targets together are made of, and the least of each. */
const ALL_EVENTS = 2 ** 19;
const LEAST_POINTS = 1024;

/** Least part of the expected effective number that is believed of a sample: less is an accident of a few events. */
const LEAST_WORTH = 0.25;

/** Prepares a search. */
export function searchGround(status: ScanStatus, sample: EventSample, wanted: Wanted): SearchGround {
  const { scan: ofScan, layout } = status;
  const most = 2 ** Math.floor(Math.log2(ALL_EVENTS / wanted.lacking.length));
  const ofCoverage = Math.min(ofScan.eventsPerMassPoint, COVERAGE_EVENTS);
  const eventsPerMassPoint = Math.min(ofCoverage, Math.max(most, LEAST_POINTS));
  const scan = { ...ofScan, eventsPerMassPoint };
  const setup = setUpPhysics(scan);
  return {
    ...wanted,
    status,
    scan,
    setup,
    generator: setUpPhysics(withoutSample(scan)),
    judge: createSampleJudge(setup),
    parts: partsOfSample(scan, setup, sample),
    hasProduced: sample.produced !== undefined,
    sides: layout.masses.map((mass) => decaySideOf(scan, mass)),
    shares: setup.response.reconstructed && sharesOf(setup, sample),
  };
}

/** Share of a sample's events in each bin of the observation, by weight. */
function sharesOf(setup: PhysicsSetup, sample: EventSample): number[] {
  const { reconstructed } = setup.response;
  if (!reconstructed) throw new RangeError('only reconstructed quantities have such shares');
  const cells = observedCells(reconstructed, sample);
  const inBins = setup.counts.data.map(() => 0);
  let all = 0;
  for (const channel of setup.channels) {
    const { bins, ofCell } = at(setup.beamBins, channel.beam);
    for (const i of eventsOfChannel(sample, channel, setup)) {
      const bin = bins[ofCell[at(cells, i)] ?? -1];
      all += at(sample.weight, i);
      if (bin !== undefined) inBins[bin] = (inBins[bin] ?? 0) + at(sample.weight, i);
    }
  }
  return inBins.map((weight) => weight / all);
}

/** The mass points that lack events, with the sample's mixture. Takes signals between them. */
export async function lackingTargets(ground: SearchGround): Promise<Target[]> {
  const targets: Target[] = [];
  for (const mass of ground.lacking) {
    targets.push(withSample(ground, mass));
    await nextTurn();
  }
  return targets;
}

function withSample(ground: SearchGround, mass: number): Target {
  const { parts, hasProduced, setup, sides } = ground;
  const has = (part: MixturePart) => setup.channels.some(({ name }) => part.inChannel(name) !== undefined);
  const isSame = (part: MixturePart) => hasPhaseSpaceOf(at(sides, mass), part.component.side) && has(part);
  const how = hasProduced && parts.some(isSame) ? 'exact' : 'seen';
  const { target, couplings } = emptyAt(ground, mass, how);
  for (const part of parts) {
    if (howFor(target, part, hasProduced) !== how) continue;
    addToMixture(target, contributionsTo(target, part, how, target.points), 1);
  }
  target.worth = worthOf(ground, target, couplings);
  return target;
}

/** A mass point without any events, at the couplings of its shortest and longest life. */
function emptyAt(ground: SearchGround, mass: number, how: Target['how']) {
  const { generator, judge, shares, size, scan, sides } = ground;
  const lifetimes = lifetimesAt(ground, mass);
  const byLife = [...lifetimes.keys()].sort((a, b) => at(lifetimes, a).ctauCm - at(lifetimes, b).ctauCm);
  const couplings = [...new Set([at(byLife, 0), at(byLife, byLife.length - 1)])];
  const lives = couplings.map((k) => at(lifetimes, k));
  const channels = channelsAt(ground, mass).map((point) => targetChannel(generator, point, lives));
  const points = scan.eventsPerMassPoint;
  const start = { mass, side: at(sides, mass), how, shares, size, judge, points, worth: 1 };
  return { target: emptyTarget(start, channels), couplings };
}

/** The channels in which events are counted, as the generator has them. */
function channelsAt({ setup, generator, status }: SearchGround, mass: number): ChannelPoint[] {
  const names = new Set(setup.channels.map(({ name }) => name));
  return massPointsOf(generator, at(status.layout.masses, mass)).filter(
    ({ channel, point }) => point.open && names.has(channel.name),
  );
}

function lifetimesAt({ scan, sides, status }: SearchGround, mass: number): Lifetime[] {
  const side = at(sides, mass);
  const competing = competingDecays(scan, side);
  return status.layout.couplings.map((coupling) => lifetimeOf(scan, side, competing, coupling));
}

/** What of the expected effective numbers the sample has at a mass point, in the worst bin that counts. */
function worthOf({ status }: SearchGround, target: Target, couplings: readonly number[]): number {
  const { sizes } = outlookOf(target);
  const { cells } = at(status.masses, target.mass);
  const worths = couplings.flatMap((coupling, k) => {
    const cell = at(cells, coupling);
    return countingBins(cell.signal).map((bin) => at(cell.sizes, bin) / at(at(sizes, k), bin));
  });
  const least = Math.min(1, ...worths.filter((worth) => Number.isFinite(worth)));
  return Math.max(LEAST_WORTH, least);
}

/** A mass point as a component, at the couplings of its shortest life: a longer life has no event that it does not have. Undefined without a signal. */
export function candidateAt(
  ground: SearchGround,
  mass: number,
  parametersAt: (coupling: number) => ParameterPoint,
): Candidate | undefined {
  const { scan, setup } = ground;
  const lifetimes = lifetimesAt(ground, mass);
  const shortest = (best: number, { ctauCm }: Lifetime, k: number) =>
    ctauCm < at(lifetimes, best).ctauCm ? k : best;
  const coupling = lifetimes.reduce(shortest, 0);
  const [beam] = scan.experiment.beams;
  const part = candidatePart(scan, setup, {
    name: `mass point ${mass}`,
    model: scan.model,
    parameters: parametersAt(coupling),
    pot: beam?.pot ?? 0,
    generated: 1,
    decays: 'integrated',
  });
  return part && { mass, coupling, part };
}

/** Mass points that lack nothing, for which only a component with their phase space would stand, if it were added: none of the sample's has it. */
export function replacedBy(ground: SearchGround, { part: { component } }: Candidate): Target[] {
  const { hasProduced, lacking, status, sides, parts } = ground;
  const isReplaced = (side: DecaySide, mass: number) =>
    hasPhaseSpaceOf(side, component.side) &&
    !lacking.includes(mass) &&
    !isClosed(at(status.masses, mass)) &&
    !parts.some((part) => hasPhaseSpaceOf(side, part.component.side));
  if (!hasProduced) return [];
  return sides.flatMap((side, mass) =>
    isReplaced(side, mass) ? [emptyAt(ground, mass, 'exact').target] : [],
  );
}
