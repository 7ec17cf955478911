/** The x axis of a histogram with named bins: common words of the names go into the title, and ranges become edges. */
import { labelMarkup } from '../drawing/labelMarkup.js';

/** Labels below a histogram of n bins; positions in units of bins, 0 to n. */
export interface BinAxis {
  /** Markup; empty where the names have nothing in common. */
  readonly title: string;
  /** `edges`: numbers at the bins' borders; `bins`: a word below each. */
  readonly kind: 'edges' | 'bins';
  readonly labels: readonly { readonly at: number; readonly markup: string }[];
}

/** Chooses the labels: `200-300 MeV`, `300-375 MeV` are edges 200, 300, 375 of an axis in MeV. */
export function binAxis(names: readonly string[]): BinAxis {
  const { prefix, cores, suffix } = splitNames(names);
  const edges = edgesOf(cores);
  const unit = suffix !== '' && edges !== undefined ? `(${suffix})` : suffix;
  const title = labelMarkup([prefix, unit].filter((part) => part !== '').join(' '));
  if (edges !== undefined) {
    return { title, kind: 'edges', labels: edges.map((edge, at) => ({ at, markup: labelMarkup(edge) })) };
  }
  return {
    title,
    kind: 'bins',
    labels: cores.map((core, i) => ({ at: i + 0.5, markup: labelMarkup(core) })),
  };
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
function edgesOf(names: readonly string[]): string[] | undefined {
  if (names.length < 2) return undefined;
  const edges: string[] = [];
  for (const name of names) {
    const [, low, high] = /^(-?[\d.]+)\s*(?:-|–|to)\s*(-?[\d.]+)$/.exec(name) ?? [];
    if (low === undefined || high === undefined) return undefined;
    if (edges.length > 0 && Number(edges.at(-1)) !== Number(low)) return undefined;
    if (edges.length === 0) edges.push(low);
    edges.push(high);
  }
  return edges;
}
