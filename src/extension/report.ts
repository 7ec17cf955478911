/** What an extension takes over and what it computes, as `dualnu extend --dry-run` tells it. */
import { at } from '../at.js';
import { lookAhead } from '../grid/writing/outlook.js';
import { bytesMissing, bytesOfChunks, freeBytes } from '../grid/writing/space.js';
import { short } from '../terminal/progress.js';
import { pointsIn, productOf } from '../tiles/tiles.js';
import { listInWords, shareInWords } from '../words.js';
import { knownCounts } from './coverage.js';
import { namesOfAdded } from './extend.js';
import type { PlannedExtension } from './plan.js';
import { pointsKnown, savingsOf } from './savings.js';

/** The report as JSON. */
export interface ExtensionReport extends Awaited<ReturnType<typeof describeExtension>> {}

/** Describes an extension into the folder `out`. StoreError where a run there would be refused. */
export async function describeExtension(
  plan: PlannedExtension,
  { out, isInPlace, overwrite }: { out: string; isInPlace: boolean; overwrite: boolean },
) {
  const { grid, scan, old, coverage, spec, info } = plan;
  const counts = knownCounts(coverage);
  const { scratch, extension } = savingsOf(plan);
  const outlook = await lookAhead(out, spec, { overwrite: overwrite || isInPlace });
  const done = outlook.kind === 'start' ? new Set<number>() : outlook.done;
  const free = await freeBytes(out);
  return {
    grid: grid.dir,
    identity: grid.identity,
    out,
    in_place: isInPlace,
    shape: spec.tilePlan.shape,
    points: productOf(spec.tilePlan.shape),
    points_taken_over: pointsKnown(plan),
    points_on_disk: pointsIn(spec.tilePlan, done),
    axes: scan.axes.map(({ name, values }, i) => ({
      name,
      points: values.length,
      taken_over: at(counts, i),
      almost_equal: at(coverage.axes, i).near,
    })),
    experiments: { taken_over: old.runs.map(({ experiment }) => experiment.name), added: namesOfAdded(plan) },
    outputs_added: scan.outputs.filter((name) => !old.outputs.includes(name)),
    channels: { from_scratch: scratch.rows, computed: extension.rows },
    adapter: info.adapter,
    software: info.software,
    lacks_adapter: plan.lacksAdapter ?? null,
    disk_bytes: bytesOfChunks(spec),
    needed_bytes: bytesMissing(spec, done.size),
    free_bytes: free ?? null,
  };
}

/** Sentences about what may not be as it was meant. */
export function extensionWarnings({ coverage }: PlannedExtension): string[] {
  return coverage.axes.flatMap(({ name, near, oldIndex }) =>
    near.length === 0
      ? []
      : [
          `${near.length} of ${oldIndex.length} values of ${name} differ from the grid's in the last digits only and are computed anew: list the grid's under values:`,
        ],
  );
}

/** The report as lines of text. */
export function formatExtension(found: ExtensionReport): string {
  const { points, points_taken_over: known, experiments, outputs_added: outputs, channels } = found;
  const added = listInWords(experiments.added, 'and');
  return [
    `${short(points)} points (${found.shape.join(' x ')}), ${short(known)} of them in ${found.grid} (identity ${found.identity.slice(0, 12)})`,
    ...found.axes.map(
      ({ name, points: all, taken_over }) =>
        `    ${name}: ${taken_over} of ${all} values are there${taken_over < all ? `, ${all - taken_over} are new` : ''}`,
    ),
    `taken over: all numbers of ${listInWords(experiments.taken_over, 'and')} at ${short(known)} points`,
    ...(known < points ? [`computed: ${short(points - known)} points, for all experiments`] : []),
    ...(added === '' ? [] : [`computed: ${added} at the other ${short(known)} points, and the sums anew`]),
    ...(outputs.length > 0 ? [`computed without events: ${listInWords(outputs, 'and')} at all points`] : []),
    eventsInWords(channels),
    `${short(found.needed_bytes)}B will be written${found.free_bytes === null ? '' : `; ${short(found.free_bytes)}B are free there`}`,
    `would ${found.in_place ? `take the place of ${found.grid}, which stays until the new grid is whole` : `write ${found.out}`}${found.points_on_disk > 0 ? `; ${short(found.points_on_disk)} points of it are there already` : ''}`,
    ...(found.lacks_adapter === null
      ? []
      : [
          `here it could not run: ${found.lacks_adapter}; what is said above is for the grid's adapter, ${found.adapter}`,
        ]),
    'nothing was written (--dry-run)',
  ].join('\n');
}

/** What is saved of the events, which are most of what a scan costs: in channels of mass points, each of which has as many. */
function eventsInWords({ from_scratch: scratch, computed }: ExtensionReport['channels']): string {
  if (computed === 0) return 'events: none';
  const share = computed / scratch;
  const little = share > 0.9 ? '; what is saved is little' : '';
  return `events: of ${short(computed)} channels of mass points, where a scan from scratch has ${short(scratch)} (${shareInWords(share)})${little}`;
}
