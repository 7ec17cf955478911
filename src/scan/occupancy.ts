/** How busy a run kept the GPU, the host and the disk, and which of them set its pace. */

/** What may set the pace of a run; `none` where nothing was busy for half of the time, as in a run of a few tiles. */
export type Limit = 'gpu' | 'host' | 'disk' | 'none';

/** Fractions of a run's time, 0 to 1; undefined where they are not known. */
export interface BusyFractions {
  /** In which the GPU was at work. */
  readonly gpu?: number | undefined;
  /** In which the main thread worked: its processor time, less that of asking the device whether it is done. */
  readonly host?: number | undefined;
  /** In which tiles were being written. */
  readonly write: number;
  /** In which computing waited for writing: as many writes as there may be were under way, or nothing was left but writing. */
  readonly writeWait: number;
}

/** What names a limit: busy for less than this fraction of the time, nothing does. */
const LEAST_BUSY = 0.5;
/** A disk that is waited for less than this does not set the pace: writes are also under way while they wait for the main thread. */
const LEAST_WAIT = 0.05;

/**
 * The busiest of GPU, host and disk, if it was busy for half of the time. The disk counts only where computing waited for it. Among equals
 * the GPU comes first, then the host.
 */
export function limitOf({ gpu = 0, host = 0, write, writeWait }: BusyFractions): Limit {
  const candidates: readonly (readonly [Limit, number])[] = [
    ['gpu', gpu],
    ['host', host],
    ['disk', writeWait >= LEAST_WAIT ? write : 0],
  ];
  let [limit, most] = ['none' as Limit, LEAST_BUSY];
  for (const [name, busy] of candidates) {
    if (busy > most || (busy === most && limit === 'none')) [limit, most] = [name, busy];
  }
  return limit;
}

/** Counts work that is under way, and adds up the time in which there was any, and as much as there may be. */
export class LoadClock {
  readonly #most: number;
  readonly #now: () => number;
  #load = 0;
  #since = 0;
  #busy = 0;
  #full = 0;

  /** `most` pieces of work may be under way; `now` returns milliseconds and is for tests. */
  constructor(most: number, now: () => number = () => performance.now()) {
    this.#most = most;
    this.#now = now;
  }

  /** Milliseconds so far in which work was under way, and in which as much was as may be. */
  get times(): { readonly busy: number; readonly full: number } {
    this.#change(0);
    return { busy: this.#busy, full: this.#full };
  }

  /** Runs a piece of work. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#change(1);
    try {
      return await work();
    } finally {
      this.#change(-1);
    }
  }

  #change(by: number): void {
    const now = this.#now();
    if (this.#load > 0) this.#busy += now - this.#since;
    if (this.#load >= this.#most) this.#full += now - this.#since;
    this.#since = now;
    this.#load += by;
  }
}

/** The fractions as the run log has them, three decimals, and what limited the run. */
export function occupancyInLog(busy: BusyFractions): Record<string, string | number> {
  const rounded = Object.entries({
    gpu_busy: busy.gpu,
    host_busy: busy.host,
    write_busy: busy.write,
  }).flatMap(([key, fraction]) =>
    fraction === undefined ? [] : [[key, Number(fraction.toFixed(3))] as const],
  );
  return { ...Object.fromEntries(rounded), limited_by: limitOf(busy) };
}

const IN_WORDS: Readonly<Record<Exclude<Limit, 'none'>, string>> = {
  gpu: 'the GPU',
  host: "the host's main thread",
  disk: 'writing',
};

/** What limited a run, in one line for people: `limited by the GPU: busy 97 % of the time, the host 12 %, writing 3 %`. */
export function occupancyInWords(busy: BusyFractions): string {
  const percent = (fraction: number) => `${Math.round(100 * fraction)} %`;
  const limit = limitOf(busy);
  const others = (['gpu', 'host', 'disk'] as const).flatMap((name) => {
    const fraction = name === 'disk' ? busy.write : busy[name];
    return name === limit || fraction === undefined ? [] : [`${IN_WORDS[name]} ${percent(fraction)}`];
  });
  if (limit === 'none') return `limited by nothing for long: busy were ${others.join(', ')}`;
  const fraction = (limit === 'disk' ? busy.write : busy[limit]) ?? 0;
  return `limited by ${IN_WORDS[limit]}: busy ${percent(fraction)} of the time, ${others.join(', ')}`;
}
