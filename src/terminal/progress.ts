/** Progress of a scan on stderr: a bar on a terminal, plain lines elsewhere. */
import { Presets, SingleBar } from 'cli-progress';

/** Something that is told how far a scan is, and to stop. */
export interface Progress {
  /** Grid points that are done, and those of them that were on disk before. The first call starts the clock. */
  update(done: number, resumed: number): void;
  stop(): void;
}

/** Milliseconds between plain lines. */
const LINE_INTERVAL_MS = 5000;

/**
 * From when on a rate is told: when this share of what is to be computed is done and the first dispatches, which are small, are
 * far behind; or after so long that whoever waits wants to know.
 */
const KNOWN = { share: 0.02, seconds: 2, patience: 15 } as const;

/** What stands for a number that cannot be known yet. */
const UNKNOWN = '...';

/** Shows the progress of `total` grid points; `now` tells milliseconds, and is for tests. */
export function showProgress(
  total: number,
  stream: NodeJS.WriteStream = process.stderr,
  now: () => number = () => performance.now(),
): Progress {
  return stream.isTTY ? showBar(total, stream, now) : printLines(total, stream, now);
}

function showBar(total: number, stream: NodeJS.WriteStream, now: () => number): Progress {
  const bar = new SingleBar(
    {
      stream,
      format: '{bar} {percentage} %  {done} of {all} points  {rate} points/s  {left} left',
      barsize: 30,
      hideCursor: true,
      fps: 10,
    },
    Presets.shades_classic,
  );
  let start: number | undefined;
  return {
    update(done, resumed) {
      const begun = start ?? now();
      const payload = {
        done: short(done),
        all: short(total),
        ...pace((now() - begun) / 1000, done, resumed, total),
      };
      // Not before there is something to show: an error before the first tile is one line and no bar.
      if (start === undefined) bar.start(total, Math.round(done), payload);
      else bar.update(Math.round(done), payload);
      start = begun;
    },
    stop: () => bar.stop(),
  };
}

function printLines(total: number, stream: NodeJS.WriteStream, now: () => number): Progress {
  let start: number | undefined;
  let last = 0;
  let isDone = false;
  return {
    update(done, resumed) {
      const time = now();
      if (start === undefined) last = time;
      start ??= time;
      if (isDone || (time - last < LINE_INTERVAL_MS && done < total)) return;
      last = time;
      isDone = done >= total;
      const { rate, left } = pace((time - start) / 1000, done, resumed, total);
      const percent = Math.floor((100 * done) / total);
      stream.write(
        `${percent} %: ${short(done)} of ${short(total)} points, ${rate} points/s, ${left} left\n`,
      );
    },
    stop() {},
  };
}

/**
 * Rate and time left in words, of points that were computed in so many seconds: what was on disk tells nothing of them. Three
 * dots stand for what cannot be known yet.
 */
export function pace(
  seconds: number,
  done: number,
  resumed: number,
  total: number,
): { readonly rate: string; readonly left: string } {
  const computed = done - resumed;
  const isSure = seconds >= KNOWN.seconds && computed >= KNOWN.share * (total - resumed);
  const isKnown = done >= total || isSure || seconds >= KNOWN.patience;
  const rate = isKnown && computed > 0 && seconds > 0 ? computed / seconds : undefined;
  const left = done >= total ? 0 : rate === undefined ? undefined : (total - done) / rate;
  return {
    rate: rate === undefined ? UNKNOWN : rate < 10 ? String(Number(rate.toPrecision(2))) : short(rate),
    left: left === undefined ? UNKNOWN : duration(left),
  };
}

/** A count in three digits: 262 k, 1.05 M. */
export function short(count: number): string {
  const units = ['', ' k', ' M', ' G', ' T'];
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return unit === 0 ? String(Math.round(value)) : `${value.toPrecision(3)}${units[unit]}`;
}

/** Seconds in words: 45 s, 3 min 20 s, 2 h 5 min, 3 d 4 h. */
export function duration(seconds: number): string {
  const s = Math.ceil(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 172_800) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3600)} h`;
}
