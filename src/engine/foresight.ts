/** The tiles that an engine has been told to expect, kept so that the next one can be told the rest. */
import type { Tile } from '../tiles/tiles.js';
import type { Engine } from './engine.js';

/** What is foreseen for one engine after another. */
export interface Foresight {
  /** Tells an engine all tiles. */
  begin(engine: Engine, tiles: Iterable<Tile>): void;
  /** Notes that a tile has been asked for. */
  take(tile: Tile): void;
  /** Tells another engine the tiles that nobody has asked for yet. */
  renew(engine: Engine): void;
}

/** Nothing is foreseen yet. */
export function createForesight(): Foresight {
  let coming: Iterator<Tile> = [][Symbol.iterator]();
  /** What an engine has drawn and nobody asked for yet, in order: as much as its threads pack ahead. */
  let drawn: Tile[] = [];
  function* rest(): Generator<Tile> {
    for (;;) {
      const { value, done } = coming.next();
      if (done) return;
      drawn.push(value);
      yield value;
    }
  }
  return {
    begin(engine, tiles) {
      coming = tiles[Symbol.iterator]();
      drawn = [];
      engine.foresee?.(rest());
    },
    take(tile) {
      const place = drawn.findIndex(({ start }) => start.every((first, i) => first === tile.start[i]));
      // Tiles are asked for in their order: what was passed over will not be.
      if (place >= 0) drawn.splice(0, place + 1);
    },
    renew(engine) {
      const again = [...drawn];
      engine.foresee?.(
        (function* () {
          for (const tile of again) if (drawn.includes(tile)) yield tile;
          yield* rest();
        })(),
      );
    },
  };
}
