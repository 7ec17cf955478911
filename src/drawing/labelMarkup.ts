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

/** Sentences of the program as markup: as labels, and chi2, alpha and a bare nu by their signs. */
export function sentenceMarkup(text: string): string {
  return labelMarkup(text)
    .replace(/\bchi2\b/g, '*χ*^2')
    .replace(/\bnu(?= )/g, '*ν*')
    .replace(/\balpha\(0\)/g, '*α*(0)');
}

/** A label as markup with symbols typeset: a letter with an index, `V_54` or `U_μ4`, and Greek letters that stand alone. */
export function symbolLabel(text: string): string {
  const alone = String.raw`(?<![\p{L}\d_*{])`;
  return labelMarkup(text)
    .replace(new RegExp(String.raw`${alone}(\p{L})\\_([\p{L}\d]{1,3})(?![\p{L}\d])`, 'gu'), '*$1*_{$2}')
    .replace(new RegExp(String.raw`${alone}(\p{Script=Greek})(?![\p{L}\d_}*])`, 'gu'), '*$1*');
}

const letterOf = (flavour: string) => ({ mu: 'μ', tau: 'τ' })[flavour] ?? flavour;
