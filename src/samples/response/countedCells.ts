/** The cells of a response of reconstructed quantities as topologies and what is measured beside them. */
import { at } from '../../at.js';
import { ConfigError } from '../../errors.js';
import { MAX_TOPOLOGIES } from '../../physics/responseLayout.js';
import { columnLabels } from '../../response/cellLabels.js';
import type { Reconstructed } from '../../response/types.js';

/** Cells by their topologies: the words of a cell, where it has any. */
export interface CountedCells {
  /** Shape [cells]. */
  readonly labels: readonly string[];
  /** Names, all combinations of words; undefined where no column has words. */
  readonly topologies: readonly string[] | undefined;
  /** Topology of each cell, 0 where there are none; shape [cells]. */
  readonly topologyOf: readonly number[];
  /** Whether each cell is a topology of its own, so that nothing migrates. */
  readonly areTopologies: boolean;
}

/** Takes cells apart. ConfigError where they have more topologies than a response of tables may have. */
export function countedCells(counted: Reconstructed): CountedCells {
  let cells = [{ topology: 0, words: [] as readonly string[] }];
  let count = 1;
  for (const column of counted.columns) {
    if ('categories' in column) {
      const { categories } = column;
      count *= categories.length;
      cells = cells.flatMap(({ topology, words }) =>
        categories.map((word, k) => ({
          topology: topology * categories.length + k,
          words: [...words, word],
        })),
      );
    } else cells = cells.flatMap((cell) => column.edges.slice(1).map(() => cell));
  }
  if (count > MAX_TOPOLOGIES) {
    throw new ConfigError(
      `its columns of words have ${count} combinations, and a response tells at most ${MAX_TOPOLOGIES} topologies apart; count fewer words`,
    );
  }
  const names = Array.from({ length: count }, (_, t) =>
    at(
      cells,
      cells.findIndex(({ topology }) => topology === t),
    ).words.join(', '),
  );
  const hasWords = counted.columns.some((column) => 'categories' in column);
  return {
    labels: columnLabels(counted),
    topologies: hasWords ? names : undefined,
    topologyOf: cells.map(({ topology }) => topology),
    areTopologies: counted.columns.every((column) => 'categories' in column),
  };
}
