/** The experiments of a grid, and which variables are theirs. */
import { ConfigError } from '../errors.js';
import type { ExperimentAttributes } from '../grid/manifest.js';
import type { Grid } from '../grid/store.js';
import { suggest } from '../input/zodIssues.js';

/** An experiment's own variable, by the ending of its variables: `flags_microboone_2025`, or `flags` without an ending. */
export const ownName = (variable: string, suffix: string) =>
  suffix === '' ? variable : `${variable}_${suffix}`;

/** The variable with an experiment's own chi2, by the ending of its variables. */
export const chi2Name = (suffix: string) => ownName('chi2', suffix);

/** An experiment of the grid by its name; ConfigError with the nearest otherwise. */
export function findExperiment(grid: Grid, name: string): ExperimentAttributes {
  const { experiments } = grid.attributes;
  const found = experiments.find((own) => own.name === name);
  if (found) return found;
  const known = experiments.map((own) => own.name);
  throw new ConfigError(`${name} is no experiment of this grid; ${suggest(name, known)}`);
}
