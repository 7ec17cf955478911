/**
 * Where the events of the first stage come from. A source fills the records of a stretch of rows (mass points, channel by channel) on the
 * device; templates are summed from records whoever made them. The f64 engine has the same seam: `Sample` in engine/reference/sample.ts.
 */
import type { GpuContext } from '../../gpu/context.js';
import type { Dispatch } from '../../gpu/timing.js';
import type { Bounds } from '../../prediction/bounds.js';
import type { ChannelPoint } from '../../prediction/channelPoints.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';

/** Buffers that a source shares with the templates kernel, by the names of the shaders' variables. */
export interface RecordBuffers {
  /** TemplateRange: the first row and event of a dispatch, and its events. */
  readonly range: GPUBuffer;
  /** TemplateRow of every row of a tile. */
  readonly rows: GPUBuffer;
  /** Weight, z and decay length of every event of a dispatch; and its probabilities, shape [events][bins of a beam]. */
  readonly records: GPUBuffer;
  readonly probabilities: GPUBuffer;
}

/** A source of records. */
export interface RecordSource {
  /** Uploads what the rows of a tile need, `rows` among it. */
  setRows(rows: readonly ChannelPoint[], bounds: readonly Bounds[]): void;
  /** The dispatch that fills the records of so many rows with so many events each, from the range's first on. */
  dispatch(events: number, rows: number): Dispatch;
}

/** Makes a source for at most `maxRows` rows a tile; `code` is its linked kernel. Throws DeviceError. */
export type CreateRecordSource = (
  context: GpuContext,
  setup: PhysicsSetup,
  code: string,
  buffers: RecordBuffers,
  maxRows: number,
) => Promise<RecordSource>;
