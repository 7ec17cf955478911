/**
 * The sources of the events of the first stage. A source fills the records of a range of rows (mass points, channel by channel) on the
 * device, and the templates are summed from these records, whatever the source. In f64 a source makes a `Sample`
 * (generator/sample.ts).
 */
import type { GpuContext } from '../../gpu/context.js';
import type { Dispatch } from '../../gpu/timing.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import type { PackedEvents } from '../packing/packTile.js';

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
  /** Uploads the rows of a tile, into `RecordBuffers.rows`, and whatever else they need. */
  setRows(packed: PackedEvents): void;
  /** The dispatch that fills the records of `rows` rows with `events` events each, beginning with the first of the range. */
  dispatch(events: number, rows: number): Dispatch;
}

/** Makes a source for tiles of at most `maxRows` rows; `code` is its linked kernel. Throws DeviceError. */
export type CreateRecordSource = (
  context: GpuContext,
  setup: PhysicsSetup,
  code: string,
  buffers: RecordBuffers,
  maxRows: number,
) => Promise<RecordSource>;
