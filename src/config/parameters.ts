/** The parameters of a scan: which are axes, which are fixed, and whether together they make a model. */
import type { Experiment } from '../experiment/types.js';
import { failAt, failAtKey, type KeyPath, type YamlFile } from '../experiment/yaml.js';
import { suggest } from '../experiment/zodIssues.js';
import {
  AXIS_INFO,
  type Axis,
  type AxisName,
  type FixedParameters,
  MIXINGS,
  MODEL_PARAMETERS,
  type ModelKind,
  PRODUCED_MASSES,
} from '../grid/axes.js';
import { productOf } from '../grid/tiles.js';
import { ELECTRON_MASS_GEV } from '../physics/constants.js';
import { thresholdEnergy } from '../physics/upscattering.js';
import { buildAxis } from './axisValues.js';
import { AXIS_NAMES, type ScanFile } from './schema.js';

/** Values of parameters that a scan file may leave out (MODEL section 1). */
export const PARAMETER_DEFAULTS = {
  dual: { gD: 2, V54: 0.5, epsilon: 8e-4, kappa: 1, V44: 0 },
  single: { gD: 2, epsilon: 8e-4, kappa: 1 },
} as const satisfies Record<ModelKind, FixedParameters>;

/** More grid points than this are a mistake: a million times a million. */
const MAX_POINTS = 2 ** 40;

const PARAMETERS: KeyPath = ['model', 'parameters'];

/** Axes in the order of the file, and the fixed values with defaults; fails at the position of whatever is wrong. */
export function resolveParameters(yaml: YamlFile, scan: ScanFile): { axes: Axis[]; fixed: FixedParameters } {
  const { kind } = scan.model;
  for (const name of axisOrder(yaml.value)) requireOfModel(yaml, scan, ['axes', name], name);
  const axes = axisOrder(yaml.value).map((name) => resolveAxis(yaml, scan, name));
  if (axes.length === 0)
    failAtKey(yaml, ['axes'], `no axis; name at least one parameter to scan, such as ${MIXINGS[kind]}`);
  const isAxis = new Set<AxisName>(axes.map((axis) => axis.name));
  const written = Object.entries(scan.model.parameters).filter((pair) => pair[1] !== undefined) as [
    AxisName,
    number,
  ][];
  for (const [name, value] of written) {
    requireOfModel(yaml, scan, [...PARAMETERS, name], name);
    if (isAxis.has(name)) failAtKey(yaml, [...PARAMETERS, name], 'both fixed here and an axis; remove one');
    checkRange(yaml, [...PARAMETERS, name], name, value);
  }
  const defaults = Object.entries(PARAMETER_DEFAULTS[kind]).filter(([name]) => !isAxis.has(name as AxisName));
  const fixed: FixedParameters = Object.fromEntries([...defaults, ...written]);
  requireParameters(yaml, kind, isAxis, fixed);
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

/** Fails where a parameter belongs to the other model, or to decays that the scan does not count. */
function requireOfModel(yaml: YamlFile, { model }: ScanFile, path: KeyPath, name: AxisName): void {
  const { kind, decays } = model;
  if (name === 'V44' && !decays.includes('dark')) {
    failAtKey(yaml, path, 'enters with model.decays: [dark] only; add that, or remove it');
  }
  const own: readonly AxisName[] = MODEL_PARAMETERS[kind];
  if (own.includes(name)) return;
  failAtKey(yaml, path, `no parameter of the ${kind} model; ${suggest(name, own)}`);
}

/** Every parameter of the model must be given once, and in the dual model m4 either directly or by the splitting. */
function requireParameters(
  yaml: YamlFile,
  kind: ModelKind,
  isAxis: ReadonlySet<AxisName>,
  fixed: FixedParameters,
): void {
  const isGiven = (name: AxisName) => isAxis.has(name) || fixed[name] !== undefined;
  const advice = 'add it to axes or to model.parameters';
  for (const name of [PRODUCED_MASSES[kind], 'mZprime_gev', MIXINGS[kind]] as const) {
    if (!isGiven(name)) failAt(yaml, [...PARAMETERS, name], `missing; ${advice}`);
  }
  if (kind === 'single') return;
  if (isGiven('m4_gev') && isGiven('delta')) {
    const path = isAxis.has('delta') ? ['axes', 'delta'] : [...PARAMETERS, 'delta'];
    failAtKey(yaml, path, 'm4_gev is given too, and each follows from the other and m5_gev; remove one');
  }
  if (!isGiven('m4_gev') && !isGiven('delta')) {
    failAt(yaml, [...PARAMETERS, 'm4_gev'], `neither m4_gev nor delta is given; ${advice}`);
  }
}

/** Fails where no point of the grid can give an event: too small a splitting everywhere, or too heavy for the beam. */
export function requireOpenPoint(
  yaml: YamlFile,
  kind: ModelKind,
  axes: readonly Axis[],
  fixed: FixedParameters,
  experiments: readonly Experiment[],
): void {
  const valuesOf = (name: AxisName) =>
    axes.find((axis) => axis.name === name)?.values ?? (fixed[name] === undefined ? [] : [fixed[name]]);
  const pathOf = (name: AxisName) =>
    axes.some((axis) => axis.name === name) ? ['axes', name] : [...PARAMETERS, name];
  const produced = PRODUCED_MASSES[kind];
  const [symbol, daughter] = kind === 'dual' ? ['m5', 'm4'] : ['m4', 'the light neutrino'];
  const masses = valuesOf(produced);
  const heaviest = masses.at(-1) ?? Number.NaN;
  const largestDelta = valuesOf('delta').at(-1);
  const lightestDaughter =
    largestDelta === undefined ? (valuesOf('m4_gev')[0] ?? Number.NaN) : heaviest / (1 + largestDelta);
  const lightest = kind === 'dual' ? lightestDaughter : 0;
  if (!(heaviest - lightest > 2 * ELECTRON_MASS_GEV)) {
    const most = `${symbol} reaches ${heaviest} GeV, ${daughter} starts at ${lightest} GeV`;
    const what =
      heaviest <= lightest
        ? `${symbol} <= ${daughter} everywhere`
        : `${symbol} - ${daughter} below 2 m_e everywhere`;
    const advice = kind === 'dual' ? 'raise m5 or lower m4' : 'raise m4';
    failAtKey(yaml, pathOf(produced), `${what} (${most}): no point can decay to e+e-; ${advice}`);
  }
  const reach = experiments.map(({ name, target, beams }) => {
    const struck = target.composition.map(({ nucleus }) => nucleus.massGev);
    const threshold = thresholdEnergy(masses[0] ?? Number.NaN, Math.max(...struck));
    return { name, threshold, end: Math.max(...beams.map(({ flux }) => flux.maxEnergyGev)) };
  });
  const [first] = reach;
  if (first && reach.every(({ threshold, end }) => threshold >= end)) {
    const beam = `${first.name}'s flux ends at ${first.end} GeV`;
    const needs = `the lightest ${symbol} needs ${first.threshold.toPrecision(3)} GeV; lower ${symbol}`;
    failAtKey(yaml, pathOf(produced), `no mass can be produced: ${beam}, ${needs}`);
  }
}
