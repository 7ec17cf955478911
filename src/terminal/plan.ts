/** The report of `scan --dry-run`. */

import { at } from '../at.js';
import { isKinematic } from '../model/parameters.js';
import { channelCount, groupNames } from '../prediction/channels.js';
import { eventLevels } from '../prediction/eventLevels.js';
import { templateBytes } from '../prediction/kernelSizes.js';
import { largestBeamBins } from '../prediction/signalBins.js';
import { layOutTile } from '../prediction/tileLayout.js';
import { planScan } from '../prediction/tilePlan.js';
import { type ExperimentScan, experimentScans, type ResolvedScan, summedRuns } from '../resolved/scan.js';
import type { Preflight } from '../scan/preflight.js';
import { dirtInWords, soilInWords, summariseDirt } from '../soil/dirtSummary.js';
import { productOf, tileAt } from '../tiles/tiles.js';
import { duration, short } from './progress.js';

/** The resources that a scan needs, and the conditions that its run would find. */
export interface Plan extends ReturnType<typeof describeScan>, Preflight {}

/** Joins the description of a scan with the results of its preflight. */
export function describePlan(scan: ResolvedScan, found: Preflight): Plan {
  return { ...describeScan(scan), ...found };
}

/** The part of the plan that follows from the scan file alone. */
function describeScan(scan: ResolvedScan) {
  const plan = planScan(scan);
  const layout = layOutTile(scan, tileAt(plan, 0));
  const massPoints = productOf(
    scan.axes.filter(({ name }) => isKinematic(name)).map(({ values }) => values.length),
  );
  const scans = experimentScans(scan);
  const channels = scans.reduce((sum, experimentScan) => sum + channelCount(experimentScan), 0);
  const byChannel = scans.reduce((sum, experimentScan) => {
    const groups = groupNames(experimentScan).length;
    return sum + (groups > 1 ? groups : 0);
  }, 0);
  const rowBytes = scans.reduce(
    (sum, experimentScan) =>
      sum +
      channelCount(experimentScan) *
        largestBeamBins(experimentScan.experiment) *
        templateBytes(experimentScan),
    0,
  );
  return {
    name: scan.name,
    ...(scan.set ? { set: scan.set } : {}),
    experiment: summedRuns(scan.runs, scan.runs)
      .map(({ experiment }) => experiment.name)
      .join(' + '),
    dirt: scan.runs.flatMap(({ experiment, production: { dirt } }) =>
      dirt ? [{ experiment: experiment.name, what: dirtInWords(dirt), ...summariseDirt(dirt) }] : [],
    ),
    apart: scan.runs.flatMap(({ experiment, excludedFromSum }) => (excludedFromSum ? [experiment.name] : [])),
    shape: plan.shape,
    points: productOf(plan.shape),
    mass_points: massPoints,
    channels,
    events: massPoints * channels * scan.eventsPerMassPoint,
    most_events:
      massPoints *
      scans.reduce(
        (sum, experimentScan) => sum + channelCount(experimentScan) * mostEvents(experimentScan),
        0,
      ),
    tiles: plan.tileCount,
    tile_shape: plan.chunkShape,
    tile_memory_bytes:
      layout.masses.length * rowBytes + 4 * (2 * scans.length + byChannel) * productOf(plan.chunkShape),
  };
}

/** Events of a mass point at the highest level. */
function mostEvents(experimentScan: ExperimentScan): number {
  const levels = eventLevels(experimentScan);
  return at(levels, levels.length - 1);
}

/** `16.8 M`, or `16.8 M to 1.07 G` where events are raised. */
function eventRange({ events, most_events: most }: Plan): string {
  return most > events ? `${short(events)} to ${short(most)}` : short(events);
}

/** A plan as lines of text. */
export function formatPlan(plan: Plan): string {
  return [
    `${plan.name}: ${short(plan.points)} points (${plan.shape.join(' x ')}) against ${plan.experiment}${plan.apart.length > 0 ? `, apart ${plan.apart.join(', ')}` : ''}`,
    ...setInWords(plan),
    `${short(plan.mass_points)} mass points, ${plan.channels} ${plan.channels === 1 ? 'channel' : 'channels'}, ${eventRange(plan)} events`,
    `${plan.tiles} ${plan.tiles === 1 ? 'tile' : 'tiles'} of ${plan.tile_shape.join(' x ')}, ${short(plan.tile_memory_bytes)}B of working memory each${threadsInWords(plan)}`,
    ...plan.dirt.map((soil) => `soil of ${soil.experiment}: ${soil.what}; ${soilInWords(soil)}`),
    roomInWords(plan),
    timeInWords(plan),
    prospectInWords(plan),
    'nothing was written (--dry-run)',
  ].join('\n');
}

/** Threads that prepare tiles, where there are any, and their memory. */
function threadsInWords({ threads, threads_memory_bytes: bytes }: Plan): string {
  if (!threads || bytes === null) return '';
  return `; ${threads} ${threads === 1 ? 'thread prepares' : 'threads prepare'} them, with about ${short(bytes)}B`;
}

/** A line about what the command line changed in a scan file; none where it changed nothing. */
export function setInWords({ set = [] }: Pick<ResolvedScan, 'set'>): string[] {
  return set.length === 0 ? [] : [`changed by --set: ${set.join(', ')}`];
}

function roomInWords({ disk_bytes, run, room }: Plan): string {
  const { needed_bytes: needed, free_bytes: free, fits } = room;
  const missing = run.action === 'resume' ? `, ${short(needed)}B of them missing` : '';
  const grid = `${short(disk_bytes)}B on disk${missing}`;
  if (free === null) return `${grid}; how much is free there is not known`;
  return `${grid}; ${short(free)}B are free there${fits ? '' : ': not enough for the grid'}`;
}

function timeInWords({ run, time }: Plan): string {
  const { seconds, adapter, software, reason } = time;
  if (seconds === null) return `time not estimated: ${reason}`;
  if (run.action === 'complete') return 'no time: the grid is complete';
  const kind = software ? ', a software adapter: a GPU is many times faster' : '';
  return `${roughly(seconds)} on ${adapter}${kind}`;
}

/** An estimate in words, rounded to its precision. */
export function roughly(seconds: number): string {
  if (seconds < 1) return 'less than a second';
  const step = seconds < 20 ? 1 : seconds < 600 ? 10 : seconds < 36_000 ? 60 : 3600;
  return `about ${duration(step * Math.round(seconds / step)).replace(/ 0 (s|min|h)$/, '')}`;
}

function prospectInWords(plan: Plan): string {
  // A run that would be refused because of its folder needs no second reason.
  const isRefused = plan.lacks_adapter && plan.run.action !== 'refuse';
  return isRefused
    ? `would be refused without an adapter; with one it ${actionInWords(plan)}`
    : actionInWords(plan);
}

function actionInWords({ out, points, run }: Plan): string {
  switch (run.action) {
    case 'start':
      return `would start ${out}`;
    case 'replace':
      return `would replace the grid ${out} (--overwrite)${run.points_on_disk > 0 ? `; ${short(run.points_on_disk)} of ${short(points)} points of the new one are there` : ''}`;
    case 'resume':
      return `would resume ${out}, begun on ${run.begun_on}: ${short(run.points_on_disk)} of ${short(points)} points are there`;
    case 'complete':
      return `would compute nothing: ${out} is complete`;
    case 'refuse':
      return `would be refused: ${run.reason}`;
  }
}
