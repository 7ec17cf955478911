/** Names from data files as markup: neutrinos and pairs by their symbols. */
import { CAPTION_SIZES } from './caption.js';
import { FRAME_WIDTH } from './figureLayout.js';
import { measureText } from './fonts.js';
import { escapeMarkup } from './richText.js';

/** Text as markup (richText.ts), `nu_e`, `nu_mu-bar` and `e+e-` as symbols, ranges of numbers with an en dash. */
export function labelMarkup(text: string): string {
  return escapeMarkup(text)
    .replace(/\bnu\\_(e|mu|tau)(-bar)?(?![a-z])/g, (_, flavour: string, bar?: string) => {
      const letter = { e: 'e', mu: 'μ', tau: 'τ' }[flavour] ?? flavour;
      return `*ν${bar === undefined ? '' : '\u0304'}*_{${letter}}`;
    })
    .replace(/\be\+e-/g, '*e*^{+}*e*^{−}')
    .replace(/(\d)-(?=\d)/g, '$1–');
}

/** The same with symbols as such: a letter with an index, `V_54` or `U_μ4`, and Greek letters that stand alone. */
export function symbolLabel(text: string): string {
  const alone = String.raw`(?<![\p{L}\d_*{])`;
  return labelMarkup(text)
    .replace(new RegExp(String.raw`${alone}(\p{L})\\_([\p{L}\d]{1,3})(?![\p{L}\d])`, 'gu'), '*$1*_{$2}')
    .replace(new RegExp(String.raw`${alone}(\p{Script=Greek})(?![\p{L}\d_}*])`, 'gu'), '*$1*');
}

/** A title from a data file, cut off where it is wider than a figure's frame. */
export function titleMarkup(text: string): string {
  const fits = (markup: string) => measureText(markup, CAPTION_SIZES.title) <= FRAME_WIDTH;
  const words = text.split(/\s+/);
  if (fits(labelMarkup(text))) return labelMarkup(text);
  while (words.length > 1 && !fits(`${labelMarkup(words.join(' '))} …`)) words.pop();
  return `${labelMarkup(words.join(' '))} …`;
}
