/** How a tile's points are made of mass points, coupling points and mixings: the order of every array in an engine. */

import { ConfigError } from '../errors.js';
import type { Tile } from '../grid/tiles.js';
import { AXIS_INFO, type AxisName, MIXINGS } from '../model/parameters.js';
import type { ResolvedScan } from '../resolved/scan.js';

/** Masses of one point, GeV: of the produced N, of its daughter N' and of the Z'. */
export interface Masses {
  readonly m: number;
  readonly mPrime: number;
  readonly mZprime: number;
}

/** Couplings of a point: what c tau and the interference depend on. */
export interface CouplingPoint {
  readonly epsilon: number;
  readonly gD: number;
  readonly kappa: number;
  /** Decay vertex of the dual model, and its diagonal dark vertex; 0 in the single model. */
  readonly V54: number;
  readonly V44: number;
  /** |U|^2 where c tau depends on it; undefined where it is a factor of the yields and nothing else. */
  readonly mixing: number | undefined;
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
  /** |U|^2 as a factor of the yields; one entry of 1 where it is part of the coupling points. */
  readonly mixings: readonly number[];
  /** All axes in scan-file order: index of chi2 and signal. */
  readonly axes: readonly AxisStride[];
  /** The axes but that of the mixings: index of ctau_cm, n_eff and flags. */
  readonly lifetimeAxes: readonly AxisStride[];
}

type Group = 'mass' | 'coupling' | 'mixing';

/**
 * Whether |U|^2 is a factor of the yields and nothing else (MODEL section 7): in the dual model, unless a real Z' may decay to
 * nu_4 nu_mu. In the single model c tau depends on it.
 */
export function isMixingFactor({ model }: ResolvedScan): boolean {
  return model.kind === 'dual' && !model.decays.dark;
}

function groupOf(scan: ResolvedScan, name: AxisName): Group {
  if (name === MIXINGS[scan.model.kind] && isMixingFactor(scan)) return 'mixing';
  return AXIS_INFO[name].kind === 'kinematic' ? 'mass' : 'coupling';
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
    values: axis.values.slice(tile.start[i] ?? 0, (tile.start[i] ?? 0) + (tile.shape[i] ?? 1)),
  }));
}

/** |U|^2 as a factor of the yields in one tile of a scan, as in its layout. */
export function mixingsOf(scan: ResolvedScan, tile: Tile): number[] {
  return combinations(scan, rangesOf(scan, tile), 'mixing', (given) => mixingFactorAt(scan, given));
}

/** Lays out one tile of a scan. */
export function layOutTile(scan: ResolvedScan, tile: Tile): TileLayout {
  const ranges = rangesOf(scan, tile);
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
  return {
    masses: combinations(scan, ranges, 'mass', (given) => massesAt(scan, given)),
    couplings: combinations(scan, ranges, 'coupling', (given) => couplingsAt(scan, given)),
    mixings: mixingsOf(scan, tile),
    axes,
    lifetimeAxes: axes.filter((axis) => groupOf(scan, axis.name) !== 'mixing'),
  };
}

/** Values of parameters by name; undefined for one that is not given. */
type GivenValues = (name: AxisName) => number | undefined;

function needed(scan: ResolvedScan, given: GivenValues, name: AxisName): number {
  const value = given(name);
  if (value === undefined) throw new ConfigError(`${scan.file}: ${name} is neither an axis nor fixed`);
  return value;
}

/** Masses of a point of the scan's model. */
export function massesAt(scan: ResolvedScan, given: GivenValues): Masses {
  const at = (name: AxisName) => needed(scan, given, name);
  const mZprime = at('mZprime_gev');
  if (scan.model.kind === 'single') return { m: at('m4_gev'), mPrime: 0, mZprime };
  const m = at('m5_gev');
  const delta = given('delta');
  return { m, mPrime: delta === undefined ? at('m4_gev') : m / (1 + delta), mZprime };
}

/** Masses as a message says them: `m4_gev = 0.1, m5_gev = 0.2, mZprime_gev = 1.25`. */
export function massesInWords({ model }: ResolvedScan, masses: Masses | undefined): string {
  if (masses === undefined) return 'a mass point';
  const { m, mPrime, mZprime } = masses;
  const heavy = model.kind === 'single' ? [`m4_gev = ${m}`] : [`m4_gev = ${mPrime}`, `m5_gev = ${m}`];
  return [...heavy, `mZprime_gev = ${mZprime}`].join(', ');
}

/** Couplings of a point of the scan's model. */
export function couplingsAt(scan: ResolvedScan, given: GivenValues): CouplingPoint {
  const at = (name: AxisName) => needed(scan, given, name);
  const isDual = scan.model.kind === 'dual';
  return {
    epsilon: at('epsilon'),
    gD: at('gD'),
    kappa: at('kappa'),
    V54: isDual ? at('V54') : 0,
    V44: isDual ? at('V44') : 0,
    mixing: isMixingFactor(scan) ? undefined : at(MIXINGS[scan.model.kind]),
  };
}

/** |U|^2 of a point where it is a factor of the yields, else 1. */
export function mixingFactorAt(scan: ResolvedScan, given: GivenValues): number {
  return isMixingFactor(scan) ? needed(scan, given, MIXINGS[scan.model.kind]) : 1;
}

/** What `make` makes of every combination of a group's values, in C order. */
function combinations<T>(
  scan: ResolvedScan,
  ranges: readonly Range[],
  group: Group,
  make: (given: GivenValues) => T,
): T[] {
  const own = ranges.filter((range) => range.group === group);
  const point: Partial<Record<AxisName, number>> = {};
  const given: GivenValues = (name) => point[name] ?? scan.fixed[name];
  const made: T[] = [];
  const fill = (depth: number): void => {
    const range = own[depth];
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

/** A point of the given axes by its number in C order: its indices into the three lists. */
export function pointOf(
  axes: readonly AxisStride[],
  point: number,
): { readonly mass: number; readonly coupling: number; readonly mixing: number } {
  const at = { mass: 0, coupling: 0, mixing: 0 };
  let rest = point;
  for (const axis of [...axes].reverse()) {
    const index = rest % axis.size;
    rest = (rest - index) / axis.size;
    at.mass += index * axis.mass;
    at.coupling += index * axis.coupling;
    at.mixing += index * axis.mixing;
  }
  return at;
}

/** Walks every point of the given axes in C order, with its indices into the three lists. */
export function forEachPoint(
  axes: readonly AxisStride[],
  visit: (point: number, mass: number, coupling: number, mixing: number) => void,
): void {
  const count = axes.reduce((product, axis) => product * axis.size, 1);
  const index = new Int32Array(axes.length);
  let mass = 0;
  let coupling = 0;
  let mixing = 0;
  for (let point = 0; point < count; point++) {
    visit(point, mass, coupling, mixing);
    // On to the next, as an odometer: an axis at its end goes back to its start and moves the one before it.
    for (let i = axes.length - 1; i >= 0; i--) {
      const axis = axes[i];
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
