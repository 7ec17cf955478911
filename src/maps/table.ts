/** A map as a table, as JSON, and as a page of text. */
import { at } from '../at.js';
import { isLogarithmic } from '../contouring/interpolate.js';
import type { ColourScale } from '../drawing/colourScale.js';
import { unitOf } from '../model/parameters.js';
import { flagsOfPlane } from '../planes/flags.js';
import { countMissing } from '../planes/missing.js';
import { reductionLines, reductionsToJson } from '../planes/reductionWords.js';
import type { NumberTable } from '../results/numberTable.js';
import { briefNumber, shareInWords, shortNumber } from '../words.js';
import { effectOf } from './flagEffects.js';
import type { MappedPlane } from './mapped.js';

/** A row for each point of the plane: the two axes, the value (empty where it is missing), and the flags that concern it. */
export function mapTable(mapped: MappedPlane): NumberTable {
  const { choice, variable, values, flags } = mapped;
  const { x, y } = choice;
  const nx = x.values.length;
  return {
    about: aboutMap(mapped),
    columns: [x.name, y.name, variable.name, 'flags'],
    rows: Array.from(values, (value, k) => [
      at(x.values, k % nx),
      at(y.values, Math.floor(k / nx)),
      Number.isNaN(value) ? null : value,
      flags.names.filter((_, i) => ((flags.bits[k] ?? 0) & (1 << i)) !== 0).join(' '),
    ]),
  };
}

/** Lines above the numbers. */
function aboutMap({ choice, variable, experiment, grid, places, missing, values }: MappedPlane): string[] {
  const { attributes } = grid;
  const parameters = [
    ...choice.fixed.map(({ name, value }) => `${name} = ${value}`),
    ...Object.entries(attributes.fixed).map(([name, value]) => `${name} = ${value}`),
  ];
  const unit = variable.units === '1' || variable.units === '' ? '' : ` (${variable.units})`;
  return [
    `${variable.name}${unit}: ${variable.longName}`,
    ...places.map(({ dimension, index, label }) => `${dimension} ${index}: ${label}`),
    experiment?.title ?? attributes.experiment_title,
    `model: ${attributes.model}`,
    ...(parameters.length === 0 ? [] : [`at ${parameters.join(', ')}`]),
    ...reductionLines(choice.reduced),
    ...(missing === 0 ? [] : [`${missing} of ${values.length} points have no value`]),
    `dualnu ${attributes.dualnu_version}, ${attributes.engine} engine, grid ${grid.identity}`,
  ];
}

/** A map in a few lines of text. */
export function mapToText(
  mapped: MappedPlane,
  scale: ColourScale | undefined,
  files: readonly string[],
): string {
  const { choice, variable, constantAlong, coloured } = mapped;
  const shown = coloured.length - countMissing(coloured);
  const unit = unitOf({ name: variable.name, units: variable.units });
  const { flags } = flagsOfPlane(mapped.flags);
  const raised = Object.entries(flags).filter(([, count]) => count > 0);
  const effects = { hides: 'no colour', marks: 'hatched' } as const;
  return [
    `${variable.name} in ${choice.y.name} against ${choice.x.name}: ${variable.longName}`,
    ...choice.fixed.map(({ name, value }) => `${name} = ${shortNumber(value)}`),
    ...reductionLines(choice.reduced),
    ...constantAlong.map((name) => `it does not depend on ${name}`),
    scale === undefined
      ? 'no point of the plane has a number to show'
      : `${shown} of ${coloured.length} points in colour, from ${rangeInWords(coloured)}${unit && ` ${unit}`}, ${isLogarithmic(scale.axis) ? 'logarithmic' : 'linear'}`,
    ...(mapped.missing > 0 ? [`missing: ${mapped.missing} points`] : []),
    ...raised.map(
      ([flag, count]) =>
        `flag ${flag}: ${shareInWords(count / coloured.length)} of the plane, ${effects[effectOf(variable.name, flag) ?? 'marks']}`,
    ),
    ...files.map((path) => `wrote ${path}`),
  ].join('\n');
}

function rangeInWords(values: Float64Array): string {
  const known = values.filter((value) => !Number.isNaN(value));
  const [least, most] = known.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  return `${briefNumber(least)} to ${briefNumber(most)}`;
}

/** A map as plain data; null where a value is missing or, in `coloured`, has no colour. */
export function mapToJson(mapped: MappedPlane) {
  const { choice, variable, experiment, places, missing, values, coloured, flags, warnings } = mapped;
  const rows = (array: Float64Array) => {
    const nx = choice.x.values.length;
    return choice.y.values.map((_, j) =>
      Array.from(array.subarray(j * nx, (j + 1) * nx), (value) => (Number.isNaN(value) ? null : value)),
    );
  };
  return {
    variable: variable.name,
    long_name: variable.longName,
    units: variable.units,
    experiment: experiment?.name ?? null,
    places: Object.fromEntries(places.map(({ dimension, index, label }) => [dimension, { index, label }])),
    x: { name: choice.x.name, values: choice.x.values },
    y: { name: choice.y.name, values: choice.y.values },
    fixed: Object.fromEntries(
      choice.fixed.map(({ name, requested, value }) => [name, { requested: requested ?? null, value }]),
    ),
    reduced: reductionsToJson(choice.reduced),
    missing_points: missing,
    flags: flagsOfPlane(flags).flags,
    values: rows(values),
    coloured: rows(coloured),
    warnings,
  };
}
