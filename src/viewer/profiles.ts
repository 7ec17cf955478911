/** Profiles for the page: planes that are reduced over the whole grid, computed once and kept. */
import { at } from '../at.js';
import { BoundedCache } from '../boundedCache.js';
import { StoppedError } from '../errors.js';
import { readTile } from '../grid/reading.js';
import type { Grid } from '../grid/store.js';
import { findVariable } from '../grid/store.js';
import { CHI2 } from '../outputs/chi2.js';
import { variableName } from '../outputs/output.js';
import { withoutOutside } from '../planes/outside.js';
import { reducedFlags } from '../planes/reducedFlags.js';
import { reducePlane } from '../planes/reducePlane.js';
import { includesBackground } from '../planes/shownPlane.js';
import { choosePlane } from '../planes/slice.js';
import { emptyLike } from '../tiles/block.js';
import { shapeOfVariable } from '../tiles/shapes.js';
import { productOf, type Tile } from '../tiles/tiles.js';
import { FILL_VALUES } from '../tiles/variables.js';
import { noteFault } from './faults.js';
import { AT_BACKGROUND, type Fault, type ProfileHead, packAnswer } from './wire.js';

/** Which profile: names of axes, indices of those that are fixed, and whose chi2. */
export interface ProfileRequest {
  readonly x: string;
  readonly y: string;
  readonly over: readonly string[];
  readonly fixed: ReadonlyMap<string, number>;
  readonly suffix: string;
  readonly backgroundChi2: number;
}

/** Profiles that are kept: those of a plane of 400 by 400 points take 3 MB each. */
const KEPT = 32;

/** Computes profiles of a grid, and keeps those of which nothing was missing. */
export interface Profiles {
  /** The answer with the profile (wire.ts). StoreError where a chi2 is negative; StoppedError where nobody waits for it any more. */
  readonly answer: (request: ProfileRequest, signal: AbortSignal) => Promise<Uint8Array>;
}

/** Profiles of a grid. */
export function profilesOf(grid: Grid): Profiles {
  const kept = new BoundedCache<string, { answer?: Uint8Array }>(KEPT);
  return {
    answer: async (request, signal) => {
      const place = kept.get(keyOf(request), () => ({}));
      if (place.answer !== undefined) return place.answer;
      const { answer, isWhole } = await profile(grid, request, signal);
      if (isWhole) place.answer = answer;
      return answer;
    },
  };
}

const keyOf = ({ x, y, over, fixed, suffix }: ProfileRequest) =>
  JSON.stringify([x, y, [...over].sort(), [...fixed].sort(), suffix]);

async function profile(grid: Grid, request: ProfileRequest, signal: AbortSignal) {
  const { x, y, over, fixed, suffix, backgroundChi2 } = request;
  const values = [...fixed].map(([name, k]): [string, number] => {
    const axis = grid.axes.find((one) => one.name === name);
    return [name, at(axis?.values ?? [], k)];
  });
  const choice = choosePlane(grid, x, y, Object.fromEntries(values), { profile: over });
  const faults: Fault[] = [];
  const read = async (from: Grid, tile: Tile, name: string) => {
    if (signal.aborted) throw new StoppedError('nobody waits for this profile any more', 'abort');
    try {
      return await readTile(from, tile, name);
    } catch (error) {
      noteFault(faults, error);
      const variable = findVariable(from, name);
      const count = productOf(shapeOfVariable(from, variable, tile.shape));
      const like = variable.dtype === 'float32' ? new Float32Array() : new Uint32Array();
      return emptyLike(like, count).fill(FILL_VALUES[variable.dtype]);
    }
  };
  const reduced = await reducePlane(grid, variableName(CHI2, suffix), choice, read);
  const known = withoutOutside(reduced.chi2, backgroundChi2);
  const chi2 = includesBackground(choice.reduced)
    ? known.map((value) => Math.min(value, backgroundChi2))
    : known;
  // Where the background is better than all points, none of them is the minimum.
  const places = reduced.places.map((place, k) =>
    at(reduced.chi2, k) > backgroundChi2 && at(chi2, k) === backgroundChi2 ? AT_BACKGROUND : place,
  );
  const flags = await reducedFlags(grid, choice, suffix, reduced).catch((error: unknown) => {
    noteFault(faults, error);
    return { names: [], bits: new Uint32Array(places.length) };
  });
  const { points, missing } = reduced;
  const head: ProfileHead = { points, missing, flagNames: flags.names, faults };
  return { answer: packAnswer(head, [chi2, places, flags.bits]), isWhole: faults.length === 0 };
}
