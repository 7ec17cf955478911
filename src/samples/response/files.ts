/** The files of a response made from a sample: `response.yaml` of kind pipeline, its tables with errors, and the migration with its errors. */
import { stringify } from 'yaml';
import { at } from '../../at.js';
import { quantityOf } from '../../physics/quantities.js';
import { type Cell, type NumberTable, tableToCsv } from '../../results/numberTable.js';
import { columnName } from '../../results/projectionTable.js';
import { visible } from '../../visible.js';
import type { SampleMigration } from './migration.js';
import type { SampleResponse } from './tabulateSample.js';
import type { TrueAxis } from './trueBins.js';
import type { Share } from './weightedShare.js';

/** What the files say of their origin. */
export interface ResponseOrigin {
  /** Label of the response whose cells are counted. */
  readonly label: string;
  /** Name of the sample, SHA-256 of its events, and the version and command of the program. */
  readonly sample: string;
  readonly sha256: string;
  readonly version: string;
  readonly command: string;
}

/** Values beyond those that quantities of a unit can have: a pair beyond the edges of an observable would be lost. */
const BEYOND: Readonly<Record<'GeV' | 'degrees' | '1', readonly [number, number]>> = {
  GeV: [-1, 200],
  degrees: [-1, 181],
  '1': [-2, 2],
};

/** Texts of all files, by name. */
export function responseFiles(response: SampleResponse, origin: ResponseOrigin): Record<string, string> {
  const { cells, migration } = response;
  const files = {
    'response.yaml': responseYaml(response, origin),
    'efficiency.csv': tableToCsv(efficiencyTable(response, origin)),
  };
  return {
    ...files,
    ...(cells.topologies
      ? { 'topology.csv': tableToCsv(topologyTable(response, cells.topologies, origin)) }
      : {}),
    ...(migration ? migrationFiles(response, migration, origin) : {}),
  };
}

function responseYaml({ axes, cells, migration }: SampleResponse, origin: ResponseOrigin): string {
  const source = `simulated events of the sample ${origin.sample}`;
  const places = axes.map(({ quantity }) => ({ quantity, lookup: 'nearest' }));
  const file = {
    kind: 'pipeline',
    label: `${origin.label}, from ${origin.sample}`,
    source: `${source} (events.parquet, SHA-256 ${origin.sha256}), by dualnu sample response`,
    efficiency: { tables: [{ file: 'efficiency.csv', axes: places, source }] },
    ...(cells.topologies
      ? {
          topology: {
            kind: 'tables',
            tables: cells.topologies.map((name) => ({
              name,
              file: 'topology.csv',
              column: columnName(name),
              axes: places,
              source,
            })),
          },
        }
      : {}),
    ...(migration && migration.axes.length > 0
      ? {
          observables: migration.axes.map((axis) => ({
            quantity: axis.quantity,
            edges: openEdges(axis),
            source,
          })),
        }
      : {}),
    ...(migration ? { migration: { file: 'migration.csv', labels: cells.labels, source } } : {}),
  };
  const head = [
    `# A response in true quantities, made from events of the sample ${origin.sample} in the cells of the response ${origin.label}. Bins of the tables hold`,
    '# means over the events in them, and the outermost bins all that is beyond. Tables have statistical errors; bins without events (events = 0)',
    '# have values of the nearest bins that have some.',
    '',
  ];
  return head.join('\n') + stringify(file, { aliasDuplicateObjects: false, lineWidth: 0 });
}

/** Edges of an observable with the outermost beyond all values. */
function openEdges({ quantity, edges }: TrueAxis): number[] {
  const [low, high] = BEYOND[quantityOf(quantity).unit];
  const inner = edges.slice(1, -1);
  return [
    Math.min(low, -2 * Math.abs(inner[0] ?? 0)),
    ...inner,
    Math.max(high, 2 * Math.abs(inner.at(-1) ?? 0)),
  ];
}

function aboutFiles(what: string, { label, sample, version, command }: ResponseOrigin): string[] {
  return [
    `${what}; from events of the sample ${sample} in the cells of the response ${label}`,
    'bins are of true quantities, the outermost with all that is beyond; errors: binomial of weighted events, at least those of a Wilson interval with their effective number',
    `written by dualnu ${version}`,
    `command: ${command}`,
  ];
}

const edgeColumns = (axes: readonly TrueAxis[]) =>
  axes.flatMap(({ quantity }) => [`${quantity}_low`, `${quantity}_high`]);

const edgeCells = (axes: readonly TrueAxis[], place: readonly number[]) =>
  axes.flatMap(({ edges }, d) => [at(edges, at(place, d)), at(edges, at(place, d) + 1)]);

function efficiencyTable({ axes, bins }: SampleResponse, origin: ResponseOrigin): NumberTable {
  return {
    about: [
      ...aboutFiles('efficiency: share of pairs decaying in the active volume that are in any cell', origin),
      'events: in the bin, n_eff: their effective number, selected: those in any cell; without events efficiency is that of the nearest bins with events, and error 1',
    ],
    columns: [...edgeColumns(axes), 'efficiency', 'error', 'events', 'n_eff', 'selected'],
    rows: bins.map((bin): Cell[] => [
      ...edgeCells(axes, bin.at),
      ...shareCells(bin.efficiency),
      bin.events,
      Number(bin.nEff.toPrecision(4)),
      bin.selected,
    ]),
  };
}

function topologyTable(
  { axes, bins }: SampleResponse,
  topologies: readonly string[],
  origin: ResponseOrigin,
): NumberTable {
  return {
    about: [
      ...aboutFiles('share of each topology among the selected pairs', origin),
      'selected events: in the bin; without any, shares are those of the nearest bins with some, and errors 1',
    ],
    columns: [
      ...edgeColumns(axes),
      ...topologies.flatMap((name) => [columnName(name), `${columnName(name)} error`]),
      'selected events',
    ],
    rows: bins.map((bin): Cell[] => [
      ...edgeCells(axes, bin.at),
      ...bin.topologies.flatMap(shareCells),
      bin.selected,
    ]),
  };
}

function migrationFiles(
  { cells: { labels, topologies = [''] } }: SampleResponse,
  { axes, columns }: SampleMigration,
  origin: ResponseOrigin,
): Record<string, string> {
  const inWords = axes.map(({ quantity, edges }) => `${quantity} at ${edges.join(', ')}`);
  const trueCells = [...inWords, ...(topologies.length > 1 ? [`topologies ${topologies.join(', ')}`] : [])];
  const head = (what: string) => [
    ...aboutFiles(what, origin),
    `columns: true cells, ${trueCells.join('; ') || 'one'}, the last fastest; rows: ${labels.join('; ')}`,
    `selected events by column: ${columns.map(({ selected }) => selected).join(',')}; a column without any has the shares of the nearest true cells of its topology, and errors 1`,
  ];
  const text = (what: string, of: (share: Share) => number) =>
    [
      ...head(what).map((line) => `# ${visible(line)}`),
      ...labels.map((_, row) => columns.map(({ cells }) => decimals(of(at(cells, row)))).join(',')),
      '',
    ].join('\n');
  return {
    'migration.csv': text(
      'share of the selected pairs of a true cell in each reconstructed cell',
      ({ value }) => value,
    ),
    'migration-error.csv': text('errors of the numbers in migration.csv', ({ error }) => error),
  };
}

const shareCells = ({ value, error }: Share) => [decimals(value), Number(error.toPrecision(6))];

/** So rounded that shares that add up to 1 still do, within what a response allows. */
const decimals = (share: number) => Number(share.toFixed(12));
