/** What a benchmark found, as a table. */
import type { Costs } from './costs.js';
import type { Deviation } from './deviation.js';
import type { EndToEnd } from './endToEnd.js';
import type { Measurement } from './measure.js';
import type { StartUp } from './startUp.js';

/** All that `npm run bench` measures. */
export interface Report {
  readonly node: string;
  readonly gpu: Measurement;
  readonly reference: Measurement;
  /** GPU over reference. */
  readonly ratios: { readonly events: number; readonly points: number };
  readonly endToEnd: EndToEnd;
  readonly writeMbPerSecond: number;
  readonly costs: Costs;
  readonly deviation: Deviation;
  readonly startUp: StartUp;
}

/** One line a figure. */
export function tableOf(report: Report): string {
  const { gpu, reference, ratios, endToEnd, costs, deviation, startUp } = report;
  const rows: (readonly [string, string])[] = [
    ['adapter', gpu.adapter],
    ['events x mass points/s', rate(gpu.eventsPerSecond)],
    ['chi2 points/s', rate(gpu.chi2PerSecond)],
    ['grid points/s of a tile', rate(gpu.pointsPerSecond)],
    [
      'the same of the f64 reference',
      `${rate(reference.eventsPerSecond)}, ${rate(reference.pointsPerSecond)}`,
    ],
    ['ratio, events and points', `${ratios.events.toFixed(1)}, ${ratios.points.toFixed(1)}`],
    [
      'end to end',
      `${rate(endToEnd.points)} points, ${rate(endToEnd.massPoints)} mass points of ${endToEnd.events} events in ${endToEnd.seconds.toFixed(2)} s`,
    ],
    ['  time that --dry-run estimates, over it', `${endToEnd.estimateRatio.toFixed(2)} x`],
    ['  grid points/s', rate(endToEnd.pointsPerSecond)],
    ['  event weights/s', rate(endToEnd.eventWeightsPerSecond)],
    [
      '  GPU at work',
      endToEnd.gpuBusy === undefined ? 'unknown' : `${(100 * endToEnd.gpuBusy).toFixed(0)} %`,
    ],
    ['  peak memory', `${endToEnd.peakMemoryMib.toFixed(0)} MiB`],
    ['writing chi2', `${report.writeMbPerSecond.toFixed(0)} MB/s`],
    ...Object.entries(costs).map(([name, ratio]) => [name, `${ratio.toFixed(2)} x`] as const),
    ['GPU from f64, signal of a bin', deviation.signal.toExponential(1)],
    ['GPU from f64, chi2 over its bound', deviation.chi2.toFixed(3)],
    ['start-up (--version)', `${startUp.version.toFixed(2)} s`],
    ['one point', `${startUp.onePoint.toFixed(2)} s`],
    ['a hundred points', `${startUp.hundredPoints.toFixed(2)} s`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, value]) => `${name.padEnd(width)}${value}`).join('\n');
}

/** A number with a prefix, three digits. */
export function rate(value: number): string {
  const prefixes = ['', 'k', 'M', 'G', 'T', 'P'];
  const power = Math.max(0, Math.min(prefixes.length - 1, Math.floor(Math.log10(Math.max(value, 1)) / 3)));
  return `${Number((value / 1000 ** power).toPrecision(3))} ${prefixes[power]}`.trim();
}
