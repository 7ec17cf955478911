/** Text of captions: its sizes, its lines, and what figures say in the same words. */

import { percent } from '../words.js';
import { measureText } from './fonts.js';
import { escapeMarkup } from './richText.js';

/** Font sizes of a caption's parts, in pixels. */
export const CAPTION_SIZES = { title: 18, parameters: 14.5, notes: 12.5 } as const;

/** Text from a data file as markup; the formula that occurs in names of searches is typeset. */
export function proseMarkup(text: string): string {
  return escapeMarkup(text).replace(/\be\+e-/g, '*e*^{+}*e*^{−}');
}

/** The label of a response. The default one is explained, so that a figure does not hide an assumption. */
export function describeResponse(label: string): string {
  return label === 'toy' ? 'toy (the default; assumed, not published by the experiment)' : label;
}

/** A confidence level as markup: `95 % CL`, with a narrow space. */
export function percentMarkup(cl: number): string {
  return `${spacedMarkup(percent(cl))} CL`;
}

/** Percentages with a narrow no-break space. */
export function spacedMarkup(text: string): string {
  return text.replaceAll(' %', '\u202f%');
}

/** What does not begin a line: signs of equality, units, `CL`, and a pair that stands behind its neutrino. */
const STAYS = /^(?:[=≤<>]$|(?:CL|[GMk]?eV|cm|ns|m)(?![\p{L}\d])|\*e\*\^\{\+\})/u;
/** What takes the next word with it. */
const TAKES = /(?:^|\s)[=≤<>]$/;

/** Words that stay with those before them, joined. */
function unbroken(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of words) {
    const last = joined.at(-1);
    const isPair = word.startsWith('*e*');
    const stays =
      last !== undefined && ((STAYS.test(word) && (!isPair || /\*ν\*\S*$/.test(last))) || TAKES.test(last));
    if (stays) joined[joined.length - 1] = `${last} ${word}`;
    else joined.push(word);
  }
  return joined;
}

/** Joins items into lines that are no wider than `width` unless they are a single item; words stay with their units and signs of equality. */
export function wrap(items: readonly string[], separator: string, size: number, width: number): string[] {
  const parts = separator === ' ' ? unbroken(items) : items;
  const lines: string[] = [];
  for (let first = 0; first < parts.length; ) {
    const rest = parts.slice(first);
    const count = countThatFits(rest, separator, size, width);
    const line = rest.slice(0, count).join(separator);
    lines.push(count < rest.length ? line + separator.trimEnd() : line);
    first += count;
  }
  return lines;
}

/** About the mean width of a sign, in font sizes. */
const SIGN = 0.45;

/** How many items fit into a line, at least one. Measurements cost more than all the rest: the first is where the end is to be expected. */
function countThatFits(items: readonly string[], separator: string, size: number, width: number): number {
  const fits = (count: number) => measureText(items.slice(0, count).join(separator), size) <= width;
  let [count, signs] = [0, 0];
  while (count < items.length && signs * SIGN * size < width) {
    signs += (items[count]?.length ?? 0) + separator.length;
    count++;
  }
  while (count > 1 && !fits(count)) count--;
  while (count < items.length && fits(count + 1)) count++;
  return count;
}
