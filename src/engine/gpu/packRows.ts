/** Rows of the templates kernel in the bytes of its shader: plain loops, because a large scan has hundreds of thousands. */
import type { ShaderLayout } from '../../gpu/layout.js';
import { structWords } from '../../gpu/structWords.js';
import type { EnergyTable } from '../../physics/flux.js';
import type { MassPoint } from '../../physics/massPoint.js';
import type { Body } from '../../physics/upstream.js';
import { type Bounds, momentScale, momentScales } from '../../prediction/bounds.js';
import type { ChannelPoint } from '../../prediction/channelPoints.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import { channelOffsets } from './templateRows.js';

/** Fields of a Body that are lengths. */
const BODY_NUMBERS = ['nearZ', 'length', 'radius', 'taper', 'outer', 'halfHeight'] as const;

/** ChannelPoint of every row of a tile, and the EnergyNodes of the tables that they share. */
export interface PackedRows {
  readonly energies: Float32Array;
  readonly rows: ArrayBuffer;
}

/** Writes what the templates kernel reads of a tile. */
export type RowPacker = (rows: readonly ChannelPoint[], bounds: readonly Bounds[]) => PackedRows;

/** A packer for a scan; `layout` is that of the templates shader, `nodes` the length of its energy tables. */
export function createRowPacker(setup: PhysicsSetup, layout: ShaderLayout, nodes: number): RowPacker {
  const offsets = channelOffsets(setup);
  const row = structWords(layout, 'TemplateRow');
  const writePoint = pointWriter(layout);
  const writeTables = tableWriter(layout, nodes);
  const at = {
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
    const bytes = new ArrayBuffer(rows.length * row.size * 4);
    const f32 = new Float32Array(bytes);
    const u32 = new Uint32Array(bytes);
    for (let i = 0; i < rows.length; i++) {
      const own = rows[i];
      const bound = bounds[i];
      const offset = own && offsets.get(own.channel);
      if (!bound || !offset) continue;
      const first = i * row.size;
      writePoint(f32, u32, first, own.point);
      const { energies } = own.point;
      u32[first + at.energyTable] = ((energies && tables.get(energies)) ?? 0) * nodes;
      u32[first + at.formFactorTable] = offset.formFactor;
      u32[first + at.cube] = offset.cube;
      u32[first + at.born] = own.channel.born;
      writeBody(f32, u32, first, own.channel.body);
      u32[first + at.beamCells] = own.channel.beam * cells;
      const axis = own.channel.axis(own.point.m);
      f32[first + at.firstCm] = axis.firstCm;
      f32[first + at.step] = axis.step;
      f32[first + at.tilt] = axis.tilt;
      writeScales(f32, first, bound);
    }
    return { energies: writeTables(tables), rows: bytes };
  };

  function writeBody(f32: Float32Array, u32: Uint32Array, first: number, body: Body): void {
    u32[first + at.bodyKind] = body.kind;
    BODY_NUMBERS.forEach((name, i) => {
      f32[first + (at.bodyNumbers[i] ?? Number.NaN)] = body[name];
    });
  }

  function writeScales(f32: Float32Array, first: number, own: Bounds): void {
    const { signal, variance } = own;
    const bound = signal[0] ?? 1;
    const scales = momentScales(own);
    f32[first + at.weightScale] = 1 / bound;
    f32[first + at.zScale] = 1 / momentScale(own);
    let word = first + at.momentScale;
    for (let k = 0; k < signal.length; k++) {
      f32[word++] = (bound * (scales[k] ?? 0)) / (signal[k] ?? 0);
    }
    for (let k = 0; k < variance.length; k++) {
      f32[word++] = (bound * bound * (scales[k] ?? 0)) / (variance[k] ?? 0);
    }
  }
}

/** The tables of rows, numbered in the order in which they come first. */
function tableNumbers(rows: readonly ChannelPoint[]): ReadonlyMap<EnergyTable, number> {
  const numbers = new Map<EnergyTable, number>();
  for (const { point } of rows) {
    const { energies } = point;
    if (energies && !numbers.has(energies)) numbers.set(energies, numbers.size);
  }
  return numbers;
}

/** Writes EnergyNodes of tables one after the other; what a table looks like in float32 is kept as long as the table is. */
function tableWriter(layout: ShaderLayout, nodes: number) {
  const node = structWords(layout, 'EnergyNode');
  const at = {
    energy: node.f32('energy'),
    density: node.f32('density'),
    flux: node.f32('flux'),
    survival: node.f32('survival'),
  };
  const written = new WeakMap<EnergyTable, Float32Array>();
  const write = (table: EnergyTable): Float32Array => {
    const words = new Float32Array(nodes * node.size);
    for (let i = 0; i < nodes; i++) {
      // A shorter table ends in copies of its last node, of which a search never leaves the first.
      const k = Math.min(i, table.energyGev.length - 1);
      const first = i * node.size;
      words[first + at.energy] = table.energyGev[k] ?? 0;
      words[first + at.density] = table.density[k] ?? 0;
      words[first + at.flux] = table.flux[k] ?? 0;
      words[first + at.survival] = table.survival[k] ?? 0;
    }
    written.set(table, words);
    return words;
  };
  return (tables: ReadonlyMap<EnergyTable, number>): Float32Array => {
    const all = new Float32Array(tables.size * nodes * node.size);
    for (const [table, number] of tables) {
      all.set(written.get(table) ?? write(table), number * nodes * node.size);
    }
    return all;
  };
}

/** Writes the shader's MassPoint of a row that begins at a word. */
function pointWriter(layout: ShaderLayout) {
  const row = structWords(layout, 'TemplateRow');
  const f = (name: string) => row.f32('point', name);
  const u = (name: string) => row.u32('point', name);
  const at = {
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
    f32[first + at.m] = p.m;
    f32[first + at.mPrime] = p.mPrime;
    f32[first + at.mXSq] = p.mX * p.mX;
    f32[first + at.M] = p.M;
    f32[first + at.q2Scale] = p.q2Scale;
    f32[first + at.q2Cap] = p.q2Cap;
    f32[first + at.pairLo] = p.pairMap.lo;
    f32[first + at.pairLogRange] = p.pairMap.logRange;
    f32[first + at.pairNorm] = p.pairNorm;
    f32[first + at.onShellAbove] = p.onShellGaps[0];
    f32[first + at.onShellGap] = p.onShellGaps[1];
    f32[first + at.massSqDifference] = p.massSqDifference;
    u32[first + at.offShell] = p.mode === 'offshell' ? 1 : 0;
    u32[first + at.oriented] = p.oriented ? 1 : 0;
    u32[first + at.nature] = p.nature;
    u32[first + at.proton] = p.scatterer === 'proton' ? 1 : 0;
  };
}
