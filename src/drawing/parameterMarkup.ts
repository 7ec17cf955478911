/** Parameters in figures, as markup (richText.ts): by symbol and unit, or by name and the grid's unit where they belong to no model. */
import { infoOf, type NamedQuantity, unitOf } from '../model/parameters.js';
import { marginalisedAxes, profiledAxes, type ReducedAxis } from '../planes/reductions.js';
import { priorInWords } from '../planes/reductionWords.js';
import { listInWords } from '../words.js';
import { escapeMarkup, numberMarkup, symbolMarkup } from './richText.js';

/** The symbol of a parameter: `*m*_{4}`. */
export function parameterMarkup(name: string): string {
  const info = infoOf(name);
  return info ? symbolMarkup(info.symbol) : escapeMarkup(name);
}

/** A parameter and its value with the unit: `*m*_{4} = 0.1 GeV`. */
export function quantityMarkup(quantity: NamedQuantity, value: number): string {
  const unit = escapeMarkup(unitOf(quantity));
  return `${parameterMarkup(quantity.name)} = ${numberMarkup(value)}${unit && ` ${unit}`}`;
}

/** The symbol of a parameter with its unit, as the title of an axis. */
export function axisTitleMarkup(quantity: NamedQuantity): string {
  const unit = escapeMarkup(unitOf(quantity));
  return `${parameterMarkup(quantity.name)}${unit && ` (${unit})`}`;
}

/** Reduced axes: `profiled over *m*_{4} and *g*_{D}`, `averaged over *ε* (prior flat in ln *ε*)`. */
export function reductionMarkup(reduced: readonly ReducedAxis[]): string[] {
  const profiled = profiledAxes(reduced).map(({ name }) => parameterMarkup(name));
  const averaged = marginalisedAxes(reduced).map(({ axis, prior }) => {
    const symbol = parameterMarkup(axis.name);
    return `averaged over ${symbol} (prior ${priorInWords(prior, symbol)})`;
  });
  return [...(profiled.length > 0 ? [`profiled over ${listInWords(profiled, 'and')}`] : []), ...averaged];
}
