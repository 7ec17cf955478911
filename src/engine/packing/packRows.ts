/** The rows of a tile in the bytes of the shaders. Plain loops, because a large scan has hundreds of thousands of rows. */
import { at } from '../../at.js';
import type { ShaderLayout } from '../../gpu/layout.js';
import { structWords } from '../../gpu/structWords.js';
import type { EnergyTable } from '../../physics/flux.js';
import type { MassPoint } from '../../physics/massPoint.js';
import type { Body } from '../../physics/upstream.js';
import { type Bounds, momentScale, momentScales } from '../../prediction/bounds.js';
import type { ChannelPoint } from '../../prediction/channelPoints.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import { asFloats, asWords, BufferStore } from './bufferStore.js';
import { channelOffsets } from './templateRows.js';

/** Fields of a Body that are numbers. */
const BODY_NUMBERS = ['nearZ', 'length', 'radius', 'taper', 'outer', 'halfHeight'] as const;

/** TemplateRow of every row of a tile, and the EnergyNodes of the tables that the rows share. */
export interface PackedRows {
  readonly energies: Float32Array<ArrayBuffer>;
  readonly rows: Uint8Array<ArrayBuffer>;
}

/** Packs the rows of a tile; `bounds` has an entry for each. */
export type RowPacker = (rows: readonly ChannelPoint[], bounds: readonly Bounds[]) => PackedRows;

/** Makes the packer of a scan; `layout` is that of the events shader, `nodes` the length of its energy tables. Buffers come from `store`. */
export function createRowPacker(
  setup: PhysicsSetup,
  layout: ShaderLayout,
  nodes: number,
  store = new BufferStore(),
): RowPacker {
  const offsets = channelOffsets(setup);
  const row = structWords(layout, 'TemplateRow');
  const writePoint = pointWriter(layout);
  const writeTables = tableWriter(layout, nodes, store);
  const words = {
    energyTable: row.u32('energyTable'),
    formFactorTable: row.u32('formFactorTable'),
    cube: row.u32('cube'),
    born: row.u32('born'),
    bodyKind: row.u32('body', 'kind'),
    bodyNumbers: BODY_NUMBERS.map((name) => row.f32('body', name)),
    beamCells: row.u32('beamCells'),
    firstCm: row.f32('firstCm'),
    step: row.f32('step'),
    tilt: row.f32('tilt'),
    weightScale: row.f32('weightScale'),
    zScale: row.f32('zScale'),
    momentScale: row.f32('momentScale'),
  };
  const cells = setup.response.cells.length;
  return (rows, bounds) => {
    const tables = tableNumbers(rows);
    const bytes = store.zeros(rows.length * row.size * 4);
    const f32 = asFloats(bytes);
    const u32 = asWords(bytes);
    for (let i = 0; i < rows.length; i++) {
      const { channel, point } = at(rows, i);
      const offset = offsets.get(channel);
      const table = point.energies && tables.get(point.energies);
      if (!offset || table === undefined) throw new RangeError('a row is an open channel of its scan');
      const first = i * row.size;
      writePoint(f32, u32, first, point);
      u32[first + words.energyTable] = table * nodes;
      u32[first + words.formFactorTable] = offset.formFactor;
      u32[first + words.cube] = offset.cube;
      u32[first + words.born] = channel.born;
      writeBody(f32, u32, first, channel.body);
      u32[first + words.beamCells] = channel.beam * cells;
      const axis = channel.axis(point.m);
      f32[first + words.firstCm] = axis.firstCm;
      f32[first + words.step] = axis.step;
      f32[first + words.tilt] = axis.tilt;
      writeScales(f32, first, at(bounds, i));
    }
    return { energies: writeTables(tables), rows: bytes };
  };

  function writeBody(f32: Float32Array, u32: Uint32Array, first: number, body: Body): void {
    u32[first + words.bodyKind] = body.kind;
    BODY_NUMBERS.forEach((name, i) => {
      f32[first + at(words.bodyNumbers, i)] = body[name];
    });
  }

  function writeScales(f32: Float32Array, first: number, bounds: Bounds): void {
    const { signal, variance } = bounds;
    const bound = at(signal, 0);
    const scales = momentScales(bounds);
    f32[first + words.weightScale] = 1 / bound;
    f32[first + words.zScale] = 1 / momentScale(bounds);
    let word = first + words.momentScale;
    for (let k = 0; k < signal.length; k++) {
      f32[word++] = (bound * (scales[k] ?? 0)) / (signal[k] ?? 0);
    }
    for (let k = 0; k < variance.length; k++) {
      f32[word++] = (bound * bound * (scales[k] ?? 0)) / (variance[k] ?? 0);
    }
  }
}

