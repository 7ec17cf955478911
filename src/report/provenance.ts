/** Sections of a report about where a grid is from: configuration, provenance, cost, and the state of its files. */
import { Document, isScalar, visit } from 'yaml';
import { at } from '../at.js';
import type { Grid } from '../grid/store.js';
import type { RunLogEntry } from '../grid/writing/runLog.js';
import { statisticInWords } from '../metadata/manifest.js';
import { modelForReaders, productionForReaders, statisticForReaders } from '../metadata/settingsInWords.js';
import { unitOf } from '../model/parameters.js';
import type { GridSummary } from '../results/summary.js';
import type { GridAxis } from '../tiles/axes.js';
import { damageInWords } from '../upkeep/damage.js';
import type { Verification } from '../upkeep/verify.js';
import { briefNumber, shareInWords } from '../words.js';
import { definitions, type Html, html, table } from './html.js';

/** The configuration in words, then as YAML in the manner of a scan file, then as the grid has it. */
export function configurationBody({ attributes, axes }: Grid): Html {
  const { events_per_mass_point: events, max_events_per_mass_point: most } = attributes;
  const fixed = Object.entries(attributes.fixed).map(([name, value]) => `${name} = ${withUnit(name, value)}`);
  const words = definitions([
    ['model', modelForReaders(attributes.model)],
    ['fixed', fixed.join(', ') || 'nothing'],
    ...axes.map((axis) => [axis.name, axisInWords(axis)] as const),
    [
      'experiments',
      attributes.experiments
        .map(({ title, name, apart }) => `${title} (${name}${apart ? ', not in the sums' : ''})`)
        .join('; '),
    ],
    ['signal', productionForReaders(attributes.production)],
    ['response', attributes.response],
    ['statistic', statisticForReaders(statisticInWords(attributes))],
    [
      'simulated events',
      `${events.toLocaleString('en-US')} of each mass point and channel${most === undefined ? '' : `, raised up to ${most.toLocaleString('en-US')} where needed`}`,
    ],
    ['seed', String(attributes.seed)],
  ]);
  return html`${words}<h3>As YAML</h3><pre>${configurationYaml(attributes.config, axes)}</pre>
<details><summary>the resolved configuration, from which the identity is computed</summary><pre>${prettyJson(attributes.config)}</pre></details>`;
}

const withUnit = (name: string, value: number) => `${briefNumber(value)} ${unitOf({ name })}`.trim();

function axisInWords({ name, values, spacing, longName }: GridAxis): string {
  const [first, last] = [at(values, 0), at(values, values.length - 1)];
  const range =
    values.length === 1
      ? withUnit(name, first)
      : `${briefNumber(first)} to ${withUnit(name, last)}, ${values.length} points, ${spacing}`;
  return `${longName}: ${range}`;
}

/** The resolved configuration without hashes, evenly spaced axes by their ends. */
export function configurationYaml(config: string, axes: readonly GridAxis[]): string {
  const parsed = parsedJson(config);
  if (typeof parsed !== 'object' || parsed === null) return config;
  const { axes: _, shaders: __, packages: ___, ...rest } = parsed as Record<string, unknown>;
  const ranges = axes.map(({ name, spacing, values }) => {
    const ends = [at(values, 0), at(values, values.length - 1)];
    return [
      name,
      spacing === 'values' || values.length < 3
        ? { values: [...values] }
        : { [spacing]: ends, points: values.length },
    ];
  });
  const document = { axes: Object.fromEntries(ranges), ...withoutHashes(rest) };
  const written = new Document(document);
  // Lists of numbers and words stand on a line, as in scan files.
  visit(written, {
    Seq: (_, list) => {
      if (list.items.every(isScalar)) list.flow = true;
    },
  });
  return written.toString({ lineWidth: 100 });
}

/** A value without lists of the hashes of input files. */
function withoutHashes(value: Record<string, unknown>): Record<string, unknown> {
  const clean = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(clean);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(
      Object.entries(part).flatMap(([key, inner]) => (key === 'inputs' ? [] : [[key, clean(inner)]])),
    );
  };
  return clean(value) as Record<string, unknown>;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function prettyJson(text: string): string {
  const value = parsedJson(text);
  return value === undefined ? text : JSON.stringify(value, null, 1);
}

