/** The title of a figure: what the user chose or a text from a data file, in as many lines as it needs. */
import { CAPTION_SIZES, wrap } from './captionText.js';
import { labelMarkup, symbolLabel } from './labelMarkup.js';

/** A title in lines of markup no wider than `width` pixels: `chosen`, or else `text`; none for an empty one. */
export function titleLines(text: string, width: number, chosen?: string): string[] {
  return markupLines(labelMarkup(text), width, chosen);
}

/** The same of a title that is markup already. */
export function markupLines(title: string, width: number, chosen?: string): string[] {
  const markup = chosen === undefined ? title : symbolLabel(chosen);
  return wrap(markup.split(' ').filter(Boolean), ' ', CAPTION_SIZES.title, width);
}