/** The energy tables of rows, numbered in the order of first use. */
function tableNumbers(rows: readonly ChannelPoint[]): ReadonlyMap<EnergyTable, number> {
  const numbers = new Map<EnergyTable, number>();
  for (const { point } of rows) {
    const { energies } = point;
    if (energies && !numbers.has(energies)) numbers.set(energies, numbers.size);
  }
  return numbers;
}

/** Writes the EnergyNodes of tables one after another. Packed tables are kept as long as the tables themselves. */
function tableWriter(layout: ShaderLayout, nodes: number, store: BufferStore) {
  const node = structWords(layout, 'EnergyNode');
  const words = {
    energy: node.f32('energy'),
    density: node.f32('density'),
    flux: node.f32('flux'),
    survival: node.f32('survival'),
  };
  const packedTables = new WeakMap<EnergyTable, Float32Array>();
  const pack = (table: EnergyTable): Float32Array => {
    const packed = new Float32Array(nodes * node.size);
    for (let i = 0; i < nodes; i++) {
      // A shorter table is padded with copies of its last node, which a search never gets past.
      const k = Math.min(i, table.energyGev.length - 1);
      const first = i * node.size;
      packed[first + words.energy] = table.energyGev[k] ?? 0;
      packed[first + words.density] = table.density[k] ?? 0;
      packed[first + words.flux] = table.flux[k] ?? 0;
      packed[first + words.survival] = table.survival[k] ?? 0;
    }
    packedTables.set(table, packed);
    return packed;
  };
  return (tables: ReadonlyMap<EnergyTable, number>): Float32Array<ArrayBuffer> => {
    const all = asFloats(store.take(tables.size * nodes * node.size * 4));
    for (const [table, number] of tables) {
      all.set(packedTables.get(table) ?? pack(table), number * nodes * node.size);
    }
    return all;
  };
}

/** Writes the shader's MassPoint of a row that begins at word `first`. */
function pointWriter(layout: ShaderLayout) {
  const row = structWords(layout, 'TemplateRow');
  const f = (name: string) => row.f32('point', name);
  const u = (name: string) => row.u32('point', name);
  const words = {
    m: f('m'),
    mPrime: f('mPrime'),
    mXSq: f('mXSq'),
    M: f('M'),
    q2Scale: f('q2Scale'),
    q2Cap: f('q2Cap'),
    pairLo: f('pairLo'),
    pairLogRange: f('pairLogRange'),
    pairNorm: f('pairNorm'),
    onShellAbove: f('onShellAbove'),
    onShellGap: f('onShellGap'),
    massSqDifference: f('massSqDifference'),
    offShell: u('offShell'),
    oriented: u('oriented'),
    nature: u('nature'),
    proton: u('proton'),
  };
  return (f32: Float32Array, u32: Uint32Array, first: number, p: MassPoint): void => {
    f32[first + words.m] = p.m;
    f32[first + words.mPrime] = p.mPrime;
    f32[first + words.mXSq] = p.mX * p.mX;
    f32[first + words.M] = p.M;
    f32[first + words.q2Scale] = p.q2Scale;
    f32[first + words.q2Cap] = p.q2Cap;
    f32[first + words.pairLo] = p.pairMap.lo;
    f32[first + words.pairLogRange] = p.pairMap.logRange;
    f32[first + words.pairNorm] = p.pairNorm;
    f32[first + words.onShellAbove] = p.onShellGaps[0];
    f32[first + words.onShellGap] = p.onShellGaps[1];
    f32[first + words.massSqDifference] = p.massSqDifference;
    u32[first + words.offShell] = p.mode === 'offshell' ? 1 : 0;
    u32[first + words.oriented] = p.oriented ? 1 : 0;
    u32[first + words.nature] = p.nature;
    u32[first + words.proton] = p.scatterer === 'proton' ? 1 : 0;
  };
}
