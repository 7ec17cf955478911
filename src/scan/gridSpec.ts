/** What the grid of a scan looks like: its variables, its provenance and its identity. */
import { canonicalJson, scanIdentity } from '../config/identity.js';
import type { ResolvedScan } from '../config/types.js';
import { type EngineInfo, FLAGS } from '../engine/engine.js';
import { linkKernels } from '../engine/kernels.js';
import { setUpPhysics } from '../engine/physicsSetup.js';
import { lifetimeAxisNames } from '../engine/tileLayout.js';
import { shaderHash } from '../gpu/link.js';
import { describeVariable, flagAttributes, type GridSpec } from '../grid/manifest.js';
import { planTiles } from '../grid/tiles.js';
import { backgroundChi2 } from '../statistics/chi2.js';
import { readPackages } from './packages.js';

/** Describes the grid that an engine will write. */
export async function describeGrid(scan: ResolvedScan, info: EngineInfo): Promise<GridSpec> {
  const { version, packages } = await readPackages();
  const kernels = await linkKernels(scan);
  // The two engines agree within bounds, not to the bit: their grids are different grids.
  const shaders =
    info.engine === 'gpu' ? shaderHash(Object.values(kernels).join('\n')) : 'none: f64 reference engine';
  const { hash, document } = scanIdentity(scan, { shaders, packages });
  const setup = setUpPhysics({ ...scan, eventsPerMassPoint: 1 });
  const all = scan.axes.map((axis) => axis.name);
  const lifetime = lifetimeAxisNames(scan);
  const { model, experiment, statistic } = scan;
  return {
    axes: scan.axes,
    tilePlan: planTiles(scan.axes),
    variables: scan.outputs.map((name) =>
      describeVariable(
        name,
        name === 'chi2' || name === 'signal' ? all : lifetime,
        name === 'flags' ? flagAttributes(FLAGS) : {},
      ),
    ),
    attributes: {
      title: scan.name,
      dualnu_version: version,
      model: `${model.kind}, ${model.nature}, SM Z ${model.smZ ? 'on' : 'off'}, charge ${model.charge}`,
      experiment: experiment.name,
      experiment_title: experiment.title,
      response: experiment.response.label,
      statistic: `${statistic.kind}, ${statistic.data}`,
      background_chi2: backgroundChi2(setup.statistic, setup.counts),
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
