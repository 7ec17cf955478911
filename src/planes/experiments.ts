/** The experiments of a grid. */
import { ConfigError } from '../errors.js';
import type { Grid } from '../grid/store.js';
import { suggest } from '../input/zodIssues.js';
import type { ExperimentAttributes, GridAttributes } from '../metadata/manifest.js';

/** An experiment of the grid by its name; ConfigError with the nearest name otherwise. */
export function findExperiment(grid: Grid, name: string): ExperimentAttributes {
  const { experiments } = grid.attributes;
  const found = experiments.find((experiment) => experiment.name === name);
  if (found) return found;
  const known = experiments.map((experiment) => experiment.name);
  throw new ConfigError(`${name} is no experiment of this grid; ${suggest(name, known)}`);
}

/** The attributes of a joint grid as if it had one experiment only. */
export function attributesOfExperiment(
  attributes: GridAttributes,
  experiment: ExperimentAttributes,
): GridAttributes {
  const { name, title, production, response, background_chi2 } = experiment;
  return {
    ...attributes,
    experiment: name,
    experiment_title: title,
    production,
    response,
    background_chi2,
    experiments: [experiment],
  };
}
