/** Parameters in figures, as markup (richText.ts): by symbol and unit, or by name and the grid's unit where they belong to no model. */
import { infoOf, type NamedQuantity, unitOf } from '../model/parameters.js';
import type { ReducedAxis } from '../planes/reductions.js';
import { priorInWords } from '../planes/reductionWords.js';
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

/** A reduced axis: `profiled over *m*_{4}`, `averaged over *ε* (prior flat in ln *ε*)`. */
export function reductionMarkup(reduced: ReducedAxis): string {
  const symbol = parameterMarkup(reduced.axis.name);
  if (reduced.how === 'profile') return `profiled over ${symbol}`;
  return `averaged over ${symbol} (prior ${priorInWords(reduced.prior, symbol)})`;
}
