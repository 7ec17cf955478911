/** What kernels have to know of the sums of each row, in their bytes: nodes in ln x, or values of 1/(c tau). */
import { at } from '../../at.js';
import type { ShaderLayout } from '../../gpu/layout.js';
import { structWords } from '../../gpu/structWords.js';
import {
  chebyshevTable,
  LIFETIME_LANES,
  type LifetimeNodes,
  MOST_NODES,
} from '../../physics/lifetimeNodes.js';
import type { ChannelPoint } from '../../prediction/channelPoints.js';

/** RowSums of every row of a tile, of either form. */
export interface PackedSums {
  readonly rowSums: ArrayBuffer;
  /** 1/(c tau) of all nodes, 1/cm; empty where sums are measures. */
  readonly inverseCtau: Float32Array;
  /** Most nodes of a row. */
  readonly mostNodes: number;
}

/** Packs the axes of measures; `layout` is that of a kernel with their RowSums. */
export function packMeasures(layout: ShaderLayout, rows: readonly ChannelPoint[]): PackedSums {
  const struct = structWords(layout, 'RowSums');
  const [firstCm, step] = [struct.f32('firstCm'), struct.f32('step')];
  const words = new Float32Array(rows.length * struct.size);
  rows.forEach(({ channel, point }, i) => {
    const axis = channel.axis(point.m);
    words[i * struct.size + firstCm] = axis.firstCm;
    words[i * struct.size + step] = axis.step;
  });
  return { rowSums: words.buffer, inverseCtau: new Float32Array(), mostNodes: 0 };
}

/** Packs the nodes of rows; those that rows share are there once. `layout` is that of a kernel with their RowSums. */
export function packNodes(layout: ShaderLayout, rows: readonly LifetimeNodes[]): PackedSums {
  const struct = structWords(layout, 'RowSums');
  const words = {
    first: struct.u32('first'),
    count: struct.u32('count'),
    isExact: struct.u32('isExact'),
    scaleCm: struct.f32('scaleCm'),
    longestCm: struct.f32('longestCm'),
  };
  const firsts = firstsOf(rows);
  const inverseCtau = new Float32Array([...firsts.keys()].reduce((sum, nodes) => sum + countOf(nodes), 0));
  for (const [nodes, first] of firsts) inverseCtau.set(nodes.inverseCtau, first);
  const bytes = new ArrayBuffer(rows.length * struct.size * 4);
  const f32 = new Float32Array(bytes);
  const u32 = new Uint32Array(bytes);
  let mostNodes = 0;
  rows.forEach((nodes, i) => {
    const begin = i * struct.size;
    u32[begin + words.first] = firsts.get(nodes) ?? 0;
    u32[begin + words.count] = countOf(nodes);
    u32[begin + words.isExact] = Number(nodes.isExact);
    f32[begin + words.scaleCm] = nodes.scaleCm;
    f32[begin + words.longestCm] = nodes.longestCm;
    mostNodes = Math.max(mostNodes, countOf(nodes));
  });
  return { rowSums: bytes, inverseCtau, mostNodes };
}

const countOf = ({ inverseCtau }: LifetimeNodes) => inverseCtau.length;

/** Where the nodes of rows begin in the list of all, each of them once. */
function firstsOf(rows: readonly LifetimeNodes[]): Map<LifetimeNodes, number> {
  const firsts = new Map<LifetimeNodes, number>();
  let next = 0;
  for (const nodes of rows) {
    if (firsts.has(nodes)) continue;
    firsts.set(nodes, next);
    next += countOf(nodes);
  }
  return firsts;
}

/** Positions and barycentric weights of LIFETIME_LANES Chebyshev nodes, of twice as many, and so on up to MOST_NODES, in pairs. */
export function chebyshevPairs(): Float32Array {
  const pairs: number[] = [];
  for (let count = LIFETIME_LANES; count <= MOST_NODES; count += LIFETIME_LANES) {
    const { positions, weights } = chebyshevTable(count);
    positions.forEach((position, j) => {
      pairs.push(position, at(weights, j));
    });
  }
  return Float32Array.from(pairs);
}
