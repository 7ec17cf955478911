/** Titles from data files as markup, cut to the available width. */
import { CAPTION_SIZES } from './captionText.js';
import { FRAME_WIDTH } from './figureLayout.js';
import { measureText } from './fonts.js';
import { labelMarkup } from './labelMarkup.js';

/** A title from a data file, cut off where it is wider than a figure's frame. */
export function titleMarkup(text: string): string {
  const fits = (markup: string) => measureText(markup, CAPTION_SIZES.title) <= FRAME_WIDTH;
  const words = text.split(/\s+/);
  if (fits(labelMarkup(text))) return labelMarkup(text);
  while (words.length > 1 && !fits(`${labelMarkup(words.join(' '))} …`)) words.pop();
  return `${labelMarkup(words.join(' '))} …`;
}
