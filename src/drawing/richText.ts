/** Text with italics, subscripts and superscripts, for figures: a small markup language, and its spans in SVG. */

import { visible } from '../visible.js';

/** A run of text in one style. */
export interface Span {
  readonly text: string;
  readonly italic: boolean;
  readonly script: 'base' | 'sub' | 'super';
}

/** Unicode superscript and subscript digits, which are converted to scripts of the markup so that all look alike. */
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹⁻';
const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';
const PLAIN = '0123456789−';

/**
 * Reads the markup: `*x*` is italic, `_5` and `^{-6}` are scripts of one character or a braced group, in which letters
 * are italic, as symbols are. A backslash escapes the next character.
 */
export function parseRichText(markup: string): Span[] {
  const spans: Span[] = [];
  let italic = false;
  for (const [token] of markup.matchAll(/\\.|[_^](\{[^}]*\}|.)|\*|[^\\_^*]+/gu)) {
    if (token[0] === '\\') spans.push({ text: token.slice(1), italic, script: 'base' });
    else if (token === '*') italic = !italic;
    else if (token[0] === '_' || token[0] === '^') {
      const content = token.slice(1).replace(/^\{(.*)\}$/, '$1');
      const script = token[0] === '_' ? 'sub' : 'super';
      for (const [text] of content.matchAll(/\p{L}+|\P{L}+/gu))
        spans.push({ text, italic: /\p{L}/u.test(text), script });
    } else spans.push({ text: token, italic, script: 'base' });
  }
  return spans;
}

/** Markup of a symbol in plain Unicode such as `m₄`, `m_Z′` or `|U_μ5|²`: letters italic, scripts real. */
export function symbolMarkup(symbol: string): string {
  return symbol
    .replace(/_([\p{L}\d]+′?)/gu, '_{$1}')
    .replace(new RegExp(`[${SUPERSCRIPTS}]+`, 'g'), (run) => `^{${plainDigits(run, SUPERSCRIPTS)}}`)
    .replace(new RegExp(`[${SUBSCRIPTS}]+`, 'g'), (run) => `_{${plainDigits(run, SUBSCRIPTS)}}`)
    .replace(/\{[^}]*\}|\p{L}+/gu, (run) => (run.startsWith('{') ? run : `*${run}*`));
}

function plainDigits(run: string, alphabet: string): string {
  return [...run].map((c) => PLAIN[alphabet.indexOf(c)] ?? c).join('');
}

/**
 * Markup of a number with up to `digits` significant ones and no trailing zeros: plain where it lies in the range
 * `plain`, with a power of ten otherwise.
 */
export function numberMarkup(
  value: number,
  digits = 3,
  plain: readonly [number, number] = [1e-3, 1e4],
): string {
  if (value === 0 || (Math.abs(value) >= plain[0] && Math.abs(value) < plain[1])) {
    return minus(String(Number(value.toPrecision(digits))));
  }
  const [mantissa = '', exponent = ''] = value.toExponential(digits - 1).split('e');
  const power = `10^{${minus(String(Number(exponent)))}}`;
  const factor = minus(String(Number(mantissa)));
  return factor === '1' ? power : `${factor}\u2009×\u2009${power}`;
}

/** A number's text with a true minus sign. */
export function minus(text: string): string {
  return text.replace('-', '−');
}

/** Plain text as markup that shows it unchanged. */
export function escapeMarkup(text: string): string {
  return text.replace(/[\\_^*]/g, '\\$&');
}

/** The text of some markup, scripts in Unicode where it has them: for titles and other plain text. */
export function plainText(markup: string): string {
  const raise = (text: string, alphabet: string) =>
    [...text].map((c) => alphabet[PLAIN.indexOf(c)] ?? c).join('');
  return parseRichText(markup)
    .map(({ text, script }) => {
      if (script === 'base') return text;
      if (script === 'super') return raise(text, SUPERSCRIPTS);
      return /^\d+$/.test(text) ? raise(text, SUBSCRIPTS) : text;
    })
    .join('');
}

/** Where and how a line of rich text is drawn: pixels, colour, and an SVG transform. */
export interface TextStyle {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly fill?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly transform?: string;
}

/** An SVG `text` element of some markup, with its baseline at (x, y). */
export function richTextSvg(markup: string, style: TextStyle): string {
  let shift = 0;
  const spans = parseRichText(markup).map(({ text, italic, script }) => {
    const wanted = { base: 0, sub: 0.2, super: -0.36 }[script] * style.size;
    // dy also moves the following text, so that each span undoes the shift of the one before.
    const dy = wanted === shift ? undefined : (wanted - shift).toFixed(2);
    shift = wanted;
    const size = script === 'base' ? undefined : (0.7 * style.size).toFixed(2);
    const content = visible(text).replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
    return svgElement(
      'tspan',
      { dy, 'font-size': size, 'font-style': italic ? 'italic' : undefined },
      content,
    );
  });
  const { x, y, size, fill = '#1a1a1a', anchor = 'start', transform } = style;
  return svgElement(
    'text',
    { x, y, 'font-size': size, fill, 'text-anchor': anchor, transform },
    spans.join(''),
  );
}

/** An SVG element with the attributes that are not undefined or empty. */
export function svgElement(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  content = '',
): string {
  const list = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== '');
  return `<${name}${list.map(([key, value]) => ` ${key}="${value}"`).join('')}>${content}</${name}>`;
}
