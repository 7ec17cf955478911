/** The parameters of a scan: which are axes, which are fixed, and whether they are complete and consistent. */
import { at } from '../at.js';
import { attempt } from '../errors.js';
import type { Experiment } from '../experiment/types.js';
import type { CheckedYaml } from '../input/checkedYaml.js';
import { partOf } from '../input/schemaWalk.js';
import { failAt, failAtKey, type KeyPath, mistakeAt, type YamlFile } from '../input/yaml.js';
import { nearestName, suggest } from '../input/zodIssues.js';
import type { Mistake } from '../mistakes.js';
import type { Model } from '../model/model.js';
import { type ModelKind, modelOf } from '../model/models.js';
import { rangeFault } from '../model/parameterRange.js';
import {
  AXIS_NAMES,
  type AxisName,
  type FixedParameters,
  infoOf,
  isAxisName,
  type ModelAxis,
} from '../model/parameters.js';
import { ELECTRON_MASS_GEV } from '../physics/constants.js';
import { thresholdEnergy } from '../physics/upscattering.js';
import { productOf } from '../tiles/tiles.js';
import type { TabulatedValues } from './axisTable.js';
import { buildAxis, type ListedAxis } from './axisValues.js';
import type { ScanFile } from './schema.js';

/** Most grid points of a scan, about a million times a million: more are certainly a mistake. */
const MAX_POINTS = 2 ** 40;

const PARAMETERS: KeyPath = ['model', 'parameters'];

/** The parameters of a scan file. */
export interface ResolvedParameters {
  /** In the order of the file. */
  readonly axes: ModelAxis[];
  /** With defaults. */
  readonly fixed: FixedParameters;
}

/** Axes and fixed values; `tables` has the values that stand in files. Mistakes are added to `found`; undefined where there are any. */
export function resolveParameters(
  yaml: YamlFile,
  scan: CheckedYaml<ScanFile>,
  tables: TabulatedValues,
  found: Mistake[],
): ResolvedParameters | undefined {
  const before = found.length;
  const names = axisOrder(yaml.value);
  const { data, isSound } = scan;
  const kind = isSound(['model', 'kind']) ? data.model.kind : undefined;
  const foreign = foreignParameters(yaml, scan, kind, names);
  found.push(...foreign.mistakes);
  const entries = names.flatMap((name): { name: AxisName; entry: ListedAxis }[] => {
    const entry = isSound(['axes', name]) && !foreign.names.has(name) ? data.axes[name] : undefined;
    if (entry === undefined) return [];
    const { values, ...bounds } = entry;
    const listed = values === undefined || Array.isArray(values) ? values : tables.get(name);
    // Of values in a file with mistakes nothing else can be said.
    if (values !== undefined && listed === undefined) return [];
    return [{ name, entry: listed === undefined ? bounds : { ...bounds, values: listed } }];
  });
  const points = productOf(entries.map(({ entry }) => entry.values?.length ?? entry.points ?? 1));
  const isTooMany = points > MAX_POINTS;
  if (isTooMany) {
    const what = `${points.toExponential(2)} grid points; at most 2^40: use fewer points an axis`;
    found.push(mistakeAt(yaml, ['axes'], what, 'key'));
  }
  const axes = entries.flatMap(({ name, entry }) => {
    // The end points are enough to find mistakes, without generating millions of values in vain.
    const short =
      isTooMany && entry.points !== undefined ? { ...entry, points: Math.min(entry.points, 2) } : entry;
    return attempt(found, () => resolveAxis(yaml, name, short)) ?? [];
  });
  const isAxis = new Set<AxisName>(names);
  const written = writtenParameters(yaml.value);
  for (const name of written) {
    const path = [...PARAMETERS, name];
    const value = data.model?.parameters?.[name];
    if (value === undefined || !isSound(path) || foreign.names.has(name)) continue;
    if (isAxis.has(name)) found.push(mistakeAt(yaml, path, 'both fixed here and an axis; remove one', 'key'));
    const what = rangeFault(name, value);
    if (what !== undefined) found.push(mistakeAt(yaml, path, what));
  }
  if (kind !== undefined) {
    // A parameter that is given wrongly, or under a wrong name, is not reported as missing.
    const given = new Set<AxisName>([...names, ...written]);
    const wasMeant = (name: AxisName) =>
      foreign.meant.includes(name) || scan.wasMeant(['axes'], name) || scan.wasMeant(PARAMETERS, name);
    found.push(...missingParameters(yaml, scan, modelOf(kind), { axes: names, given, wasMeant }));
  }
  if (found.length > before || !isSound(['axes']) || !isSound(['model']) || kind === undefined)
    return undefined;
  const fixed = Object.fromEntries(written.map((name) => [name, data.model.parameters[name]]));
  const defaults = Object.entries(modelOf(kind).defaults).filter(([name]) => !isAxis.has(name as AxisName));
  return { axes, fixed: { ...Object.fromEntries(defaults), ...fixed } };
}

