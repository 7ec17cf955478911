/** The parameters of a scan: which are axes, which are fixed, and whether together they make a model. */
import type { Experiment } from '../experiment/types.js';
import { failAt, failAtKey, type KeyPath, type YamlFile } from '../experiment/yaml.js';
import { AXIS_INFO, type Axis, type AxisName, type FixedParameters } from '../grid/axes.js';
import { productOf } from '../grid/tiles.js';
import { ELECTRON_MASS_GEV } from '../physics/constants.js';
import { thresholdEnergy } from '../physics/upscattering.js';
import { buildAxis } from './axisValues.js';
import { AXIS_NAMES, type ScanFile } from './schema.js';

/** Values of parameters that a scan file may leave out (MODEL section 1). */
export const PARAMETER_DEFAULTS = { gD: 2, V54: 0.5, epsilon: 8e-4 } as const satisfies FixedParameters;

/** More grid points than this are a mistake: a million times a million. */
const MAX_POINTS = 2 ** 40;

const PARAMETERS: KeyPath = ['model', 'parameters'];

/** Axes in the order of the file, and the fixed values with defaults; fails at the position of whatever is wrong. */
export function resolveParameters(yaml: YamlFile, scan: ScanFile): { axes: Axis[]; fixed: FixedParameters } {
  const axes = axisOrder(yaml.value).map((name) => resolveAxis(yaml, scan, name));
  if (axes.length === 0)
    failAtKey(yaml, ['axes'], 'no axis; name at least one parameter to scan, such as Umu5_sq');
  const isAxis = new Set<AxisName>(axes.map((axis) => axis.name));
  const written = Object.entries(scan.model.parameters).filter((pair) => pair[1] !== undefined) as [
    AxisName,
    number,
  ][];
  for (const [name, value] of written) {
    if (isAxis.has(name)) failAtKey(yaml, [...PARAMETERS, name], 'both fixed here and an axis; remove one');
    checkRange(yaml, [...PARAMETERS, name], name, value);
  }
  const defaults = Object.entries(PARAMETER_DEFAULTS).filter(([name]) => !isAxis.has(name as AxisName));
  const fixed: FixedParameters = Object.fromEntries([...defaults, ...written]);
  requireParameters(yaml, isAxis, fixed);
  const points = productOf(axes.map((axis) => axis.values.length));
  if (points > MAX_POINTS) {
    failAtKey(
      yaml,
      ['axes'],
      `${points.toExponential(2)} grid points; at most 2^40: use fewer points an axis`,
    );
  }
  return { axes, fixed };
}

/** Names of the axes in the order in which they are written: that is their order in memory. */
function axisOrder(value: unknown): AxisName[] {
  const axes = (value as { axes?: object }).axes ?? {};
  return Object.keys(axes).filter((key): key is AxisName => AXIS_NAMES.includes(key as AxisName));
}

function resolveAxis(yaml: YamlFile, scan: ScanFile, name: AxisName): Axis {
  const entry = scan.axes[name];
  if (!entry) return failAt(yaml, ['axes', name], 'an axis needs log, linear (with points) or values');
  const axis = buildAxis(name, entry);
  if ('what' in axis) return failAt(yaml, ['axes', name, ...axis.key], axis.what);
  if (axis.spacing === 'values') {
    for (const [i, value] of axis.values.entries())
      checkRange(yaml, ['axes', name, 'values', i], name, value);
  } else {
    checkRange(yaml, ['axes', name, axis.spacing, 0], name, axis.values[0] ?? Number.NaN);
    checkRange(yaml, ['axes', name, axis.spacing, 1], name, axis.values.at(-1) ?? Number.NaN);
  }
  return axis;
}

/** Why a value cannot be this parameter's, or undefined; guesses MeV where that would fit. */
export function rangeFault(name: AxisName, value: number): string | undefined {
  const { min, max, unit } = AXIS_INFO[name];
  if (value >= min && value <= max) return undefined;
  const withUnit = unit === '1' ? '' : ` ${unit}`;
  const isMev = unit === 'GeV' && value > max && value / 1000 <= max;
  const hint = isMev
    ? `; did you mean ${Number((value / 1000).toPrecision(12))} GeV (${value} MeV)?`
    : '; correct it';
  return `${value}${withUnit} is outside of ${min} to ${max}${withUnit}${hint}`;
}

function checkRange(yaml: YamlFile, path: KeyPath, name: AxisName, value: number): void {
  const what = rangeFault(name, value);
  if (what !== undefined) failAt(yaml, path, what);
}

/** Every parameter of the dual model must be given once, and m4 either directly or by the splitting. */
function requireParameters(yaml: YamlFile, isAxis: ReadonlySet<AxisName>, fixed: FixedParameters): void {
  const isGiven = (name: AxisName) => isAxis.has(name) || fixed[name] !== undefined;
  const advice = 'add it to axes or to model.parameters';
  for (const name of ['m5_gev', 'mZprime_gev', 'Umu5_sq'] as const) {
    if (!isGiven(name)) failAt(yaml, [...PARAMETERS, name], `missing; ${advice}`);
  }
  if (isGiven('m4_gev') && isGiven('delta')) {
    const path = isAxis.has('delta') ? ['axes', 'delta'] : [...PARAMETERS, 'delta'];
    failAtKey(yaml, path, 'm4_gev is given too, and each follows from the other and m5_gev; remove one');
  }
  if (!isGiven('m4_gev') && !isGiven('delta')) {
    failAt(yaml, [...PARAMETERS, 'm4_gev'], `neither m4_gev nor delta is given; ${advice}`);
  }
}

/** Fails where no point of the grid can give an event: m5 too close to m4 everywhere, or too heavy for the beam. */
export function requireOpenPoint(
  yaml: YamlFile,
  axes: readonly Axis[],
  fixed: FixedParameters,
  experiment: Experiment,
): void {
  const valuesOf = (name: AxisName) =>
    axes.find((axis) => axis.name === name)?.values ?? (fixed[name] === undefined ? [] : [fixed[name]]);
  const pathOf = (name: AxisName) =>
    axes.some((axis) => axis.name === name) ? ['axes', name] : [...PARAMETERS, name];
  const m5 = valuesOf('m5_gev');
  const heaviest = m5.at(-1) ?? Number.NaN;
  const largestDelta = valuesOf('delta').at(-1);
  const lightest =
    largestDelta === undefined ? (valuesOf('m4_gev')[0] ?? Number.NaN) : heaviest / (1 + largestDelta);
  if (!(heaviest - lightest > 2 * ELECTRON_MASS_GEV)) {
    const most = `m5 reaches ${heaviest} GeV, m4 starts at ${lightest} GeV`;
    const which = heaviest <= lightest ? 'm5 <= m4 everywhere' : 'm5 - m4 below 2 m_e everywhere';
    failAtKey(yaml, pathOf('m5_gev'), `${which} (${most}): no point can decay to e+e-; raise m5 or lower m4`);
  }
  const threshold = thresholdEnergy(m5[0] ?? Number.NaN, experiment.target.nucleus.massGev);
  if (threshold >= experiment.flux.maxEnergyGev) {
    const beam = `${experiment.name}'s flux ends at ${experiment.flux.maxEnergyGev} GeV`;
    failAtKey(
      yaml,
      pathOf('m5_gev'),
      `no mass can be produced: ${beam}, the lightest m5 needs ${threshold.toPrecision(3)} GeV; lower m5`,
    );
  }
}
