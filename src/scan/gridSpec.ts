/** The specification of a scan's grid: its variables, its provenance and its identity. */
import { scanIdentity } from '../config/identity.js';
import type { EngineInfo } from '../engine/engine.js';
import { linkKernels } from '../engine/packing/kernels.js';
import { changesInWords } from '../experiment/changes.js';
import type { Experiment } from '../experiment/types.js';
import { shaderHash } from '../gpu/link.js';
import { canonicalJson } from '../json.js';
import type { ExperimentAttributes, GridSpec } from '../metadata/manifest.js';
import { mediatorOf } from '../model/models.js';
import { gridAxisOf } from '../model/parameters.js';
import { gridVariables } from '../outputs/gridVariables.js';
import { suffixOf } from '../outputs/places.js';
import { countsOf, statisticOf } from '../prediction/comparedCounts.js';
import { eventLevels } from '../prediction/eventLevels.js';
import { KERNEL_SIZES } from '../prediction/kernelSizes.js';
import { TEMPLATE_FORMS, type TemplateForm } from '../prediction/templateForms.js';
import { planScan } from '../prediction/tilePlan.js';
import { type ExperimentScan, experimentScans, type ResolvedScan, summedRuns } from '../resolved/scan.js';
import { detectorShape } from '../shapes/detectors.js';
import { dirtInWords } from '../soil/dirtSummary.js';
import { backgroundChi2 } from '../statistics/statistic.js';
import { statisticNamed } from '../statistics/statistics.js';
import { readPackages } from './packages.js';

/** Describes the grid that an engine will write. */
export async function describeGrid(scan: ResolvedScan, info: EngineInfo): Promise<GridSpec> {
  const { version, packages } = await readPackages();
  const scans = experimentScans(scan);
  // The two engines agree within bounds, not to the bit: their grids are different grids.
  const shaders = info.engine === 'gpu' ? await hashOfShaders(scans) : 'none: f64 reference engine';
  const { hash, document } = scanIdentity(scan, { shaders, packages });
  const { statistic } = scan;
  const experiments = scans.map(experimentAttributes);
  const joined = (key: 'name' | 'title' | 'production' | 'response') =>
    [...new Set(summedRuns(scan.runs, experiments).map((attributes) => attributes[key]))].join(' + ');
  return {
    axes: scan.axes.map(gridAxisOf),
    tilePlan: planScan(scan),
    variables: gridVariables(scan).map((variable) => variable.spec),
    attributes: {
      title: scan.name,
      dualnu_version: version,
      model: modelInWords(scan),
      production: joined('production'),
      experiment: joined('name'),
      experiment_title: joined('title'),
      response: joined('response'),
      statistic: `${statisticNamed(statistic.kind).label}, ${statistic.data}`,
      background_chi2: summedRuns(scan.runs, experiments).reduce((sum, e) => sum + e.background_chi2, 0),
      experiments,
      events_per_mass_point: scan.eventsPerMassPoint,
      ...(scan.autoEvents ? { max_events_per_mass_point: mostEvents(scans) } : {}),
      seed: scan.seed,
      fixed: scan.fixed,
      config: canonicalJson(document),
      engine: info.engine,
      adapter: info.adapter,
      driver: info.driver,
    },
    identity: hash,
  };
}

/** Hash of all that a GPU may run for a scan: of both forms of templates, because the identity must be known before the adapter is. */
async function hashOfShaders(scans: readonly ExperimentScan[]): Promise<string> {
  const forms = Object.keys(TEMPLATE_FORMS) as TemplateForm[];
  const kernels = await Promise.all(scans.flatMap((scan) => forms.map((form) => linkKernels(scan, form))));
  const sizes = canonicalJson({ ...KERNEL_SIZES, ...eventsOfForms() });
  return shaderHash([...kernels.flatMap((sources) => Object.values(sources)), sizes].join('\n'));
}

/** The sizes of the forms on which bits depend. */
function eventsOfForms(): Record<string, number> {
  return Object.fromEntries(
    Object.entries(TEMPLATE_FORMS).map(([form, { eventsPerWorkgroup }]) => [form, eventsPerWorkgroup]),
  );
}

/** The most events that a mass point may get in any experiment. */
function mostEvents(scans: readonly ExperimentScan[]): number {
  return Math.max(...scans.flatMap(eventLevels));
}

function experimentAttributes(scan: ExperimentScan): ExperimentAttributes {
  const { experiment } = scan;
  return {
    name: experiment.name,
    title: experiment.title,
    production: productionInWords(scan),
    response: experiment.response.label,
    background_chi2: backgroundChi2(statisticOf(scan), countsOf(scan)),
    apart: scan.excludedFromSum ?? false,
    suffix: suffixOf(scan),
  };
}

/** `dual, dirac, SM Z on, charge darknews`, and all settings that are not the default. */
function modelInWords({ model }: ResolvedScan): string {
  const decays = Object.entries(model.decays).flatMap(([name, isOn]) => (isOn ? [name] : []));
  return [
    model.kind,
    model.nature,
    `SM Z ${model.smZ ? 'on' : 'off'}`,
    `charge ${model.charge}`,
    ...(model.zpSpin === 'exact' ? [`spin of a real ${mediatorOf(model.kind).symbol} exact`] : []),
    ...(decays.length > 0 ? [`decays also to ${decays.join(', ')}`] : []),
  ].join(', ');
}

/** ` (below 10 MeV in the detector)`; nothing where any proton passes. */
function protonCapInWords({ protonCapGev }: Experiment): string {
  return protonCapGev === undefined
    ? ''
    : ` (below ${Number((1000 * protonCapGev).toPrecision(6))} MeV in the detector)`;
}

/** `tpc`, `tpc, dirt (cylinder)`, ...: the contributions to the signal. */
function productionInWords({
  experiment,
  production,
  exposure = 1,
  changes,
  sample,
}: ExperimentScan): string {
  const { dirt, protonElastic, antineutrinos } = production;
  const both = experiment.beams.filter(({ countsWrongSign }) => countsWrongSign === true);
  const wrongSign =
    both.length === 0 ? [] : [`wrong sign of ${both.map(({ name }) => name).join(' and ')} too`];
  return [
    detectorShape(experiment.geometry).place,
    ...(dirt ? [`dirt (${dirtInWords(dirt)})`] : []),
    ...(protonElastic ? [`proton-elastic too${protonCapInWords(experiment)}`] : []),
    ...(antineutrinos ? ['antineutrinos too'] : wrongSign),
    ...(experiment.intensity ? ['beam falling off its axis'] : []),
    ...(sample ? [`sample ${sample.name} reweighted`] : []),
    ...(exposure === 1 ? [] : [`exposure times ${exposure}`]),
    ...(changes === undefined ? [] : [`changed: ${changesInWords(changes).join(', ')}`]),
  ].join(', ');
}
