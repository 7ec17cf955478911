/** The experiments of a grid. */
import { ConfigError } from '../errors.js';
import type { Grid } from '../grid/store.js';
import { suggest } from '../input/zodIssues.js';
import type { ExperimentAttributes } from '../metadata/manifest.js';

/** An experiment of the grid by its name; ConfigError with the nearest name otherwise. */
export function findExperiment(grid: Grid, name: string): ExperimentAttributes {
  const { experiments } = grid.attributes;
  const found = experiments.find((experiment) => experiment.name === name);
  if (found) return found;
  const known = experiments.map((experiment) => experiment.name);
  throw new ConfigError(`${name} is no experiment of this grid; ${suggest(name, known)}`);
}
