/**
 * Proof that the numbers of a grid are those of another scan at the points that both have: the scan that made the grid, put together from
 * the other one, must have the grid's identity, which is a SHA-256 of all that determines numbers.
 */
import { ConfigError } from '../errors.js';
import type { Grid } from '../grid/store.js';
import { canonicalJson, type JsonValue } from '../json.js';
import type { GridSpec } from '../metadata/manifest.js';
import type { ModelAxis } from '../model/parameters.js';
import { OUTPUTS } from '../outputs/outputs.js';
import type { ResolvedScan } from '../resolved/scan.js';
import { describeGrid } from '../scan/gridSpec.js';

/** The part of a grid's configuration that a longer scan may change. */
interface OldConfig {
  readonly axes: readonly ModelAxis[];
  readonly experiments: readonly { readonly name: string }[];
  readonly outputs: readonly string[];
}

/**
 * The scan that made a grid: axes, outputs and the choice of experiments as in the grid, all else as in `scan`. Throws ConfigError, which names what
 * differs, where that is not the scan that made it; so no number of the grid would be one of `scan`.
 */
export async function rebuildOldScan(grid: Grid, scan: ResolvedScan): Promise<ResolvedScan> {
  const config = JSON.parse(grid.attributes.config) as OldConfig;
  const refuse = (differences: readonly string[]) =>
    new ConfigError(`${scan.file}: nothing of ${grid.dir} can be taken over: ${differences.join('; ')}`);
  const obvious = [...axisDifferences(config, scan), ...lackingIn(config, scan)];
  if (obvious.length > 0) throw refuse(obvious);
  const runs = config.experiments.flatMap(({ name }) =>
    scan.runs.filter(({ experiment }) => experiment.name === name),
  );
  const old = { ...scan, axes: config.axes, runs, outputs: config.outputs };
  const spec = await describeGrid(old, madeBy(grid));
  if (spec.identity !== grid.identity) throw refuse(differencesOf(grid, spec));
  // That the kernels of its experiments depend neither on the axes nor on the outputs is not taken for granted.
  const now = await describeGrid({ ...scan, runs }, madeBy(grid));
  if (shadersOf(now) !== shadersOf(spec)) throw refuse(['its kernels would be others']);
  return old;
}

/** The engine of a grid as far as the grid knows it. */
export function madeBy({ attributes }: Grid) {
  const { engine, adapter, driver } = attributes;
  return {
    engine: engine === 'reference' ? ('reference' as const) : ('gpu' as const),
    adapter,
    driver,
    software: false,
  };
}

function axisDifferences({ axes }: OldConfig, scan: ResolvedScan): string[] {
  const [before, now] = [axes, scan.axes].map((list) => list.map(({ name }) => name));
  if (before === undefined || now === undefined || before.join() === now.join()) return [];
  const words = [
    ...before.filter((name) => !now.includes(name)).map((name) => `${name} is an axis there and not here`),
    ...now.filter((name) => !before.includes(name)).map((name) => `${name} is an axis here and not there`),
  ];
  return words.length > 0
    ? words
    : [`the axes there are in the order ${before.join(', ')}, here ${now.join(', ')}`];
}

function lackingIn({ experiments, outputs }: OldConfig, scan: ResolvedScan): string[] {
  const names = scan.runs.map(({ experiment }) => experiment.name);
  return [
    ...experiments.flatMap(({ name }) =>
      names.includes(name) ? [] : [`it has the experiment ${name}, which is not in this scan`],
    ),
    ...outputs.flatMap((name) =>
      OUTPUTS.some((output) => output.name === name)
        ? []
        : [`it has the output ${name}, which this version does not know`],
    ),
  ];
}

const shadersOf = ({ attributes }: Pick<GridSpec, 'attributes'>) =>
  (JSON.parse(attributes.config) as { shaders: string }).shaders;

/** What differs between the configurations of a grid and of the scan that was put together, in words. */
function differencesOf(grid: Grid, spec: GridSpec): string[] {
  const [there, here] = [grid.attributes, spec.attributes].map(({ config }) => byName(JSON.parse(config)));
  const found = [...differences('', there ?? null, here ?? null)];
  return found.length > 0 ? found : ['their identities differ'];
}

/** Experiments under their names, since their numbers in a list tell nobody anything. */
function byName(config: { experiments: readonly { readonly name: string }[] }): JsonValue {
  const experiments = config.experiments.map((one) => [one.name, one] as const);
  return { ...(config as unknown as JsonObject), experiments: Object.fromEntries(experiments) as JsonObject };
}

type JsonObject = { readonly [key: string]: JsonValue };

/** Longest value that is quoted. */
const MOST_QUOTED = 60;

function* differences(path: string, there: JsonValue, here: JsonValue): Generator<string> {
  if (canonicalJson(there) === canonicalJson(here)) return;
  if (isObject(there) && isObject(here)) {
    for (const key of new Set([...Object.keys(there), ...Object.keys(here)])) {
      yield* differences(path === '' ? key : `${path}.${key}`, there[key] ?? null, here[key] ?? null);
    }
    return;
  }
  if (path === 'shaders') yield 'it was computed by other kernels, of another version of dualnu';
  else if (path.endsWith('.inputs')) yield `the files of ${path.slice(0, -7)} are others`;
  else yield `${path} is ${quoted(there)} there and ${quoted(here)} here`;
}

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function quoted(value: JsonValue): string {
  if (value === null) return 'absent';
  const text = typeof value === 'string' ? value : canonicalJson(value);
  return text.length > MOST_QUOTED ? `${text.slice(0, MOST_QUOTED)}...` : text;
}