/** Where the grid is from and who made this page. */
export function provenanceBody(
  summary: GridSummary,
  made: { readonly version: string; readonly date: string; readonly command: string },
): Html {
  const { provenance: from } = summary;
  return definitions([
    ['grid', summary.grid],
    ['identity', html`<code>${String(from.identity)}</code>`],
    ['made by', `dualnu ${from.dualnu_version}, ${from.engine} engine`],
    ['adapter', `${from.adapter} (${from.driver})`],
    [
      'size',
      `${summary.points.toLocaleString('en-US')} points (${summary.shape.join(' x ')}), ${(summary.bytes / 2 ** 20).toFixed(1)} MiB in ${summary.tiles.total} tiles`,
    ],
    ['variables', summary.variables.map(({ name }) => name).join(', ')],
    ['report', `dualnu ${made.version}, ${made.date}`],
    ['command', html`<code>${made.command}</code>`],
  ]);
}

/** What the runs of the log cost. */
export function costBody(runs: readonly RunLogEntry[], { points, events, provenance }: GridSummary): Html {
  const mass = events === null ? '' : `; mass points by their events are below`;
  const intro = html`<p>${points.toLocaleString('en-US')} grid points, ${Number(provenance.events_per_mass_point).toLocaleString('en-US')} simulated events of each mass point and channel${mass}.</p>`;
  if (runs.length === 0)
    return html`${intro}<p>There is no run log beside the grid, so that times are not known.</p>`;
  const total = runs.reduce((sum, run) => sum + numberOf(run, 'seconds'), 0);
  const rows = runs.map((run) => [
    String(run.started ?? '–'),
    'seconds' in run ? duration(numberOf(run, 'seconds')) : 'not ended',
    countOf(run, 'points_computed'),
    countOf(run, 'points_resumed'),
    'points_computed' in run && numberOf(run, 'seconds') > 0
      ? `${briefNumber(numberOf(run, 'points_computed') / numberOf(run, 'seconds'), 3)} / s`
      : '–',
    'gpu_busy' in run ? shareInWords(numberOf(run, 'gpu_busy')) : '–',
    'bytes_written' in run ? `${(numberOf(run, 'bytes_written') / 2 ** 20).toFixed(1)} MiB` : '–',
    `${run.adapter ?? '–'}${run.software === true ? ', software' : ''}`,
  ]);
  const columns = [
    'run begun',
    'time',
    'points computed',
    'resumed',
    'rate',
    'GPU busy',
    'written',
    'adapter',
  ];
  return html`${intro}${table(columns, rows)}<p>${runs.length} ${runs.length === 1 ? 'run' : 'runs'}, ${duration(total)} in all.</p>`;
}

function numberOf(run: RunLogEntry, key: string): number {
  const value = run[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

const countOf = (run: RunLogEntry, key: string) =>
  key in run ? numberOf(run, key).toLocaleString('en-US') : '–';

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  if (seconds < 7200) return `${(seconds / 60).toFixed(1)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

const VERDICTS: Readonly<Record<Verification['verdict'], string>> = {
  whole: 'whole, and as it was written',
  unproven: 'complete, but without digests, so that nothing proves its numbers',
  incomplete: 'not complete',
  deviates: 'not what the f64 reference engine gives',
  damaged: 'damaged',
};

/** What verifying found; undefined for a report that was told not to verify. */
export function verificationBody(found: Verification | undefined, dir: string): Html {
  if (found === undefined)
    return html`<p>Not verified by this report: run <code>dualnu verify ${dir}</code>.</p>`;
  const { verdict, tiles, checked, damage, oracle } = found;
  const of = (count: number, what: string) => `${count.toLocaleString('en-US')} ${what}`;
  return html`<p><span class="verdict">${VERDICTS[verdict]}</span></p>
<p>${of(tiles.done, `of ${tiles.total} tiles done`)}; ${of(checked.documents, 'metadata documents')}, ${of(checked.coordinates, 'coordinates')} and ${of(checked.chunks, 'chunks')} compared with what was written, ${damage.length === 0 ? 'none' : String(damage.length)} damaged.</p>
${damage.slice(0, 20).map((one) => html`<p>${damageInWords(one)}</p>`)}${
  oracle === null
    ? html`<p class="quiet">No points were compared with the f64 reference engine (--oracle N).</p>`
    : html`<p>${of(oracle.points, `of ${oracle.asked} random points`)} compared with the f64 reference engine (${of(oracle.drawn, 'drawn')}, ${of(oracle.poorly_sampled, 'of them poorly sampled and held to no bound')}): ${oracle.result}.</p>${table(
        ['variable', 'largest deviation, of its bound'],
        oracle.largest.map(({ variable, of_bound }) => [
          variable,
          of_bound === 0 ? 'equal' : briefNumber(of_bound, 3),
        ]),
      )}`
}`;
}
