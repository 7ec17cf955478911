/** Which other limits a grid is shown with, or why there are none. */
import { ConfigError } from '../errors.js';
import type { Grid } from '../grid/store.js';
import { suggest } from '../input/zodIssues.js';
import { MODEL_KINDS, modelOf } from '../model/models.js';
import type { AxisName } from '../model/parameters.js';
import { type Envelope, lowestOf } from './envelope.js';
import {
  DEFAULT_LIMITS,
  isLimitPath,
  type LimitCurve,
  type LimitFolder,
  limitFolderNames,
  loadLimits,
} from './limitFolder.js';

/** Limits that apply, with the lowest of them at each mass. */
export interface AppliedLimits {
  readonly kind: 'applied';
  readonly mass: AxisName;
  readonly mixing: AxisName;
  readonly curves: readonly LimitCurve[];
  readonly envelope: Envelope;
}

/** No limits: left out on request (`isAsked`), or because none apply. */
export interface NoLimits {
  readonly kind: 'none';
  readonly isAsked: boolean;
  /** A sentence without its full stop. */
  readonly reason: string;
}

/** Other limits that a grid is shown with. */
export type ChosenLimits = AppliedLimits | NoLimits;

/** The words for all limits that apply, and for none. */
const [ALL, NONE] = ['all', 'none'] as const;

/**
 * Limits from the words of `--limits`: `all` (the default: those of data/limits/umu4, where they apply), `none`, names of limits in
 * that folder, or the path of the user's folder. ConfigError for unknown names, and where limits that were asked for by name or
 * path do not apply: to the grid, or to a plane reduced over the axes `reduced`; InputDataError for a folder that cannot be read.
 */
export async function chooseLimits(
  grid: Grid,
  asked: readonly string[] = [],
  reduced: readonly string[] = [],
): Promise<ChosenLimits> {
  const words = asked.flatMap((word) => (isLimitPath(word) ? [word] : word.split(','))).map((w) => w.trim());
  for (const word of [ALL, NONE]) {
    if (words.includes(word) && words.length > 1)
      throw new ConfigError(`--limits ${word} cannot be combined with other limits; give it alone`);
  }
  if (words[0] === NONE) {
    return {
      kind: 'none',
      isAsked: true,
      reason: 'other limits are left out (--limits none)',
    };
  }
  const { folder, curves } = await findCurves(words);
  const reason = whyNot(grid, folder, reduced);
  if (reason === undefined) {
    const { mass, mixing } = folder;
    return { kind: 'applied', mass, mixing, curves, envelope: lowestOf(curves) };
  }
  if (words.length > 0 && words[0] !== ALL) throw new ConfigError(`--limits ${words.join(' ')}: ${reason}`);
  return { kind: 'none', isAsked: false, reason };
}

/** The curves that are asked for: all of one folder, or some of the program's. */
async function findCurves(
  words: readonly string[],
): Promise<{ folder: LimitFolder; curves: readonly LimitCurve[] }> {
  const [first] = words;
  const folders = await limitFolderNames();
  const isFolder = first !== undefined && (isLimitPath(first) || folders.includes(first));
  if (isFolder && words.length > 1)
    throw new ConfigError(`--limits ${first} is a folder, all of whose limits are used; give it alone`);
  const folder = await loadLimits(isFolder ? first : DEFAULT_LIMITS);
  if (isFolder || first === undefined || first === ALL) return { folder, curves: folder.curves };
  const names = folder.curves.map(({ name }) => name);
  const unknown = words.find((word) => !names.includes(word));
  if (unknown !== undefined) {
    const advice = suggest(unknown, [ALL, NONE, ...names]);
    throw new ConfigError(
      `--limits ${unknown}: no such limit; ${advice}${advice.endsWith('?') ? '' : '.'} A folder is given by its path, ./${unknown}`,
    );
  }
  return { folder, curves: folder.curves.filter(({ name }) => words.includes(name)) };
}

/** Why limits do not apply to a grid; undefined where they do, because its model has their mass and their mixing. */
function whyNot(
  grid: Grid,
  { mass, mixing, title }: LimitFolder,
  reduced: readonly string[],
): string | undefined {
  const { fixed, model } = grid.attributes;
  const known = [...grid.axes.map(({ name }) => name), ...Object.keys(fixed)];
  const gone = [mass, mixing].filter((name) => reduced.includes(name));
  if (known.includes(mass) && known.includes(mixing))
    return gone.length === 0
      ? undefined
      : `${title}: they do not apply to a plane without a value of ${gone.join(' and ')}, which is profiled or marginalised`;
  const kind = MODEL_KINDS.find((name) => model.startsWith(name));
  const foreign = kind && modelOf(kind).foreignLimits[mixing];
  if (foreign !== undefined) return foreign;
  const missing = [mass, mixing].filter((name) => !known.includes(name));
  return `${title}: they do not apply to a grid without ${missing.join(' and ')}, neither as an axis nor fixed`;
}
