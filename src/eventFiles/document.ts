/** What a file of events says of itself: the point, the protons on target, how many events it stands for, and where they come from. */
import { at } from '../at.js';
import { scanIdentity } from '../config/identity.js';
import { canonicalJson, type JsonValue } from '../json.js';
import type { ParameterPoint } from '../model/point.js';
import { sha256 } from '../platform/sha256.js';
import type { Writer } from '../reports/provenance.js';
import type { ExperimentScan, ModelConfig } from '../resolved/scan.js';
import { struckBy } from './particles.js';
import type { EventChannel, PointEvents } from './pointEvents.js';

/** Events of one beam, with the keys of a component of a sample of events. */
export interface DocumentComponent {
  readonly name: string;
  readonly model: ModelConfig;
  readonly parameters: ParameterPoint;
  /** Protons on target that the weights are for. */
  readonly pot: number;
  /** In all channels of the beam. */
  readonly generated: number;
  /** Each event has one decay position of the exponential; all positions are in the active volume. */
  readonly decays: 'sampled';
}

/** A channel: where and on what N are produced. */
export interface DocumentChannel {
  readonly name: string;
  readonly component: number;
  readonly target: string;
  readonly target_pdg: number;
  readonly target_mass_gev: number;
  /** Number of targets, and the flux at them relative to that at the detector's centre. */
  readonly targets: number;
  readonly flux_factor: number;
  /** Integral of the flux at the detector's centre, per cm2 and proton on target. */
  readonly flux_per_cm2_pot: number;
  /** Cross section for N on one target, averaged over the flux, cm2. */
  readonly sigma_cm2: number;
  /** Expected N, wherever and to whatever they decay, and expected decays to a pair in the active volume. */
  readonly births: number;
  readonly decays: number;
}

/** The document of a file of events; numbers are expected events for the protons on target. */
export interface EventsDocument {
  readonly format: 'dualnu events 1';
  readonly dualnu_version: string;
  readonly command?: string;
  readonly experiment: string;
  readonly experiment_title: string;
  readonly model: string;
  readonly parameters: ParameterPoint;
  readonly ctau_cm: number;
  readonly decay_mode: string;
  readonly components: readonly DocumentComponent[];
  readonly channels: readonly DocumentChannel[];
  /** Expected decays to a pair in the active volume, before efficiency: the sum of the weights; with its Monte Carlo error. */
  readonly expected: number;
  readonly mc_error: number;
  /** Effective number of the events generated. */
  readonly n_eff: number;
  readonly events: number;
  readonly unweighted: boolean;
  /** Unweighted events that are copies of others. */
  readonly repeated: number;
  readonly events_per_channel: number;
  readonly seed: number;
  /** SHA-256 of `config`: of all that determines the events. */
  readonly identity: string;
  readonly config: string;
}

/** Describes the events of a point. `packages` are versions that their bits can depend on. */
export function eventsDocument(
  events: PointEvents,
  writer: Writer,
  packages: Readonly<Record<string, string>>,
): EventsDocument {
  const { prepared, channels } = events;
  const { scan } = prepared.setup;
  const { experiment, model } = scan;
  const parameters = finiteParameters(events.point);
  const ofPoint = pointIdentity(scan, parameters, packages);
  const config = canonicalJson({ scan: ofPoint, unweighted: events.unweighted ?? null });
  const documented = channels.map((channel) => channelOf(scan, channel));
  const [{ point }] = prepared.points;
  return {
    format: 'dualnu events 1',
    dualnu_version: writer.version,
    ...(writer.command === undefined ? {} : { command: writer.command }),
    experiment: experiment.name,
    experiment_title: experiment.title,
    model: `${model.kind}, ${model.nature}`,
    parameters,
    ctau_cm: prepared.lifetime.ctauCm,
    decay_mode: point.mode,
    components: experiment.beams.map(({ name, pot }, beam) => ({
      name,
      model,
      parameters,
      pot,
      generated: events.generated * documented.filter(({ component }) => component === beam).length,
      decays: 'sampled',
    })),
    channels: documented,
    expected: events.rate,
    mc_error: events.error,
    n_eff: events.nEff,
    events: events.count,
    unweighted: events.unweighted !== undefined,
    repeated: events.repeated,
    events_per_channel: events.generated,
    seed: scan.seed,
    identity: sha256(config),
    config,
  };
}

/** The parameters without delta where it is infinite, because the daughter has no mass. */
export function finiteParameters(point: ParameterPoint): ParameterPoint {
  return Object.fromEntries(Object.entries(point).filter(([, value]) => Number.isFinite(value)));
}

function channelOf(scan: ExperimentScan, channel: EventChannel): DocumentChannel {
  const { at: place, decays, targets, fluxFactor, births } = channel;
  const { beam, flux, name } = place.channel;
  const { pot } = at(scan.experiment.beams, beam);
  const target = struckBy(scan, place.channel);
  return {
    name,
    component: beam,
    target: target.name,
    target_pdg: target.pdg,
    target_mass_gev: target.massGev,
    targets,
    flux_factor: fluxFactor,
    flux_per_cm2_pot: flux.integral,
    sigma_cm2: births / (targets * fluxFactor * pot * flux.integral),
    births,
    decays,
  };
}

/** What determines the events of a point: the document of its identity as a scan without axes (config/identity.ts). */
export function pointIdentity(
  scan: ExperimentScan,
  parameters: ParameterPoint,
  packages: Readonly<Record<string, string>>,
): JsonValue {
  const { experiment, production, excludedFromSum, exposure, changes, sample } = scan;
  const run = {
    experiment,
    production,
    ...(excludedFromSum === undefined ? {} : { excludedFromSum }),
    ...(exposure === undefined ? {} : { exposure }),
    ...(changes === undefined ? {} : { changes }),
    ...(sample === undefined ? {} : { sample }),
  };
  const alone = { ...scan, axes: [], fixed: parameters, runs: [run] };
  return scanIdentity(alone, { shaders: 'none: f64 reference engine', packages }).document;
}
