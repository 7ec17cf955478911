/** The kernels of a scan, linked for its numbers of bins, moments and axes. */
import { at } from '../../at.js';
import type { GpuContext } from '../../gpu/context.js';
import { type ShaderLayout, structViews } from '../../gpu/layout.js';
import { linkShader, type ShaderChoices } from '../../gpu/link.js';
import { type CompiledKernel, createComputePipeline } from '../../gpu/shader.js';
import { modelOf } from '../../model/models.js';
import { LINKED_CONSTANTS, usesConstants } from '../../physics/linkedConstants.js';
import type { MediatorName } from '../../physics/mediators/mediators.js';
import { HEADER_PAIR_EFFICIENCY, HEADER_PAIR_TOPOLOGY } from '../../physics/responseLayout.js';
import { SHADERS_FOLDER } from '../../platform/shaderFiles.js';
import { channelCount, groupNames } from '../../prediction/channels.js';
import { preparedCountsOf, statisticOf } from '../../prediction/comparedCounts.js';
import { KERNEL_SIZES, LANE_BINS, momentCounts } from '../../prediction/kernelSizes.js';
import { cellsAreBins, largestBeamBins, signalBinsOf } from '../../prediction/signalBins.js';
import type { TemplateForm } from '../../prediction/templateForms.js';
import type { ExperimentScan } from '../../resolved/scan.js';
import { usedQuantities } from '../../response/scales.js';
import type { LinkConstants, Statistic } from '../../statistics/statistic.js';

/** The kernels, with the names of their entry points. */
export const ENTRY_POINTS = {
  events: 'evaluateEvents',
  reweightedEvents: 'evaluateReweighted',
  scaleRecords: 'scaleRecords',
  scaleMoments: 'scaleMoments',
  templates: 'templates',
  lifetimeTemplates: 'lifetimeTemplates',
  yields: 'evaluateYields',
  chi2: 'scanChi2',
} as const;

/** One of the kernels. */
export type KernelName = keyof typeof ENTRY_POINTS;

/** The kernels of a scan by what they do: which of them makes templates depends on the form. */
export type ScanKernelName = 'events' | 'templates' | 'yields' | 'chi2';

/** Kernels of scans whose events are those of a sample. */
export type SampleKernelName = 'reweightedEvents' | 'scaleRecords' | 'scaleMoments';

/** The linked texts of a scan's kernels; those of samples only where it has one. */
export type LinkedKernels = Readonly<Record<ScanKernelName, string>> &
  Readonly<Partial<Record<SampleKernelName, string>>>;

/** The kernel that makes templates of a form. */
export const TEMPLATE_KERNELS = {
  measures: 'templates',
  lifetimes: 'lifetimeTemplates',
} as const satisfies Readonly<Record<TemplateForm, KernelName>>;

/** A kernel, compiled, with the layouts of its structs. */
export interface Kernel extends CompiledKernel {
  readonly layout: ShaderLayout;
}

/** Constants that the kernels of a scan are linked with, all u32. `comparison` has those of the datasets, by default of the scan's data. */
export function linkConstants(
  scan: ExperimentScan,
  comparison: LinkConstants = preparedCountsOf(scan).constants,
): Readonly<Record<string, number>> {
  const { beams, response } = scan.experiment;
  const bins = signalBinsOf(scan.experiment).length;
  const beamBins = largestBeamBins(scan.experiment);
  const { signal, variance } = momentCounts(scan);
  return {
    ...LINKED_CONSTANTS,
    ...usesConstants(usedQuantities(response.table)),
    BIN_COUNT: bins,
    ...comparison,
    BEAM_BINS: beamBins,
    LANE_BINS: Math.min(beamBins, LANE_BINS),
    SIGNAL_BINS: beams.length * beamBins,
    CELL_COUNT: response.cells.length,
    CELLS_ARE_BINS: Number(cellsAreBins(scan.experiment)),
    INTENSITY_NODES: scan.experiment.intensity?.tangents.length ?? 0,
    IS_ANALYTIC: Number(response.isAnalytic),
    PAIR_EFFICIENCY_AT: at(response.table, HEADER_PAIR_EFFICIENCY),
    PAIR_TOPOLOGY_AT: at(response.table, HEADER_PAIR_TOPOLOGY),
    SIGNAL_MOMENTS: signal,
    MOMENTS: signal + variance,
    COUPLING_BLOCK: KERNEL_SIZES.COUPLING_BLOCK,
    CHANNEL_COUNT: channelCount(scan),
    GROUP_COUNT: groupNames(scan).length,
    // A scan without axes is one point: an axis of length one.
    GRID_AXES: Math.max(scan.axes.length, 1),
  };
}

