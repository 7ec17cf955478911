/** Progress of tiles whose work grows while it is done: mass points get more events where the first ones were too few. */

/** The work of a tile, in any unit, once its first events are done. */
export interface WorkProgress {
  /** A part of the work, to be told the fraction of it that is done. */
  of(work: number): (fraction: number) => void;
  /** More was found to do. */
  found(work: number): void;
}

/** How far a tile is. */
export interface TileProgress extends WorkProgress {
  /** Takes the fraction of the first events done. */
  readonly onFirst: (fraction: number) => void;
  /** The first events are done: what they took and what more is known to be needed, of each experiment. Tiles begin in their order. */
  begin(work: readonly { readonly first: number; readonly more: number }[]): void;
  /** All is done. Tells 1. */
  end(): void;
}

/**
 * Makes progress for one tile after another, of numbers that never fall. First events count for as much of a tile as they were of the tiles
 * before it, of the first tile for half. Those of a tile behind one that is not done are not told, so that tiles tell in their order.
 */
export function createTileProgress(): (tell?: (fraction: number) => void) => TileProgress {
  let [first, all] = [1, 2];
  let [asked, ended] = [0, 0];
  return (tell) => {
    const number = asked++;
    let last = 0;
    const say = (fraction: number) => {
      last = Math.max(last, Math.min(fraction, 1));
      tell?.(last);
    };
    let [share, known, done, own] = [first / all, 0, 0, 0];
    const spread = () => say(share + (1 - share) * (known > 0 ? done / known : 0));
    return {
      onFirst(fraction) {
        if (ended >= number) say(share * fraction);
      },
      begin(work) {
        // Tiles before this one that failed have no end.
        ended = number;
        own = work.reduce((sum, part) => sum + part.first, 0);
        known = work.reduce((sum, part) => sum + part.more, 0);
        share = Math.max(last, share);
      },
      of(work) {
        let before = 0;
        return (fraction) => {
          done += (fraction - before) * work;
          before = fraction;
          spread();
        };
      },
      found(work) {
        known += work;
      },
      end() {
        ended = number + 1;
        first += own;
        all += own + known;
        say(1);
      },
    };
  };
}
