/** What the grid of a scan looks like: its variables, its provenance and its identity. */
import { canonicalJson, scanIdentity } from '../config/identity.js';
import type { ResolvedScan, VariableName } from '../config/types.js';
import { groupNames } from '../engine/channels.js';
import { type EngineInfo, FLAGS } from '../engine/engine.js';
import { KERNEL_SIZES, linkKernels } from '../engine/kernels.js';
import { countsOf } from '../engine/physicsSetup.js';
import { lifetimeAxisNames } from '../engine/tileLayout.js';
import { planScan } from '../engine/tilePlan.js';
import { shaderHash } from '../gpu/link.js';
import { MIXINGS } from '../grid/axes.js';
import { describeVariable, flagAttributes, type GridSpec } from '../grid/manifest.js';
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
    tilePlan: planScan(scan),
    variables: scan.outputs.flatMap((name) => {
      if (name === 'signal_by_channel') {
        const groups = groupNames(scan);
        return groups.length > 1 ? groups.map((group) => describeVariable(`signal_${group}`, all)) : [];
      }
      if (name !== 'flags') return [describeVariable(name, isOnMixing(name) ? all : lifetime)];
      const { largeMixing, ...own } = FLAGS;
      if (lifetime.length === all.length) return [describeVariable('flags', lifetime, flagAttributes(FLAGS))];
      return [
        describeVariable('flags', lifetime, flagAttributes(own)),
        describeVariable('mixing_flags', [MIXINGS[model.kind]], flagAttributes({ largeMixing })),
      ];
    }),
    attributes: {
      title: scan.name,
      dualnu_version: version,
      model: modelInWords(scan),
      production: productionInWords(scan),
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

/** `dual, dirac, SM Z on, charge darknews`, and whatever is not the default. */
function modelInWords({ model }: ResolvedScan): string {
  const decays = Object.entries(model.decays).flatMap(([name, isOn]) => (isOn ? [name] : []));
  return [
    model.kind,
    model.nature,
    `SM Z ${model.smZ ? 'on' : 'off'}`,
    `charge ${model.charge}`,
    ...(model.zpSpin === 'exact' ? ["spin of a real Z' exact"] : []),
    ...(decays.length > 0 ? [`decays also to ${decays.join(', ')}`] : []),
  ].join(', ');
}

/** `tpc`, `tpc, dirt (cylinder)`, ...: what the signal is the sum of. */
function productionInWords(scan: ResolvedScan): string {
  const { dirt, protonElastic, antineutrinos } = scan.production;
  return [
    'tpc',
    ...(dirt ? [`dirt (${dirt.preset})`] : []),
    ...(protonElastic ? ['proton-elastic too'] : []),
    ...(antineutrinos ? ['antineutrinos too'] : []),
  ].join(', ');
}

/** Whether a variable depends on the mixing: chi2 and signal have all axes, a lifetime has not. */
function isOnMixing(name: VariableName): boolean {
  return name === 'chi2' || name === 'signal';
}
