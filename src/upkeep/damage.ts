/** What of a grid is not as it was written. */

/** Something of a grid that is not as it was written. */
export interface Damage {
  readonly kind: 'metadata' | 'second copy' | 'coordinate' | 'digests' | 'chunk';
  /** Path in the grid's folder; empty for the grid as a whole. */
  readonly path: string;
  readonly what: string;
  /** Number of the tile that has to be computed anew, for `digests` and `chunk`. */
  readonly tile?: number;
}

/** Damage in a line: `chunk: chi2/c/0/0 has 40 bytes where 64 were written`. */
export function damageInWords({ kind, path, what }: Pick<Damage, 'kind' | 'path' | 'what'>): string {
  return `${kind}: ${path === '' ? '' : `${path} `}${what}`;
}
