/** Parameters in figures, as markup (richText.ts): by symbol and unit, or by name and the grid's unit where they belong to no model. */
import { infoOf, type NamedQuantity, unitOf } from '../model/parameters.js';
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