/** Names of the axes in the order of the file, which is their order in memory. */
function axisOrder(value: unknown): AxisName[] {
  return namesIn(partOf(value, 'axes'));
}

function writtenParameters(value: unknown): AxisName[] {
  return namesIn(PARAMETERS.reduce<unknown>(partOf, value));
}

function namesIn(mapping: unknown): AxisName[] {
  const keys = typeof mapping === 'object' && mapping !== null ? Object.keys(mapping) : [];
  return keys.filter(isAxisName);
}

/** Parameters of the other model or of decays that the scan does not include, with the names that were probably meant. */
function foreignParameters(
  yaml: YamlFile,
  { data, isSound }: CheckedYaml<ScanFile>,
  kind: ModelKind | undefined,
  axes: readonly AxisName[],
): { mistakes: Mistake[]; names: ReadonlySet<AxisName>; meant: AxisName[] } {
  const known = kind === undefined ? AXIS_NAMES : modelOf(kind).parameters;
  const decays = isSound(['model', 'decays']) ? data.model.decays : undefined;
  const places = [
    ...axes.map((name) => [name, ['axes', name]] as const),
    ...writtenParameters(yaml.value).map((name) => [name, [...PARAMETERS, name]] as const),
  ];
  const faults = places.flatMap(([name, path]) => {
    const decay = infoOf(name)?.entersWith;
    if (decay !== undefined && decays?.includes(decay) === false) {
      return [{ name, path, what: `enters with model.decays: [${decay}] only; add that, or remove it` }];
    }
    if (known.includes(name)) return [];
    return [{ name, path, what: `no parameter of the ${kind} model; ${suggest(name, known)}` }];
  });
  return {
    mistakes: faults.map(({ path, what }) => mistakeAt(yaml, path, what, 'key')),
    names: new Set(faults.map(({ name }) => name)),
    meant: faults.flatMap(({ name }) => known.find((other) => other === nearestName(name, known)) ?? []),
  };
}

function resolveAxis(yaml: YamlFile, name: AxisName, entry: ListedAxis): ModelAxis {
  const axis = buildAxis(name, entry);
  if ('what' in axis) return failAt(yaml, ['axes', name, ...axis.key], axis.what);
  const ends = axis.spacing === 'values' ? axis.values : [axis.values[0], axis.values.at(-1)];
  const found = ends.flatMap((value = Number.NaN, i) => {
    const what = rangeFault(name, value);
    return what === undefined ? [] : [mistakeAt(yaml, ['axes', name, axis.spacing, i], what)];
  });
  // An axis in MeV is reported once, however many values it has.
  const isMev = ({ what }: Mistake) => what.includes('MeV');
  const told = found.filter((mistake) => !isMev(mistake) || mistake === found.find(isMev));
  if (told.length > 0) throw new yaml.ErrorClass(told);
  return axis;
}

/** The parameters that a scan file gives, correctly or not: axes, all names, and names that are probably misspelt. */
interface GivenParameters {
  readonly axes: readonly AxisName[];
  readonly given: ReadonlySet<AxisName>;
  readonly wasMeant: (name: AxisName) => boolean;
}

