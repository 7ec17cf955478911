/** The contours of several grids in the same plane, for one figure. */
import { basename } from 'node:path';
import { at } from '../at.js';
import { ConfigError } from '../errors.js';
import type { Grid } from '../grid/store.js';
import type { RefinePlane } from '../planes/finer/finerPlane.js';
import { listInWords } from '../words.js';
import { type ContourRequest, computeContours, type PlaneContours } from './contours.js';

/** Most grids of one figure, whose lines can be told apart. */
export const MOST_GRIDS = 5;

/** Contours, and the folder of the grid that they are of. */
export interface NamedContours {
  readonly folder: string;
  readonly result: PlaneContours;
}

/** Makes planes of a grid finer, and may be closed. */
type Refiner = AsyncDisposable & { readonly refine: RefinePlane };

/** The contours of each grid, in their order, in planes that the grid's refiner makes finer where there is one. ConfigError, with the folder, where axes or the model differ from those of the first. */
export async function contoursOfGrids(
  grids: readonly Grid[],
  request: ContourRequest,
  refinerOf?: (grid: Grid) => Refiner | undefined,
): Promise<NamedContours[]> {
  if (grids.length > MOST_GRIDS) {
    throw new ConfigError(`${grids.length} grids are too many for one figure; choose up to ${MOST_GRIDS}`);
  }
  const first = at(grids, 0);
  for (const grid of grids.slice(1)) refuseOther(grid, first);
  const all: NamedContours[] = [];
  for (const grid of grids) {
    await using refiner = refinerOf?.(grid);
    all.push({ folder: grid.dir, result: await computeContours(grid, request, refiner?.refine) });
  }
  return all;
}

function refuseOther(grid: Grid, first: Grid): void {
  const axesOf = ({ axes }: Grid) => axes.map(({ name }) => name).sort();
  const [axes, others] = [axesOf(grid), axesOf(first)];
  if (axes.join() !== others.join()) {
    throw new ConfigError(
      `${grid.dir}: its axes are ${listInWords(axes, 'and')}, those of ${first.dir} ${listInWords(others, 'and')}; one figure needs grids with the same axes`,
    );
  }
  const [model, other] = [grid.attributes.model, first.attributes.model];
  if (model !== other) {
    throw new ConfigError(
      `${grid.dir}: its model is ${model}, that of ${first.dir} ${other}; one figure needs grids of the same model`,
    );
  }
}

/** The values of all parameters of a plane that are not its axes. */
export function valuesOf({ fixed, attributes }: PlaneContours): Readonly<Record<string, number>> {
  return { ...attributes.fixed, ...Object.fromEntries(fixed.map(({ name, value }) => [name, value])) };
}

/** Names for a legend: a chosen one, by a grid's folder as it was given; or its title; or, where two share that, the name of its folder. */
export function namesOfGrids(
  grids: readonly NamedContours[],
  chosen: Readonly<Record<string, string>> = {},
): string[] {
  const titles = grids.map(({ result }) => result.attributes.title);
  return grids.map(({ folder }, i) => {
    const given = Object.hasOwn(chosen, folder) ? chosen[folder] : undefined;
    const title = at(titles, i);
    const isAlone = titles.indexOf(title) === titles.lastIndexOf(title);
    const name = basename(folder, '.zarr');
    const isNamed = grids.filter((other) => basename(other.folder, '.zarr') === name).length === 1;
    return given ?? (isAlone ? title : isNamed ? name : folder);
  });
}