/** Functions of a mediator's module that `physics/event.wgsl` imports as `chosen::NAME`. */
const MEDIATOR_FUNCTIONS = [
  'conservedHelicity',
  'decayDirections',
  'decaySpectrum',
  'productionFactor',
] as const;

/** The functions of a mediator for `import chosen::NAME` in the events kernel. */
export function mediatorDeclarations(mediator: MediatorName): ShaderChoices {
  const path = `package::physics::mediators::${mediator}`;
  return Object.fromEntries(MEDIATOR_FUNCTIONS.map((name) => [name, `${path}::${name}`]));
}

/** A statistic's declarations for `import chosen::NAME` in the chi2 kernel: its struct of counts, and the function that evaluates it. */
export function statisticDeclarations({ kernel }: Statistic): ShaderChoices {
  return {
    PreparedCounts: `package::statistics::${kernel.counts}`,
    preparedChi2: `package::statistics::${kernel.value}`,
  };
}

/** How the yields kernel reads templates of a form, for `import chosen::momentsAt`. */
function sumsDeclarations(form: TemplateForm): ShaderChoices {
  return { momentsAt: `package::sums::${form}::momentsAt` };
}

/** Links the kernels of a scan with templates of a form. Their texts are part of the grid's identity. Throws DeviceError. */
export async function linkKernels(scan: ExperimentScan, form: TemplateForm): Promise<LinkedKernels> {
  const choices = { ...statisticDeclarations(statisticOf(scan)), ...sumsDeclarations(form) };
  const constants = linkConstants(scan);
  const link = (name: KernelName) => linkKernel(scan, name, choices, constants);
  return {
    events: await link('events'),
    templates: await link(TEMPLATE_KERNELS[form]),
    yields: await link('yields'),
    chi2: await link('chi2'),
    ...(scan.sample && {
      reweightedEvents: await link('reweightedEvents'),
      scaleRecords: await link('scaleRecords'),
      scaleMoments: await link('scaleMoments'),
    }),
  };
}

/** Links the chi2 kernel of a scan for a statistic and the constants of its datasets. Throws DeviceError. */
export async function linkComparison(
  scan: ExperimentScan,
  statistic: Statistic,
  constants: LinkConstants,
): Promise<string> {
  return await linkKernel(scan, 'chi2', statisticDeclarations(statistic), linkConstants(scan, constants));
}

async function linkKernel(
  scan: ExperimentScan,
  name: KernelName,
  choices: ShaderChoices,
  constants: ReturnType<typeof linkConstants>,
): Promise<string> {
  const literals = Object.entries(constants).map(([constant, value]) => [constant, `${value}u`]);
  return await linkShader(name, SHADERS_FOLDER, Object.fromEntries(literals), {
    ...mediatorDeclarations(modelOf(scan.model.kind).mediator.name),
    ...choices,
  });
}

/** Compiles a kernel with values for its overrides. Throws DeviceError. */
export async function compileKernel(
  context: GpuContext,
  name: KernelName,
  code: string,
  constants: Readonly<Record<string, number>>,
): Promise<Kernel> {
  const entryPoint = ENTRY_POINTS[name];
  const pipeline = await createComputePipeline(context, { label: name, code, entryPoint, constants });
  return { label: name, code, entryPoint, layout: structViews(code), pipeline };
}
