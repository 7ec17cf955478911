/** What is answered to an address below the secret one. Every part of it is a number or a name that the grid has, or there is nothing. */
import type { Grid } from '../grid/store.js';
import { type Checked, readSlice } from './pieces.js';
import { plainToText } from './plainData.js';
import { readPoint } from './points.js';
import type { Profiles } from './profiles.js';
import { recomputeTaskOf } from './recompute.js';
import { gridState } from './state.js';
import { type PageGrid, packAnswer, type SliceHead } from './wire.js';

/** A grid that is being shown. */
export interface OpenedGrid {
  readonly grid: Grid;
  readonly page: PageGrid;
  readonly checked: Checked;
  readonly profiles: Profiles;
}

/** What an answer depends on beside its address. */
export interface AnswerOptions {
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
  /** Scan file of the grid; without it, the one that the run log names. */
  readonly scanFile?: string | undefined;
}

/** An answer. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Uint8Array | string;
}

const json = (value: unknown, status = 200): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify(value),
});
const bytes = (body: Uint8Array): Answer => ({ status: 200, type: 'application/octet-stream', body });
const NOTHING = json({ words: 'not found' }, 404);

/**
 * The answer to a path with its query:
 *
 *     grids                                       all grids, opened anew
 *     grids/N/state                               what is there of it, and its best fit
 *     grids/N/point?AXIS=INDEX...                 all that it holds at a point
 *     grids/N/recompute?AXIS=INDEX...             what it takes to compute that point again
 *     grids/N/profile?x=&y=&fit=&over=AXIS,...&AXIS=INDEX...
 *     grids/N/slice/VARIABLE?AXIS=INDEX...        what the variable's chunks hold at indices of some axes
 */
export async function answerOf(
  grids: readonly OpenedGrid[],
  path: string,
  { signal, scanFile }: AnswerOptions,
): Promise<Answer> {
  const [place = '', query = ''] = path.split('?', 2);
  const [first, number = '', what = '', name, ...rest] = place.split('/');
  if (first !== 'grids') return NOTHING;
  if (place === 'grids') return json(grids.map(({ page }) => page));
  const opened = /^\d{1,4}$/.test(number) ? grids[Number(number)] : undefined;
  if (opened === undefined) return NOTHING;
  const parameters = new URLSearchParams(query);
  const fixed = indicesOf(opened.grid, parameters);
  if (fixed === undefined) return NOTHING;
  if (name !== undefined)
    return what === 'slice' && rest.length === 0 ? await sliceAnswer(opened, name, fixed, signal) : NOTHING;
  if (what === 'state') return json(await gridState(opened.grid, signal));
  if (what === 'point') return json(await readPoint(opened.grid, opened.checked, fixed));
  if (what === 'recompute') return await recomputeAnswer(opened, fixed, scanFile);
  if (what === 'profile') return await profileAnswer(opened, parameters, fixed, signal);
  return NOTHING;
}

/** The indices of axes in a query; undefined where one is no index of its axis. Other parameters are left out. */
function indicesOf({ axes }: Grid, parameters: URLSearchParams): Map<string, number> | undefined {
  const indices = new Map<string, number>();
  for (const { name, values } of axes) {
    const text = parameters.get(name);
    if (text === null) continue;
    const index = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(index < values.length)) return undefined;
    indices.set(name, index);
  }
  return indices;
}

async function recomputeAnswer(
  { grid, checked }: OpenedGrid,
  indices: ReadonlyMap<string, number>,
  scanFile: string | undefined,
): Promise<Answer> {
  const task = await recomputeTaskOf(grid, checked, indices, scanFile);
  return { status: 200, type: 'application/json', body: plainToText(task) };
}

async function profileAnswer(
  { grid, page, profiles }: OpenedGrid,
  parameters: URLSearchParams,
  fixed: ReadonlyMap<string, number>,
  signal: AbortSignal,
): Promise<Answer> {
  const [x, y] = [parameters.get('x') ?? '', parameters.get('y') ?? ''];
  const over = (parameters.get('over') ?? '').split(',').filter((name) => name !== '');
  const fit = page.fits.find(({ experiment }) => experiment === (parameters.get('fit') ?? ''));
  const names = grid.axes.map(({ name }) => name);
  if (fit === undefined || ![x, y, ...over].every((name) => names.includes(name)) || over.length === 0)
    return NOTHING;
  const suffix = grid.attributes.experiments.find(({ name }) => name === fit.experiment)?.suffix ?? '';
  const { backgroundChi2 } = fit;
  return bytes(await profiles.answer({ x, y, over, fixed, suffix, backgroundChi2 }, signal));
}

async function sliceAnswer(
  { grid, checked }: OpenedGrid,
  name: string,
  indices: ReadonlyMap<string, number>,
  signal: AbortSignal,
): Promise<Answer> {
  const variable = grid.variables.find((one) => one.name === name);
  if (variable === undefined) return NOTHING;
  const fixed = new Map([...indices].filter(([axis]) => variable.axes.includes(axis)));
  // A picture is a plane; a whole grid in one answer would be too large.
  if (variable.axes.length - fixed.size > 2) return NOTHING;
  const { pieces, bytes: found } = await readSlice(grid, checked, { variable, fixed }, signal);
  return bytes(packAnswer({ pieces } satisfies SliceHead, found));
}
