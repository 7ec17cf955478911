/** Names from data files as markup: neutrinos and pairs by their symbols. */
import { escapeMarkup } from './richText.js';

/** Text as markup (richText.ts), `nu_e`, `nu_mu-bar`, `nu_4`, `|U_mu4|^2`, `V_mu5` and `e+e-` as symbols, ranges of numbers with an en dash. */
export function labelMarkup(text: string): string {
  return escapeMarkup(text)
    .replace(/\bnu\\_(e|mu|tau)(-bar)?(?![a-z])/g, (_, flavour: string, bar?: string) => {
      return `*ν${bar === undefined ? '' : '\u0304'}*_{${letterOf(flavour)}}`;
    })
    .replace(/\bnu\\_(\d)/g, '*ν*_{$1}')
    .replace(
      /\|U\\_(e|mu|tau)(\d)\|\\\^2/g,
      (_, flavour: string, i: string) => `|*U*_{${letterOf(flavour)}${i}}|^2`,
    )
    .replace(/\bV\\_(e|mu|tau)(\d)/g, (_, flavour: string, i: string) => `*V*_{${letterOf(flavour)}${i}}`)
    .replace(/\be\+e-/g, '*e*^{+}*e*^{−}')
    .replace(/(\d)-(?=\d)/g, '$1–');
}

const letterOf = (flavour: string) => ({ mu: 'μ', tau: 'τ' })[flavour] ?? flavour;
