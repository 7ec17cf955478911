/** Progress of tiles whose work grows as they are computed, because mass points with too few events get more. */

/** Progress of a tile after its first events, in any unit of work. */
export interface WorkProgress {
  /** Begins a part of the work. The returned function takes the fraction of the part that is done. */
  of(work: number): (fraction: number) => void;
  /** Adds work that has turned out to be needed. */
  found(work: number): void;
}

/** Progress of a tile. */
export interface TileProgress extends WorkProgress {
  /** Takes the fraction of the first events that is done. */
  readonly onFirst: (fraction: number) => void;
  /** Ends the first events. `work` has, for each experiment, the work they took and the work known to remain. Called for the tiles in order. */
  begin(work: readonly { readonly first: number; readonly more: number }[]): void;
  /** Ends the tile and reports 1. */
  end(): void;
}

/**
 * Makes the progress of one tile after another, in numbers that never decrease. The first events of a tile count for the share of the work
 * that they had in earlier tiles, or for half in the first tile. A tile reports its first events only if all earlier tiles have ended.
 */
export function createTileProgress(): (tell?: (fraction: number) => void) => TileProgress {
  let [first, all] = [1, 2];
  let [begun, ended] = [0, 0];
  return (tell) => {
    const number = begun++;
    let last = 0;
    const say = (fraction: number) => {
      last = Math.max(last, Math.min(fraction, 1));
      tell?.(last);
    };
    let [share, known, done, firstWork] = [first / all, 0, 0, 0];
    const spread = () => say(share + (1 - share) * (known > 0 ? done / known : 0));
    return {
      onFirst(fraction) {
        if (ended >= number) say(share * fraction);
      },
      begin(work) {
        // Earlier tiles that failed were never ended.
        ended = number;
        firstWork = work.reduce((sum, part) => sum + part.first, 0);
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
        first += firstWork;
        all += firstWork + known;
        say(1);
      },
    };
  };
}
