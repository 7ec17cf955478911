/** How the points of a tile are combined from mass points, coupling points and mixings: the order of every array in an engine. */
import { at } from '../at.js';
import { couplingsAt, isMixingFactor, massesAt, mixingFactorAt, modelOf } from '../model/models.js';
import { type AxisName, isKinematic, type ModelAxis } from '../model/parameters.js';
import type { CouplingPoint, GivenValues, Masses } from '../model/point.js';
import type { ResolvedScan } from '../resolved/scan.js';
import { productOf, type Tile } from '../tiles/tiles.js';

/** One axis of a tile: its length, and how far one step on it moves in each of the three lists. */
export interface AxisStride {
  readonly name: AxisName;
  readonly size: number;
  readonly mass: number;
  readonly coupling: number;
  readonly mixing: number;
}

/** The three lists of a tile, each in C order of its own axes, and the strides that combine them into points. */
export interface TileLayout {
  readonly masses: readonly Masses[];
  readonly couplings: readonly CouplingPoint[];
  /** |U|^2 as a factor of the yields; one entry of 1 where it is part of the coupling points. */
  readonly mixings: readonly number[];
  /** All axes in scan-file order: those of chi2 and signal. */
  readonly axes: readonly AxisStride[];
  /** All axes but that of the mixings: those of ctau_cm, n_eff and flags. */
  readonly lifetimeAxes: readonly AxisStride[];
}

/** How many points the axes of a tile have together. */
export function pointsOn(axes: readonly AxisStride[]): number {
  return productOf(axes.map(({ size }) => size));
}

type Group = 'mass' | 'coupling' | 'mixing';

function groupOf(scan: ResolvedScan, name: AxisName): Group {
  if (name === modelOf(scan.model.kind).mixing && isMixingFactor(scan.model)) return 'mixing';
  return isKinematic(name) ? 'mass' : 'coupling';
}

/** Names of the axes that c tau, n_eff and flags have, in scan-file order. */
export function lifetimeAxisNames(scan: ResolvedScan): AxisName[] {
  return scan.axes.map((axis) => axis.name).filter((name) => groupOf(scan, name) !== 'mixing');
}

/** One axis of a tile. */
interface Range {
  readonly name: AxisName;
  readonly group: Group;
  readonly values: readonly number[];
}

function rangesOf(scan: ResolvedScan, tile: Tile): Range[] {
  return scan.axes.map((axis, i) => ({
    name: axis.name,
    group: groupOf(scan, axis.name),
    values: axis.values.slice(at(tile.start, i), at(tile.start, i) + at(tile.shape, i)),
  }));
}

/** |U|^2 as a factor of the yields in one tile of a scan: `TileLayout.mixings`. */
export function mixingsOf(scan: ResolvedScan, tile: Tile): number[] {
  return combinations(scan, rangesOf(scan, tile), 'mixing', (given) => mixingFactorAt(scan.model, given));
}

/** All coupling points of a scan, in C order: those of a tile that covers the coupling axes. */
export function couplingsOfScan(scan: ResolvedScan): CouplingPoint[] {
  const whole = {
    index: [],
    start: scan.axes.map(() => 0),
    shape: scan.axes.map(({ values }) => values.length),
  };
  return combinations(scan, rangesOf(scan, whole), 'coupling', (given) => couplingsAt(scan.model, given));
}

/** The axes that make up the coupling points of a scan, in scan-file order. */
export function couplingAxesOf(scan: ResolvedScan): ModelAxis[] {
  return scan.axes.filter(({ name }) => groupOf(scan, name) === 'coupling');
}

/** How many coupling points a scan has. */
export function couplingCountOf(scan: ResolvedScan): number {
  return productOf(couplingAxesOf(scan).map(({ values }) => values.length));
}

/** Lays out one tile of a scan. */
export function layOutTile(scan: ResolvedScan, tile: Tile): TileLayout {
  const ranges = rangesOf(scan, tile);
  const strides = { mass: 1, coupling: 1, mixing: 1 };
  const axes: AxisStride[] = [];
  for (const range of [...ranges].reverse()) {
    const stride = strides[range.group];
    strides[range.group] = stride * range.values.length;
    axes.unshift({
      name: range.name,
      size: range.values.length,
      mass: range.group === 'mass' ? stride : 0,
      coupling: range.group === 'coupling' ? stride : 0,
      mixing: range.group === 'mixing' ? stride : 0,
    });
  }
  return {
    masses: combinations(scan, ranges, 'mass', (given) => massesAt(scan.model, given)),
    couplings: combinations(scan, ranges, 'coupling', (given) => couplingsAt(scan.model, given)),
    mixings: mixingsOf(scan, tile),
    axes,
    lifetimeAxes: axes.filter((axis) => groupOf(scan, axis.name) !== 'mixing'),
  };
}

/** Applies `make` to every combination of the values of a group's axes, in C order. */
function combinations<T>(
  scan: ResolvedScan,
  ranges: readonly Range[],
  group: Group,
  make: (given: GivenValues) => T,
): T[] {
  const ofGroup = ranges.filter((range) => range.group === group);
  const point: Partial<Record<AxisName, number>> = {};
  const given: GivenValues = (name) => point[name] ?? scan.fixed[name];
  const made: T[] = [];
  const fill = (depth: number): void => {
    const range = ofGroup[depth];
    if (!range) {
      made.push(make(given));
      return;
    }
    for (const value of range.values) {
      point[range.name] = value;
      fill(depth + 1);
    }
  };
  fill(0);
  return made;
}

/** Indices into the three lists of a point, which is given by its number in C order of the axes. */
export function pointOf(
  axes: readonly AxisStride[],
  point: number,
): { readonly mass: number; readonly coupling: number; readonly mixing: number } {
  const indices = { mass: 0, coupling: 0, mixing: 0 };
  let rest = point;
  for (const axis of [...axes].reverse()) {
    const index = rest % axis.size;
    rest = (rest - index) / axis.size;
    indices.mass += index * axis.mass;
    indices.coupling += index * axis.coupling;
    indices.mixing += index * axis.mixing;
  }
  return indices;
}

/** Visits every point of the given axes in C order, with its indices into the three lists. */
export function forEachPoint(
  axes: readonly AxisStride[],
  visit: (point: number, mass: number, coupling: number, mixing: number) => void,
): void {
  const last = axes.at(-1) ?? { size: 1, mass: 0, coupling: 0, mixing: 0 };
  const outer = axes.slice(0, -1);
  const rows = outer.reduce((product, axis) => product * axis.size, 1);
  const index = new Int32Array(outer.length);
  let [point, mass, coupling, mixing] = [0, 0, 0, 0];
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < last.size; k++) {
      visit(point++, mass + k * last.mass, coupling + k * last.coupling, mixing + k * last.mixing);
    }
    // Like an odometer: an axis at its end returns to its start, and the axis before it advances.
    for (let i = outer.length - 1; i >= 0; i--) {
      const axis = outer[i];
      if (!axis) continue;
      const next = (index[i] ?? 0) + 1;
      const isEnd = next === axis.size;
      const steps = isEnd ? 1 - axis.size : 1;
      index[i] = isEnd ? 0 : next;
      mass += steps * axis.mass;
      coupling += steps * axis.coupling;
      mixing += steps * axis.mixing;
      if (!isEnd) break;
    }
  }
}
