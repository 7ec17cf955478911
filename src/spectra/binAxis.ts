/** The x axis of a histogram with named bins: common words of the names go into the title, and ranges become edges. */
import { labelMarkup } from '../drawing/labelMarkup.js';
import type { Quantity } from '../physics/quantities.js';
import { quantityTitle } from './quantityTitles.js';

/** The axis below a histogram of n bins; titles are markup, empty where the names have nothing in common. */
export type BinAxis =
  | {
      /** Bins with widths true to scale. */
      readonly kind: 'edges';
      readonly title: string;
      /** Shape [n + 1], increasing. */
      readonly edges: readonly number[];
      /** Unit of the edges; empty where the names give none. */
      readonly unit: string;
      /** What the counts are of, where the title has a quantity instead: `nu_e-like` as markup. */
      readonly sample: string;
    }
  | {
      /** Bins of equal width, with a word below each. */
      readonly kind: 'bins';
      readonly title: string;
      readonly labels: readonly string[];
    };

/**
 * Chooses the axis: `200-300 MeV`, `300-375 MeV` have the edges 200, 300, 375 in MeV. Its title is the `quantity` where there is one, and
 * otherwise what the names have in common.
 */
export function binAxis(names: readonly string[], quantity?: Quantity): BinAxis {
  const { prefix, cores, suffix } = splitNames(names);
  const edges = edgesOf(cores);
  if (edges !== undefined) {
    const unit = labelMarkup(suffix);
    const words = quantity === undefined ? labelMarkup(prefix) : quantityTitle(quantity);
    const title = [words, unit && `(${unit})`].filter((part) => part !== '').join(' ');
    return { kind: 'edges', title, edges, unit, sample: quantity === undefined ? '' : labelMarkup(prefix) };
  }
  const title = labelMarkup([prefix, suffix].filter((part) => part !== '').join(' '));
  return { kind: 'bins', title, labels: cores.map((core) => labelMarkup(core)) };
}

/** Common first and last words of all names, and the rest of each name, at least one word. */
function splitNames(names: readonly string[]): { prefix: string; cores: string[]; suffix: string } {
  const words = names.map((name) => name.trim().split(/\s+/));
  const [first = []] = words;
  if (words.length < 2) return { prefix: '', cores: [...names], suffix: '' };
  const shortest = Math.min(...words.map((list) => list.length));
  const shared = (from: (list: readonly string[], i: number) => string | undefined, most: number) => {
    let count = 0;
    while (count < most && words.every((list) => from(list, count) === from(first, count))) count++;
    return count;
  };
  const head = shared((list, i) => list[i], shortest - 1);
  const tail = shared((list, i) => list.at(-1 - i), shortest - 1 - head);
  return {
    prefix: first.slice(0, head).join(' '),
    cores: words.map((list) => list.slice(head, list.length - tail).join(' ')),
    suffix: first.slice(first.length - tail).join(' '),
  };
}

/** Edges of bins whose names are contiguous ranges, or undefined. */
function edgesOf(names: readonly string[]): number[] | undefined {
  if (names.length < 2) return undefined;
  const edges: number[] = [];
  for (const name of names) {
    const [, low, high] = /^(-?[\d.]+)\s*(?:-|–|to)\s*(-?[\d.]+)$/.exec(name) ?? [];
    if (low === undefined || high === undefined) return undefined;
    if (edges.length > 0 && edges.at(-1) !== Number(low)) return undefined;
    if (!(Number(low) < Number(high))) return undefined;
    if (edges.length === 0) edges.push(Number(low));
    edges.push(Number(high));
  }
  return edges;
}
