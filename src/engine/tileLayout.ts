/** How a tile's points are made of mass points, coupling points and mixings: the order of every array in an engine. */
import type { ResolvedScan } from '../config/types.js';
import { ConfigError } from '../errors.js';
import { AXIS_INFO, type AxisName } from '../grid/axes.js';
import type { Tile } from '../grid/tiles.js';

/** Masses of one point, GeV. */
export interface Masses {
  readonly m4: number;
  readonly m5: number;
  readonly mZprime: number;
}

/** Couplings other than the mixing: what c tau and the interference depend on. */
export interface CouplingPoint {
  readonly epsilon: number;
  readonly gD: number;
  readonly V54: number;
}

/** One axis of a tile: its length, and how far one step on it moves in each of the three lists. */
export interface AxisStride {
  readonly name: AxisName;
  readonly size: number;
  readonly mass: number;
  readonly coupling: number;
  readonly mixing: number;
}

/** The three lists of a tile, each in C order of its own axes, and the strides that recombine them. */
export interface TileLayout {
  readonly masses: readonly Masses[];
  readonly couplings: readonly CouplingPoint[];
  /** |U_mu5|^2. */
  readonly mixings: readonly number[];
  /** All axes in scan-file order: index of chi2 and signal. */
  readonly axes: readonly AxisStride[];
  /** The axes but Umu5_sq: index of ctau_cm, n_eff and flags. */
  readonly lifetimeAxes: readonly AxisStride[];
}

type Group = 'mass' | 'coupling' | 'mixing';

function groupOf(name: AxisName): Group {
  if (name === 'Umu5_sq') return 'mixing';
  return AXIS_INFO[name].kind === 'kinematic' ? 'mass' : 'coupling';
}

/** Names of the axes that c tau, n_eff and flags have, in scan-file order. */
export function lifetimeAxisNames(scan: ResolvedScan): AxisName[] {
  return scan.axes.map((axis) => axis.name).filter((name) => groupOf(name) !== 'mixing');
}

/** Lays out one tile of a scan. */
export function layOutTile(scan: ResolvedScan, tile: Tile): TileLayout {
  const ranges = scan.axes.map((axis, i) => ({
    name: axis.name,
    group: groupOf(axis.name),
    values: axis.values.slice(tile.start[i] ?? 0, (tile.start[i] ?? 0) + (tile.shape[i] ?? 1)),
  }));
  const strides = { mass: 1, coupling: 1, mixing: 1 };
  const axes: AxisStride[] = [];
  for (const range of [...ranges].reverse()) {
    const own = strides[range.group];
    strides[range.group] = own * range.values.length;
    axes.unshift({
      name: range.name,
      size: range.values.length,
      mass: range.group === 'mass' ? own : 0,
      coupling: range.group === 'coupling' ? own : 0,
      mixing: range.group === 'mixing' ? own : 0,
    });
  }
  const combine = (group: Group) => combinations(ranges.filter((range) => range.group === group));
  const at = (point: Partial<Record<AxisName, number>>, name: AxisName): number => {
    const value = point[name] ?? scan.fixed[name];
    if (value === undefined) throw new ConfigError(`${scan.file}: ${name} is neither an axis nor fixed`);
    return value;
  };
  return {
    masses: combine('mass').map((point) => resolveMasses((name) => at(point, name), scan)),
    couplings: combine('coupling').map((point) => ({
      epsilon: at(point, 'epsilon'),
      gD: at(point, 'gD'),
      V54: at(point, 'V54'),
    })),
    mixings: combine('mixing').map((point) => at(point, 'Umu5_sq')),
    axes,
    lifetimeAxes: axes.filter((axis) => axis.name !== 'Umu5_sq'),
  };
}

function combinations(
  ranges: readonly { name: AxisName; values: readonly number[] }[],
): Partial<Record<AxisName, number>>[] {
  let points: Partial<Record<AxisName, number>>[] = [{}];
  for (const { name, values } of ranges) {
    points = points.flatMap((point) => values.map((value) => ({ ...point, [name]: value })));
  }
  return points;
}

function resolveMasses(at: (name: AxisName) => number, scan: ResolvedScan): Masses {
  const m5 = at('m5_gev');
  const usesDelta = scan.axes.some((axis) => axis.name === 'delta') || scan.fixed.delta !== undefined;
  return { m5, m4: usesDelta ? m5 / (1 + at('delta')) : at('m4_gev'), mZprime: at('mZprime_gev') };
}

/** Walks every point of the given axes in C order, with its indices into the three lists. */
export function forEachPoint(
  axes: readonly AxisStride[],
  visit: (point: number, mass: number, coupling: number, mixing: number) => void,
): void {
  const count = axes.reduce((product, axis) => product * axis.size, 1);
  for (let point = 0; point < count; point++) {
    let rest = point;
    let mass = 0;
    let coupling = 0;
    let mixing = 0;
    for (let i = axes.length - 1; i >= 0; i--) {
      const axis = axes[i];
      if (!axis) continue;
      const index = rest % axis.size;
      rest = (rest - index) / axis.size;
      mass += index * axis.mass;
      coupling += index * axis.coupling;
      mixing += index * axis.mixing;
    }
    visit(point, mass, coupling, mixing);
  }
}