/** Mistakes where a parameter of the model is missing, or where not exactly one of two alternative parameters is given. */
function missingParameters(
  yaml: YamlFile,
  { isSound, isReadable }: CheckedYaml<ScanFile>,
  model: Model,
  { axes, given, wasMeant }: GivenParameters,
): Mistake[] {
  // Where the mappings themselves are malformed, their contents are not known.
  if (!isReadable(['axes']) || !isReadable(PARAMETERS)) return [];
  const hasAxes = axes.length > 0 || !isSound(['axes']);
  if (!hasAxes) {
    const what = `no axis; name at least one parameter to scan, such as ${model.mixing}`;
    return [mistakeAt(yaml, ['axes'], what, 'key')];
  }
  const advice = 'add it to axes or to model.parameters';
  const isThere = (name: AxisName) => given.has(name) || wasMeant(name);
  const found = model.required.flatMap((name) =>
    isThere(name) ? [] : [mistakeAt(yaml, [...PARAMETERS, name], `missing; ${advice}`)],
  );
  for (const { names, why } of model.alternatives) {
    const [first, second] = names;
    if (names.every((name) => given.has(name))) {
      const path = axes.includes(second) ? ['axes', second] : [...PARAMETERS, second];
      found.push(mistakeAt(yaml, path, `${first} is given too, and ${why}; remove one`, 'key'));
    }
    if (!names.some(isThere)) {
      const what = `neither ${first} nor ${second} is given; ${advice}`;
      found.push(mistakeAt(yaml, [...PARAMETERS, first], what));
    }
  }
  return found;
}

/** Fails where no point of the grid can give an event: the mass splitting is too small everywhere, or all masses are too heavy for the beam. */
export function requireOpenPoint(
  yaml: YamlFile,
  kind: ModelKind,
  axes: readonly ModelAxis[],
  fixed: FixedParameters,
  experiments: readonly Experiment[],
): void {
  const valuesOf = (name: AxisName) =>
    axes.find((axis) => axis.name === name)?.values ?? (fixed[name] === undefined ? [] : [fixed[name]]);
  const pathOf = (name: AxisName) =>
    axes.some((axis) => axis.name === name) ? ['axes', name] : [...PARAMETERS, name];
  const model = modelOf(kind);
  const produced = model.produced.mass;
  const symbol = `m${model.produced.index}`;
  const daughter = model.daughter ? `m${model.daughter.index}` : 'the light neutrino';
  const masses = valuesOf(produced);
  const heaviest = at(masses, masses.length - 1);
  const lightest = model.lightestDaughter(heaviest, valuesOf);
  if (!(heaviest - lightest > 2 * ELECTRON_MASS_GEV)) {
    const most = `${symbol} reaches ${heaviest} GeV, ${daughter} starts at ${lightest} GeV`;
    const what =
      heaviest <= lightest
        ? `${symbol} <= ${daughter} everywhere`
        : `${symbol} - ${daughter} below 2 m_e everywhere`;
    const advice = model.daughter ? `raise ${symbol} or lower ${daughter}` : `raise ${symbol}`;
    failAtKey(yaml, pathOf(produced), `${what} (${most}): no point can decay to e+e-; ${advice}`);
  }
  const reach = experiments.map(({ name, target, beams }) => {
    const struck = target.composition.map(({ nucleus }) => nucleus.massGev);
    const threshold = thresholdEnergy(at(masses, 0), Math.max(...struck));
    return { name, threshold, end: Math.max(...beams.map(({ flux }) => flux.maxEnergyGev)) };
  });
  const [first] = reach;
  if (first && reach.every(({ threshold, end }) => threshold >= end)) {
    const beam = `${first.name}'s flux ends at ${first.end} GeV`;
    const needs = `the lightest ${symbol} needs ${first.threshold.toPrecision(3)} GeV; lower ${symbol}`;
    failAtKey(yaml, pathOf(produced), `no mass can be produced: ${beam}, ${needs}`);
  }
}
