/** What the grid of a scan looks like: its variables, its provenance and its identity. */
import { canonicalJson, scanIdentity } from '../config/identity.js';
import type { ResolvedScan, VariableName } from '../config/types.js';
import { type EngineInfo, FLAGS } from '../engine/engine.js';
import { KERNEL_SIZES, linkKernels } from '../engine/kernels.js';
import { countsOf } from '../engine/physicsSetup.js';
import { lifetimeAxisNames } from '../engine/tileLayout.js';
import { shaderHash } from '../gpu/link.js';
import { describeVariable, flagAttributes, type GridSpec } from '../grid/manifest.js';
import { planTiles } from '../grid/tiles.js';
import { backgroundChi2, STATISTIC_CODES } from '../statistics/chi2.js';
import { readPackages } from './packages.js';

/** Describes the grid that an engine will write. */
export async function describeGrid(scan: ResolvedScan, info: EngineInfo): Promise<GridSpec> {
  const { version, packages } = await readPackages();
  const kernels = await linkKernels(scan);
  // The two engines agree within bounds, not to the bit: their grids are different grids.
  const shaders =
    info.engine === 'gpu'
      ? shaderHash([...Object.values(kernels), canonicalJson(KERNEL_SIZES)].join('\n'))
      : 'none: f64 reference engine';
  const { hash, document } = scanIdentity(scan, { shaders, packages });
  const all = scan.axes.map((axis) => axis.name);
  const lifetime = lifetimeAxisNames(scan);
  const { model, experiment, statistic } = scan;
  return {
    axes: scan.axes,
    tilePlan: planTiles(scan.axes),
    variables: scan.outputs.flatMap((name) => {
      if (name !== 'flags') return [describeVariable(name, isOnMixing(name) ? all : lifetime)];
      const { largeMixing, ...own } = FLAGS;
      if (!all.includes('Umu5_sq')) return [describeVariable('flags', lifetime, flagAttributes(FLAGS))];
      return [
        describeVariable('flags', lifetime, flagAttributes(own)),
        describeVariable('mixing_flags', ['Umu5_sq'], flagAttributes({ largeMixing })),
      ];
    }),
    attributes: {
      title: scan.name,
      dualnu_version: version,
      model: `${model.kind}, ${model.nature}, SM Z ${model.smZ ? 'on' : 'off'}, charge ${model.charge}`,
      experiment: experiment.name,
      experiment_title: experiment.title,
      response: experiment.response.label,
      statistic: `${statistic.kind}, ${statistic.data}`,
      background_chi2: backgroundChi2(STATISTIC_CODES[statistic.kind], countsOf(scan)),
      events_per_mass_point: scan.eventsPerMassPoint,
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

/** Whether a variable depends on the mixing: chi2 and signal have all axes, a lifetime has not. */
function isOnMixing(name: VariableName): boolean {
  return name === 'chi2' || name === 'signal';
}
