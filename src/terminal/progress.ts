/** Progress of a scan on stderr: a bar on a terminal, plain lines elsewhere. */
import { Presets, SingleBar } from 'cli-progress';

/** A display of the progress of a scan. */
export interface Progress {
  /** Shows the number of grid points that are done, and of those that were on disk before. The first call starts the clock. */
  update(done: number, resumed: number): void;
  stop(): void;
}

/** Milliseconds between plain lines. */
const LINE_INTERVAL_MS = 5000;

/**
 * When a rate is shown: after this share of the points to compute and this many seconds, when the first dispatches, which are small,
 * no longer matter; or in any case after `patience` seconds.
 */
const KNOWN = { share: 0.02, seconds: 2, patience: 15 } as const;

/** Shown in place of a number that is not known yet. */
const UNKNOWN = '...';

/** Shows the progress of `total` grid points; `now` returns milliseconds, and is for tests. */
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
      // Start only when there is something to show, so that an error before the first tile prints no bar.
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
      stream.write(plainLine(time - start, done, resumed, total));
    },
    stop() {},
  };
}

/** A plain line, after so many milliseconds; of a step by its number. */
function plainLine(
  milliseconds: number,
  done: number,
  resumed: number,
  total: number,
  step?: number,
): string {
  const { rate, left } = pace(milliseconds / 1000, done, resumed, total);
  const percent = Math.floor((100 * done) / total);
  const of = step === undefined ? '' : ` of step ${step}`;
  return `${percent} %: ${short(done)} of ${short(total)} points${of}, ${rate} points/s, ${left} left\n`;
}

/**
 * Shows the progress of steps one after another, of which nobody knows how many there will be; each ends with its last point, of which it may be told
 * more than once. Plain lines come every five seconds of all steps together: one at the end of each would tell of many ends, and of nothing that lasted.
 */
export function showSteps(
  stream: NodeJS.WriteStream = process.stderr,
  now: () => number = () => performance.now(),
): (done: number, points: number) => void {
  const show = stream.isTTY ? (points: number) => showBar(points, stream, now) : stepPrinter(stream, now);
  let shown: Progress | undefined;
  let ended: number | undefined;
  return (done, points) => {
    if (done >= points && points === ended) return;
    shown ??= show(points);
    shown.update(done, 0);
    ended = done >= points ? points : undefined;
    if (ended === undefined) return;
    shown.stop();
    shown = undefined;
  };
}

/** Makes what prints plain lines of the next step. */
function stepPrinter(stream: NodeJS.WriteStream, now: () => number): (total: number) => Progress {
  let step = 0;
  let last = now();
  return (total) => {
    step += 1;
    const [number, start] = [step, now()];
    return {
      update(done, resumed) {
        const time = now();
        if (time - last < LINE_INTERVAL_MS) return;
        last = time;
        stream.write(plainLine(time - start, done, resumed, total, number));
      },
      stop() {},
    };
  };
}

/**
 * Rate and time left in words, from the points that were computed in this time; points that were on disk before do not count. Three
 * dots stand for a number that is not known yet.
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

/** A count with three significant digits: 262 k, 1.05 M. */
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
