/** What a file of weights says of itself: the sample, the point and experiment, what a weight is, and how far it can be trusted. */
import { at } from '../../at.js';
import { finiteParameters, pointIdentity } from '../../eventFiles/document.js';
import { canonicalJson } from '../../json.js';
import type { ParameterPoint } from '../../model/point.js';
import { sha256 } from '../../platform/sha256.js';
import type { Writer } from '../../reports/provenance.js';
import type { ModelConfig } from '../../resolved/scan.js';
import { briefNumber } from '../../words.js';
import type { SampleWeights, WeightSum } from './sampleWeights.js';

/** A sum of weights, in events. */
export interface DocumentSum {
  readonly weighted: number;
  readonly expected: number;
  readonly mc_error: number;
  readonly n_eff: number;
  readonly largest_share: number;
}

/** The document of a file of weights; numbers are expected events for the protons on target. */
export interface WeightsDocument extends DocumentSum {
  readonly format: 'dualnu weights 1';
  readonly dualnu_version: string;
  readonly command?: string;
  /** What a weight is, in a sentence. */
  readonly weight: string;
  readonly sample: string;
  /** SHA-256 of the sample's files. */
  readonly sample_files: Readonly<Record<string, string>>;
  readonly experiment: string;
  readonly experiment_title: string;
  readonly pot: number;
  readonly target_tonnes: number;
  readonly model: string;
  readonly model_choices: ModelConfig;
  readonly parameters: ParameterPoint;
  readonly ctau_cm: number | null;
  readonly decay_mode: string;
  readonly ratio: 'exact' | 'seen';
  /** Rows of the file, and those of them that the experiment does not count. */
  readonly events: number;
  readonly outside: number;
  readonly uncovered: number;
  readonly flags: readonly string[];
  readonly components: readonly (DocumentSum & { readonly name: string; readonly events: number })[];
  readonly bins: readonly (DocumentSum & { readonly label: string })[];
  /** SHA-256 of `config`: of all that determines the weights. */
  readonly identity: string;
  readonly config: string;
}

/** Describes weights. `packages` are versions that their bits can depend on. */
export function weightsDocument(
  found: SampleWeights,
  writer: Writer,
  packages: Readonly<Record<string, string>>,
): WeightsDocument {
  const { sample, scan, report } = found;
  const { experiment } = scan;
  const { pot } = at(experiment.beams, 0);
  const { massTonnes } = experiment.target;
  const parameters = finiteParameters(found.point);
  const config = canonicalJson({ scan: pointIdentity(scan, parameters, packages) });
  return {
    format: 'dualnu weights 1',
    dualnu_version: writer.version,
    ...(writer.command === undefined ? {} : { command: writer.command }),
    weight: `events expected in ${experiment.name} for ${briefNumber(pot, 12)} protons on target and ${massTonnes} t of target, before its response: over the events that pass a selection they add up to the number expected to pass`,
    sample: sample.name,
    sample_files: sample.files,
    experiment: experiment.name,
    experiment_title: experiment.title,
    pot,
    target_tonnes: massTonnes,
    model: report.model,
    model_choices: scan.model,
    parameters,
    ctau_cm: report.ctau_cm,
    decay_mode: report.decay_mode,
    ratio: found.ratio,
    events: sample.count,
    outside: found.outside,
    uncovered: found.uncovered,
    flags: report.flags,
    ...documentSum(found.all),
    components: found.components.map((of, k) => ({
      name: at(sample.components, k).name,
      events: of.events,
      ...documentSum(of),
    })),
    bins: found.bins.map((of) => ({ label: of.label, ...documentSum(of) })),
    identity: sha256(config),
    config,
  };
}

function documentSum({ weighted, expected, error, nEff, largestShare }: WeightSum): DocumentSum {
  return { weighted, expected, mc_error: error, n_eff: nEff, largest_share: largestShare };
}
