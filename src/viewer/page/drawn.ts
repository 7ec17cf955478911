/** What a panel draws of a view: read from the server, with rough contours until the worker has answered. */
import { deltaChi2 } from '../../contouring/contour.js';
import { roughLines } from '../picture/contourTask.js';
import { DELTA, fixedIndices, type View } from '../picture/view.js';
import type { PageFit, PageGrid } from '../wire.js';
import { numbersTitle, type PanelLines, type Picture, pictureOf } from './drawing.js';
import type { PieceReader } from './reading/pieces.js';
import { readNumbers, readPlane, type ShownPlane } from './reading/planes.js';

/** A grid, whose chi2, and a view. */
export interface Chosen {
  readonly view: View;
  readonly grid: PageGrid;
  readonly fit: PageFit;
}

/** All that a panel has drawn. */
export interface Drawn extends Chosen {
  /** Which plane it is: equal keys are equal planes. */
  readonly key: string;
  readonly picture: Picture;
  readonly lines: readonly PanelLines[];
  readonly isRough: boolean;
}

/** What the n-th panel of a view shows; undefined where the view has none. */
export function chosenOf(view: View, grids: readonly PageGrid[], panel: number): Chosen | undefined {
  const chosen = view.panels[panel];
  const grid = chosen && grids[chosen.grid];
  const fit = grid?.fits.find(({ experiment }) => experiment === chosen?.experiment);
  return grid === undefined || fit === undefined ? undefined : { view, grid, fit };
}

/** The plane of a view: its axes, what is profiled, and the indices of all others. */
export function keyOf({ view, grid, fit }: Chosen): string {
  const { x, y, over } = view;
  return JSON.stringify([
    grid.number,
    grid.identity,
    fit.experiment,
    x,
    y,
    over,
    [...fixedIndices(view, grid)],
  ]);
}

/** Reads what a panel draws. A profile that it has drawn is not asked for again. */
export async function readDrawn(
  reader: PieceReader,
  chosen: Chosen,
  before: Drawn | undefined,
  signal: AbortSignal,
): Promise<Drawn> {
  const { view, grid, fit } = chosen;
  const key = keyOf(chosen);
  const isProfile = view.over.length > 0;
  const plane: ShownPlane =
    before?.key === key && isProfile
      ? before.picture.plane
      : await readPlane(reader, grid, fit, view, signal);
  const delta = deltaChi2(plane.x, plane.y, plane.chi2, fit.backgroundChi2);
  const name = isProfile ? undefined : numbersOf(view, fit);
  const variable = grid.variables.find((one) => one.name === name);
  const numbers = variable && {
    values: await readNumbers(reader, grid, variable.name, view, signal),
    title: numbersTitle(variable.longName, variable.unit),
  };
  const lines = view.cls.map((cl) => ({ cl, lines: roughLines(delta, cl) }));
  return { ...chosen, key, picture: pictureOf(plane, delta, view, numbers), lines, isRough: true };
}

/** The variable of a picture, of the experiment that is shown where it has its own. */
function numbersOf({ picture }: View, fit: PageFit): string | undefined {
  if (picture === DELTA || picture === 'chi2') return undefined;
  // chi2_microboone_2025 ends as its other variables do.
  const ending = fit.chi2.slice('chi2'.length);
  return (
    fit.numbers.find((name) => name === `${picture}${ending}`) ?? fit.numbers.find((name) => name === picture)
  );
}

/** What is damaged in a plane, in words; empty where nothing is. */
export function damageOf({ faults }: ShownPlane): string {
  return faults
    .filter(({ kind }) => kind === 'damaged')
    .map(({ words }) => words)
    .join('; ');
}
