/** What the page is told of a grid when it opens: axes, variables, whose chi2 there is, and provenance in words. */
import { basename, resolve } from 'node:path';
import { axisTitleMarkup, parameterMarkup, quantityMarkup } from '../drawing/parameterMarkup.js';
import { StoreError } from '../errors.js';
import { type Grid, withoutDigests } from '../grid/store.js';
import { statisticInWords } from '../metadata/manifest.js';
import { MIXINGS } from '../model/models.js';
import { unitOf } from '../model/parameters.js';
import { CHI2 } from '../outputs/chi2.js';
import { variableName } from '../outputs/output.js';
import { masksOf } from '../planes/flagMasks.js';
import { flagVariables } from '../planes/flags.js';
import { productOf } from '../tiles/tiles.js';
import type { VariableSpec } from '../tiles/variables.js';
import type { PageAxis, PageFit, PageGrid, PageVariable } from './wire.js';

/** The grid with a number for the page. StoreError where it has no plane, or no chi2. */
export function pageGrid(grid: Grid, number: number): PageGrid {
  const { dir, attributes, identity, axes, tilePlan } = grid;
  if (axes.filter(({ values }) => values.length > 1).length < 2)
    throw new StoreError(`${dir}: has no two axes with two or more values, so there is no plane to show`);
  const fits = fitsOf(grid);
  if (fits.length === 0) throw new StoreError(`${dir}: has no chi2; the viewer shows grids that have one`);
  const note = withoutDigests(grid);
  return {
    number,
    folder: basename(resolve(dir)),
    path: dir,
    title: attributes.title,
    identity,
    points: productOf(tilePlan.shape),
    axes: axes.map(
      (axis): PageAxis => ({
        name: axis.name,
        spacing: axis.spacing,
        values: axis.values,
        unit: unitOf(axis),
        longName: axis.longName,
        symbol: parameterMarkup(axis.name),
        title: axisTitleMarkup(axis),
        isMixing: MIXINGS.some((name) => name === axis.name),
      }),
    ),
    chunkShape: tilePlan.chunkShape,
    variables: grid.variables.filter(({ extra }) => extra.length === 0).map(pageVariable),
    fits,
    about: aboutOf(grid),
    fixed: Object.entries(attributes.fixed).map(([name, value]) => quantityMarkup({ name }, value)),
    note: note === undefined ? '' : `${basename(resolve(dir))} ${note}: what it holds cannot be checked`,
    version: attributes.dualnu_version,
  };
}

function pageVariable(variable: VariableSpec): PageVariable {
  const { name, dtype, axes, units, longName } = variable;
  return { name, dtype, axes, unit: units === '1' ? '' : units, longName, flags: masksOf(variable) };
}

/** All experiments of the sum, then each of several. */
function fitsOf(grid: Grid): PageFit[] {
  const { attributes } = grid;
  const { experiments, statistic, background_chi2 } = attributes;
  const suffixes = experiments.map(({ suffix }) => suffix).filter((suffix) => suffix !== '');
  const fitOf = (
    suffix: string,
    about: Omit<PageFit, 'chi2' | 'flags' | 'numbers' | 'statistic'>,
  ): PageFit[] => {
    const chi2 = variableName(CHI2, suffix);
    if (!grid.variables.some(({ name }) => name === chi2)) return [];
    return [
      {
        ...about,
        chi2,
        statistic,
        flags: flagVariables(grid, suffix).map(({ name }) => name),
        numbers: numbersOf(grid, suffix, suffixes),
      },
    ];
  };
  const summed = experiments.filter(({ apart }) => !apart);
  const all = fitOf('', {
    experiment: '',
    label: summed.map(({ name }) => name).join(' + '),
    backgroundChi2: background_chi2,
    experiments: experiments.map(({ apart }) => ({ apart })),
  });
  const each = experiments
    .filter(({ suffix }) => suffix !== '')
    .flatMap(({ suffix, name, background_chi2: backgroundChi2 }) =>
      fitOf(suffix, { experiment: name, label: name, backgroundChi2, experiments: [{ apart: false }] }),
    );
  return [...all, ...each];
}

/** Numbers on axes beside chi2: those of the sum, or of the experiment with that suffix and what all share. */
function numbersOf(grid: Grid, suffix: string, suffixes: readonly string[]): string[] {
  const endingOf = (name: string) => suffixes.find((ending) => name.endsWith(`_${ending}`)) ?? '';
  const numbers = grid.variables.filter(({ dtype, extra }) => dtype === 'float32' && extra.length === 0);
  const names = numbers.map(({ name }) => name);
  const others = names.filter((name) => {
    const ending = endingOf(name);
    return ending === suffix || (ending === '' && !names.includes(`${name}_${suffix}`));
  });
  return others.filter(
    (name) => name !== variableName(CHI2, suffix) && (suffix === '' || name !== CHI2.name),
  );
}

function aboutOf(grid: Grid): [string, string][] {
  const { attributes, identity } = grid;
  return [
    ['model', attributes.model],
    ['experiments', attributes.experiment_title],
    ['production', attributes.production],
    ['response', attributes.response],
    ['statistic', statisticInWords(attributes)],
    ['computed by', `dualnu ${attributes.dualnu_version}, ${attributes.engine}, ${attributes.adapter}`],
    ['folder', grid.dir],
    ['identity', identity],
  ];
}
