/** The lifetimes that a scan asks for at a mass point: of the whole scan, so that nodes do not depend on its tiles. */
import { at } from '../at.js';
import { distinctLifetimes, type LifetimeNodes, lifetimeNodes } from '../physics/lifetimeNodes.js';
import type { DecaySide } from '../physics/massPoint.js';
import type { CompetingDecays } from '../physics/widths.js';
import type { ResolvedScan } from '../resolved/scan.js';
import { competingDecays, couplingTerms, type Lifetimes, lifetimesAt } from './lifetime.js';
import { couplingAxesOf, couplingCountOf, couplingsOfScan } from './tileLayout.js';
import type { TileChannel, TileMass } from './tileMasses.js';

/**
 * Range of t = 1/(c tau), 1/cm, in which kernels evaluate decays. Below it, decay probabilities are linear in t, since x t <= 1e-6; above it,
 * every N born in the detector decays there, and none from upstream arrives.
 */
const INVERSE_CTAU_RANGE = [1e-12, 1e20] as const;

/** The t at which kernels evaluate a lifetime. */
export function evaluatedLifetime(inverseCtau: number): number {
  const [least, most] = INVERSE_CTAU_RANGE;
  return Math.min(Math.max(inverseCtau, least), most);
}

/** The distinct values of 1/(c tau) of a mass point at all coupling points of its scan, 1/cm, rising; none where it is closed. */
export type LifetimeValues = (p: DecaySide, competing: CompetingDecays) => Float64Array;

/** Makes that function of a scan. */
export function createLifetimeValues(scan: ResolvedScan): LifetimeValues {
  const terms = couplingsOfScan(scan).map((coupling) => couplingTerms(scan, coupling));
  return (p, competing) => valuesOf(lifetimesAt(p, competing, terms));
}

function valuesOf({ ctauCm }: Lifetimes): Float64Array {
  return distinctLifetimes(ctauCm.filter((ctau) => ctau > 0).map((ctau) => evaluatedLifetime(1 / ctau)));
}

/** The nodes of every row of a tile whose mass points have lifetimes at `couplings` coupling points. */
export type RowNodes = (masses: readonly TileMass[], couplings: number) => LifetimeNodes[];

/** Most coupling points of a scan whose lifetimes are listed for its nodes. With more, nodes do for any lifetime. */
const MOST_LISTED = 4096;

/**
 * Whether the nodes of two scans of the same model and axes are the same at every mass point: where they ask for the same lifetimes, or both for
 * so many that nodes do for any.
 */
export function haveSameNodes(one: ResolvedScan, other: ResolvedScan): boolean {
  const couplings = (scan: ResolvedScan) => JSON.stringify(couplingAxesOf(scan).map(({ values }) => values));
  const isListed = [one, other].some((scan) => couplingCountOf(scan) <= MOST_LISTED);
  return !isListed || couplings(one) === couplings(other);
}

/** Makes that function of a scan. */
export function createRowNodes(scan: ResolvedScan): RowNodes {
  const all = couplingCountOf(scan);
  const valuesOfScan = all <= MOST_LISTED ? createLifetimeValues(scan) : undefined;
  return (masses, couplings) => {
    const nodes: LifetimeNodes[] = [];
    for (const { channels, lifetimes } of masses) {
      const rows = channels.filter(({ row }) => row !== undefined);
      if (rows.length === 0) continue;
      const { point } = at(rows, 0);
      nodes.push(...nodesOf(rows, listed(point, lifetimes, couplings)));
    }
    return nodes;
  };

  /** The values of the whole scan, where they are listed: a tile may have only some of its coupling points. */
  function listed(point: DecaySide, lifetimes: Lifetimes, couplings: number): Float64Array | undefined {
    if (valuesOfScan === undefined) return undefined;
    return couplings === all ? valuesOf(lifetimes) : valuesOfScan(point, competingDecays(scan, point));
  }
}

/** The nodes of the rows of a mass point; rows with the same axis share them. */
function nodesOf(rows: readonly TileChannel[], values: Float64Array | undefined): LifetimeNodes[] {
  // Without a lifetime no signal is evaluated, but a row has a node.
  const asked = values?.length === 0 ? Float64Array.of(1) : values;
  const known = new Map<string, LifetimeNodes>();
  return rows.map(({ channel, point }) => {
    const axis = channel.axis(point.m);
    const key = `${channel.born} ${axis.firstCm} ${axis.step}`;
    const nodes = known.get(key) ?? lifetimeNodes(channel.born, axis, asked);
    known.set(key, nodes);
    return nodes;
  });
}
