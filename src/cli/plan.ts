/** What `scan --dry-run` says of a scan. */
import { counted, experimentScans, type ResolvedScan, type VariableName } from '../config/types.js';
import { channelCount, groupNames } from '../engine/channels.js';
import { templateBytes } from '../engine/kernels.js';
import { largestBeamBins } from '../engine/physicsSetup.js';
import { layOutTile, lifetimeAxisNames } from '../engine/tileLayout.js';
import { planScan } from '../engine/tilePlan.js';
import { AXIS_INFO } from '../grid/axes.js';
import { productOf, tileAt } from '../grid/tiles.js';
import { short } from './progress.js';

/** What a scan would take, without a GPU. */
export function describePlan(scan: ResolvedScan) {
  const plan = planScan(scan);
  const layout = layOutTile(scan, tileAt(plan, 0));
  const points = productOf(plan.shape);
  const massPoints = productOf(
    scan.axes.filter(({ name }) => AXIS_INFO[name].kind === 'kinematic').map(({ values }) => values.length),
  );
  const onLifetime = new Set(lifetimeAxisNames(scan));
  const lifetimePoints = productOf(
    scan.axes.filter(({ name }) => onLifetime.has(name)).map(({ values }) => values.length),
  );
  const scans = experimentScans(scan);
  const channels = scans.reduce((sum, own) => sum + channelCount(own), 0);
  const joint = scans.length > 1 ? scans.length + 1 : 1;
  const byChannel = scans.reduce((sum, own) => {
    const groups = groupNames(own).length;
    return sum + (groups > 1 ? groups : 0);
  }, 0);
  const wordsOf = (name: VariableName) => {
    if (name === 'signal_by_channel') return byChannel * points;
    if (name === 'chi2' || name === 'signal') return joint * points;
    return name === 'n_eff' ? joint * lifetimePoints : lifetimePoints;
  };
  const rowBytes = scans.reduce(
    (sum, own) => sum + channelCount(own) * largestBeamBins(own.experiment) * templateBytes(own),
    0,
  );
  return {
    name: scan.name,
    experiment: counted(scan.runs, scan.runs)
      .map(({ experiment }) => experiment.name)
      .join(' + '),
    apart: scan.runs.flatMap(({ experiment, apart }) => (apart ? [experiment.name] : [])),
    shape: plan.shape,
    points,
    mass_points: massPoints,
    channels,
    events: massPoints * channels * scan.eventsPerMassPoint,
    tiles: plan.tileCount,
    tile_shape: plan.chunkShape,
    disk_bytes: 4 * scan.outputs.reduce((sum, name) => sum + wordsOf(name), 0),
    tile_memory_bytes:
      layout.masses.length * rowBytes + 4 * (2 * scans.length + byChannel) * productOf(plan.chunkShape),
  };
}

/** The same as lines of text. */
export function formatPlan(plan: ReturnType<typeof describePlan>): string {
  return [
    `${plan.name}: ${short(plan.points)} points (${plan.shape.join(' x ')}) against ${plan.experiment}${plan.apart.length > 0 ? `, apart ${plan.apart.join(', ')}` : ''}`,
    `${short(plan.mass_points)} mass points, ${plan.channels} ${plan.channels === 1 ? 'channel' : 'channels'}, ${short(plan.events)} events`,
    `${plan.tiles} ${plan.tiles === 1 ? 'tile' : 'tiles'} of ${plan.tile_shape.join(' x ')}, ${short(plan.tile_memory_bytes)}B of working memory each`,
    `${short(plan.disk_bytes)}B on disk`,
    'nothing was computed (--dry-run)',
  ].join('\n');
}
