/**
 * The sources of the events of the first stage. A source fills the records of a range of rows (mass points, channel by channel) on the
 * device, and the templates are summed from these records, whatever the source. In f64 a source makes a `Sample`
 * (generator/sample.ts).
 */
import type { GpuContext } from '../../../gpu/context.js';
import type { Dispatch } from '../../../gpu/timing.js';
import type { PhysicsSetup } from '../../../prediction/physicsSetup.js';
import type { LinkedKernels } from '../../packing/kernels.js';
import type { PackedEvents } from '../../packing/packTile.js';

/** Buffers that a source shares with the templates kernel, by the names of the shaders' variables. */
export interface RecordBuffers {
  /** TemplateRange: the first row and event of a dispatch, and its events. */
  readonly range: GPUBuffer;
  /** TemplateRow of every row of a tile. */
  readonly rows: GPUBuffer;
  /** Weight, z and decay length of every event of a dispatch. */
  readonly records: GPUBuffer;
  /** Probabilities of the bins for every event, shape [events][bins of a beam]. */
  readonly probabilities: GPUBuffer;
}

/** A source of records. */
export interface RecordSource {
  /** Events of a row. */
  readonly events: number;
  /** Whether the records of a row belong together: then a dispatch has whole rows. */
  readonly wholeRows: boolean;
  /** The largest weight of each row, of which its records are fractions; undefined where a bound is known beforehand. */
  readonly peaks?: GPUBuffer;
  /** Uploads the rows of a tile, into `RecordBuffers.rows`, and whatever else they need. */
  setRows(packed: PackedEvents): void;
  /** The dispatches that fill the records of `rows` rows with `events` events each, beginning with the first of the range. */
  dispatches(events: number, rows: number): readonly Dispatch[];
}

/** A source of a scan, before the buffers that it shares. */
export interface PlannedSource extends Pick<RecordSource, 'events' | 'wholeRows'> {
  /** Makes it for tiles of at most `maxRows` rows; `codes` are the linked kernels of the scan. Throws DeviceError. */
  create(
    context: GpuContext,
    codes: LinkedKernels,
    buffers: RecordBuffers,
    maxRows: number,
  ): Promise<RecordSource>;
}

/** Plans the source of a set-up. */
export type PlanSource = (setup: PhysicsSetup) => PlannedSource;
