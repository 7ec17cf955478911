/** At which masses more events would make a sample cover a scan, and how many. */
import { at } from '../../at.js';
import { overrideParameters } from '../../config/override.js';
import { type AxisName, isKinematic } from '../../model/parameters.js';
import type { ParameterPoint } from '../../model/point.js';
import { LEAST_EVENTS } from '../../prediction/sampleTrust.js';
import { couplingAxesOf } from '../../prediction/tileLayout.js';
import type { ExperimentScan } from '../../resolved/scan.js';
import { productOf, unravel } from '../../tiles/tiles.js';
import type { EventSample } from '../eventSample.js';
import {
  atEndsOfCouplings,
  type EngineChoice,
  isClosed,
  isEnough,
  leastSize,
  type MassStatus,
  type ScanStatus,
  scanStatus,
} from './scanStatus.js';
import { type Candidate, type SearchResult, searchComponents, spread } from './search.js';
import type { Target } from './target.js';
import { candidateAt, lackingTargets, replacedBy, searchGround } from './targets.js';

/** What is asked for. */
export interface AdviceRequest {
  /** Relative Monte Carlo error that is wanted in each bin that counts, by default that of the flag `sample_few_events`. */
  readonly error?: number | undefined;
  /** Events of a component; only one whose own mass point needs more has more. */
  readonly events: number;
  /** Told of mass points that are done, first of the scan's, then of those that lack events. */
  readonly onProgress?: (done: number, of: number) => void;
}

/** A mass point of the scan. */
export interface MassReport {
  /** By the names of the axes of masses. */
  readonly at: ParameterPoint;
  readonly status: MassStatus;
  readonly isClosed: boolean;
  readonly isEnough: boolean;
  readonly leastSize: number | undefined;
}

/** A component that would have to be generated. */
export interface ProposedComponent {
  /** Values of all axes of the scan: its masses, and the couplings of the shortest life among the scan's. */
  readonly at: ParameterPoint;
  /** Events of equal weight in the active volume. */
  readonly events: number;
  /** Mass points that lack no events then, and did before. */
  readonly covered: number;
}

/** Advice on a scan. */
export interface Advice {
  readonly scan: ExperimentScan;
  readonly sample: EventSample;
  /** Effective number that is wanted in each bin that counts. */
  readonly size: number;
  readonly masses: readonly MassReport[];
  /** Mass points that lack events, and those of them that the search was for. */
  readonly lacking: number;
  readonly searched: number;
  readonly proposals: readonly ProposedComponent[];
  /** Mass points for which no number of events that can be proposed is enough. */
  readonly unreached: readonly ParameterPoint[];
}

/** Most mass points that components are searched for; of more, so many that are evenly spread. */
const MOST_TARGETS = 512;

/** Looks where a scan of a sample lacks events, and searches for components. Throws DeviceError. */
export async function adviseSample(
  ofScan: ExperimentScan,
  engine: EngineChoice,
  { error, events, onProgress = () => {} }: AdviceRequest,
): Promise<Advice> {
  const { sample } = ofScan;
  if (!sample) throw new RangeError('a scan of generated events needs no advice');
  const size = error === undefined ? LEAST_EVENTS : 1 / error ** 2;
  const scan = atEndsOfCouplings(ofScan);
  const massAxes = scan.axes.filter(({ name }) => isKinematic(name));
  const count = productOf(massAxes.map(({ values }) => values.length));
  const status = await scanStatus(scan, engine, (fraction) => onProgress(fraction * count, count));
  const masses = status.masses.map((of, mass): MassReport => {
    const closed = isClosed(of);
    return {
      at: valuesAt(massAxes, mass),
      status: of,
      isClosed: closed,
      isEnough: isEnough(of, size),
      leastSize: closed ? undefined : leastSize(of),
    };
  });
  const lacking = masses.flatMap((mass, i) => (mass.isEnough ? [] : [i]));
  const chosen = spread(lacking, MOST_TARGETS);
  const tell = (done: number) => onProgress(done, chosen.length);
  const found = await search(status, sample, { lacking: chosen, size, events, tell });
  return {
    scan: ofScan,
    sample,
    size,
    masses,
    lacking: lacking.length,
    searched: chosen.length,
    proposals: found.proposals.map(({ candidate: { mass, coupling }, events, targets }) => ({
      at: pointAt(scan, mass, coupling),
      events,
      covered: targets.length,
    })),
    unreached: found.unreached.map(({ mass }) => valuesAt(massAxes, mass)),
  };
}

interface Search {
  readonly lacking: readonly number[];
  readonly size: number;
  readonly events: number;
  readonly tell: (done: number) => void;
}

async function search(
  status: ScanStatus,
  sample: EventSample,
  { lacking, size, events, tell }: Search,
): Promise<SearchResult> {
  if (lacking.length === 0) return { proposals: [], unreached: [] };
  const { scan } = status;
  const ground = searchGround(status, sample, { size, lacking });
  const replaced = new WeakMap<Candidate, Target[]>();
  return searchComponents({
    targets: await lackingTargets(ground),
    events,
    candidateAt: (mass) =>
      candidateAt(ground, mass, (coupling) => overrideParameters(scan, { ...pointAt(scan, mass, coupling) })),
    replacedBy: (candidate) => {
      const made = replaced.get(candidate) ?? replacedBy(ground, candidate);
      replaced.set(candidate, made);
      return made;
    },
    hasProduced: ground.hasProduced,
    onProgress: tell,
  });
}

/** Values of axes at a place in their product, in C order. */
function valuesAt(
  axes: readonly { readonly name: AxisName; readonly values: readonly number[] }[],
  place: number,
): ParameterPoint {
  const index = unravel(
    place,
    axes.map(({ values }) => values.length),
  );
  return Object.fromEntries(axes.map(({ name, values }, i) => [name, at(values, at(index, i))]));
}

/** Values of all axes of a scan at a mass point and a coupling point of its layout; of a factor of the yields, its last value. */
function pointAt(scan: ExperimentScan, mass: number, coupling: number): ParameterPoint {
  const ofMass = valuesAt(
    scan.axes.filter(({ name }) => isKinematic(name)),
    mass,
  );
  const ofCoupling = valuesAt(couplingAxesOf(scan), coupling);
  return Object.fromEntries(
    scan.axes.map(({ name, values }) => [
      name,
      ofMass[name] ?? ofCoupling[name] ?? at(values, values.length - 1),
    ]),
  );
}
