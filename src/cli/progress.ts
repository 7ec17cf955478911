/** Progress of a scan on stderr: a bar on a terminal, plain lines elsewhere. */
import { Presets, SingleBar } from 'cli-progress';

/** Something that is told how far a scan is, and to stop. */
export interface Progress {
  update(pointsDone: number): void;
  stop(): void;
}

/** Seconds between plain lines. */
const LINE_INTERVAL_MS = 5000;

/** Shows the progress of `total` grid points. */
export function showProgress(total: number, stream: NodeJS.WriteStream = process.stderr): Progress {
  return stream.isTTY ? showBar(total, stream) : printLines(total, stream);
}

function showBar(total: number, stream: NodeJS.WriteStream): Progress {
  const start = performance.now();
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
  const payload = (done: number) => ({ done: short(done), all: short(total), ...pace(start, done, total) });
  bar.start(total, 0, payload(0));
  return {
    update: (done) => bar.update(Math.round(done), payload(done)),
    stop: () => bar.stop(),
  };
}

function printLines(total: number, stream: NodeJS.WriteStream): Progress {
  const start = performance.now();
  let last = start;
  let isDone = false;
  return {
    update(done) {
      const now = performance.now();
      if (isDone || (now - last < LINE_INTERVAL_MS && done < total)) return;
      last = now;
      isDone = done >= total;
      const { rate, left } = pace(start, done, total);
      const percent = Math.floor((100 * done) / total);
      stream.write(
        `${percent} %: ${short(done)} of ${short(total)} points, ${rate} points/s, ${left} left\n`,
      );
    },
    stop() {},
  };
}

function pace(start: number, done: number, total: number): { rate: string; left: string } {
  const seconds = (performance.now() - start) / 1000;
  const rate = done / Math.max(seconds, 1e-3);
  return { rate: short(rate), left: done > 0 ? duration((total - done) / rate) : '?' };
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

/** Seconds in words: 45 s, 3 min 20 s, 2 h 5 min. */
export function duration(seconds: number): string {
  const s = Math.ceil(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}
