/** `dualnu info GRID`: the contents of a grid. */

import { openGrid } from '../grid/store.js';
import { readRunLog } from '../grid/writing/runLog.js';
import { eventsInWords } from '../planes/eventCounts.js';
import { bestFitInWords } from '../planes/placeWords.js';
import { type GridSummary, summarizeGrid } from '../results/summary.js';
import type { CommandBody } from '../terminal/lateCommand.js';
import { visible } from '../visible.js';
import { shareInWords, shortNumber } from '../words.js';

interface InfoArguments {
  readonly grid: string;
  readonly json: boolean;
}

/** The command `info`. */
export const infoCommand: CommandBody<InfoArguments> = {
  builder: (yargs) =>
    yargs
      .positional('grid', { type: 'string', demandOption: true, describe: 'folder of the grid' })
      .option('json', { type: 'boolean', default: false, describe: 'print one JSON document' })
      .example('$0 info grids/quickstart.zarr', 'a page about the quickstart grid'),
  handler: async ({ grid, json }) => {
    const summary = await summarizeGrid(await openGrid(grid));
    const run = await openRunOf(grid);
    const page =
      describeGrid(summary) +
      (run
        ? `\nlast run begun ${run.started}, not ended: it still runs, was killed, or could not write that it ended`
        : '');
    console.log(json ? JSON.stringify({ ...summary, open_run: run }, null, 2) : page);
  },
};

/** The last run of a grid's log if it has not ended, for all the log knows; otherwise null. */
async function openRunOf(grid: string) {
  const run = (await readRunLog(grid)).at(-1);
  if (typeof run?.started !== 'string' || 'seconds' in run) return null;
  const { started, host, process } = run;
  return { started: visible(started), host, process };
}

const STORAGE: Readonly<Record<GridSummary['storage'], string>> = {
  digested: 'as a scan wrote them, with digests',
  undigested: 'as a scan wrote them, but their digests were removed or not copied: damage is not seen',
  plain: 'of grid format 1, which has no digests: damage is not seen',
  foreign: 'written anew by another program, without digests: damage is not seen',
};

/** A grid's summary as a page of text. */
export function describeGrid(summary: GridSummary): string {
  const { tiles, provenance: from, best_fit: best } = summary;
  const rows: [label: string, text: string][] = [
    ['grid', summary.grid],
    ['points', `${withCommas(summary.points)} (${summary.shape.join(' x ')})`],
    ['tiles', `${tiles.done} of ${tiles.total} done, ${tiles.shape.join(' x ')} each`],
    ...summary.axes.map(({ name, points, first, last, unit, spacing }): [string, string] => [
      name,
      points === 1
        ? `${shortNumber(first)} ${unit}`
        : `${shortNumber(first)} to ${shortNumber(last)}${unit === '1' ? '' : ` ${unit}`}, ${points} points, ${spacing}`,
    ]),
    ...summary.variables.map(({ name, axes, units }): [string, string] => [
      name,
      `${units === '1' ? '' : `${units} `}on ${axes.join(', ')}`,
    ]),
    ...(summary.dimensions ?? []).map(({ name, size, labels }): [string, string] => [
      name,
      [String(size), ...(labels.length > 0 ? [labelsInWords(labels)] : [])].join(': '),
    ]),
    ['model', String(from.model)],
    [
      'fixed',
      Object.entries(from.fixed ?? {})
        .map(([name, value]) => `${name} = ${value}`)
        .join(', ') || 'nothing',
    ],
    ['production', String(from.production)],
    ['experiment', `${from.experiment_title} (${from.experiment})`],
    ['response', String(from.response)],
    ['statistic', String(from.statistic)],
    ...(best ? bestFitInWords(best, summary.background_chi2) : ['none yet']).map(
      (line, i): [string, string] => [i === 0 ? 'best fit' : '', line],
    ),
    ['background only', `chi2 = ${summary.background_chi2.toFixed(3)}`],
    ...(summary.events
      ? [['events', eventsInWords(summary.events, Number(from.events_per_mass_point))] as [string, string]]
      : []),
    ...Object.entries(summary.flags)
      .filter(([, count]) => count > 0)
      .map(([name, count]): [string, string] => [
        `flag ${name}`,
        `${withCommas(count)} points (${shareInWords(count / summary.points)})`,
      ]),
    ...Object.entries(summary.flags_by_experiment ?? {}).map(([name, counts]): [string, string] => [
      `flags of ${name}`,
      Object.entries(counts)
        .filter(([, count]) => count > 0)
        .map(([flag, count]) => `${flag} ${shareInWords(count / summary.points)}`)
        .join(', ') || 'none',
    ]),
    ['made by', `dualnu ${from.dualnu_version}, ${from.engine} engine on ${from.adapter} (${from.driver})`],
    ['identity', String(from.identity)],
    ['files', STORAGE[summary.storage]],
    ['size on disk', `${(summary.bytes / 2 ** 20).toFixed(1)} MiB`],
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, text]) => `${label.padEnd(width)}  ${text}`).join('\n');
}

/** All labels where they are few; otherwise the first and the last. */
function labelsInWords(labels: readonly string[]): string {
  const shown = labels.length > 4 ? [...labels.slice(0, 2), '...', ...labels.slice(-1)] : labels;
  return shown.join('; ');
}

const withCommas = (count: number) => count.toLocaleString('en-US');
