/** The spectrum of a point as a small chart: by how much signal and data exceed the background in each bin, in units of the data's statistical error. */
import { at } from '../../at.js';
import { labelMarkup } from '../../drawing/labelMarkup.js';
import { escapeMarkup, minus, plainText, richTextSvg, svgElement } from '../../drawing/richText.js';
import { briefNumber } from '../../words.js';
import type { PointSpectrum } from '../wire.js';
import type { Ink } from './plot.js';

/** Size of the chart in units of its SVG. */
export const CHART = { width: 360, height: 190 } as const;
const BOX = { left: 46, right: 352, top: 30, bottom: 150 } as const;
/** Colours of bars and points, which the colour-blind tell apart. */
const [SIGNAL, DATA] = ['#2a9d8f', '#d1495b'];

/** Bins without counts and background say nothing of a size. */
const unitOf = ({ data, background }: PointSpectrum, bin: number) =>
  Math.sqrt(Math.max(1, data[bin] ?? background[bin] ?? 1));

/** A bin: signal, and data beyond the background, in units of its error; NaN where unknown. */
interface ChartBin {
  readonly signal: number;
  readonly excess: number;
  readonly words: string;
}

function chartBins(spectrum: PointSpectrum): ChartBin[] {
  return spectrum.signal.map((value, bin) => {
    const unit = unitOf(spectrum, bin);
    const excess = (spectrum.data[bin] ?? Number.NaN) - (spectrum.background[bin] ?? Number.NaN);
    return {
      signal: value === null ? Number.NaN : value / unit,
      excess: excess / unit,
      words: binWords(spectrum, bin),
    };
  });
}

/** The chart of a spectrum as SVG. */
export function spectrumSvg(spectrum: PointSpectrum, ink: Ink): string {
  const bins = chartBins(spectrum);
  const known = bins
    .flatMap(({ signal, excess }) => [signal, excess + 1, excess - 1])
    .filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...known), Math.max(1, ...known)];
  const py = (value: number) => BOX.bottom - ((BOX.bottom - BOX.top) * (value - low)) / (high - low);
  const step = (BOX.right - BOX.left) / bins.length;
  const ticks = ticksOf(low, high);
  const middle = (BOX.top + BOX.bottom) / 2;
  return [
    svgElement('path', {
      d: ticks.map((value) => `M${BOX.left},${py(value)}H${BOX.right}`).join(''),
      stroke: ink.faint,
      'stroke-width': 0.5,
      'stroke-opacity': 0.5,
    }),
    ...bins.map((bin, i) => binMarks(bin, BOX.left + step * i, step, py)),
    svgElement('path', {
      d: `M${BOX.left},${BOX.top}V${BOX.bottom}M${BOX.left},${py(0)}H${BOX.right}`,
      stroke: ink.words,
      'stroke-width': 1,
      fill: 'none',
    }),
    ...ticks.map((value) =>
      richTextSvg(minus(briefNumber(value)), {
        x: BOX.left - 6,
        y: py(value) + 4,
        size: 11.5,
        anchor: 'end',
        fill: ink.words,
      }),
    ),
    richTextSvg(escapeMarkup(spectrum.experiment), { x: BOX.left, y: 16, size: 13, fill: ink.words }),
    ...binLabels(spectrum.labels, step, ink),
    richTextSvg('excess / √data', {
      x: 12,
      y: middle,
      size: 12,
      anchor: 'middle',
      fill: ink.words,
      transform: `rotate(-90 12 ${middle})`,
    }),
    ...legend(ink),
  ].join('');
}

/** A bin from `left` on: a bar of its signal, a point with its error, and its words wherever the pointer is in it. */
function binMarks(
  { signal, excess, words }: ChartBin,
  left: number,
  step: number,
  py: (value: number) => number,
): string {
  const title = svgElement(
    'title',
    {},
    words.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`),
  );
  const bar = Number.isFinite(signal)
    ? svgElement('rect', {
        x: left + 0.12 * step,
        width: 0.76 * step,
        y: Math.min(py(signal), py(0)),
        height: Math.max(0.5, Math.abs(py(signal) - py(0))),
        fill: SIGNAL,
      })
    : '';
  const middle = left + step / 2;
  const point = Number.isFinite(excess)
    ? svgElement('path', {
        d: `M${middle},${py(excess - 1)}V${py(excess + 1)}`,
        stroke: DATA,
        'stroke-width': 1.6,
      }) + svgElement('circle', { cx: middle, cy: py(excess), r: Math.min(3.4, 0.32 * step), fill: DATA })
    : '';
  const whole = svgElement('rect', {
    x: left,
    width: step,
    y: BOX.top,
    height: BOX.bottom - BOX.top,
    fill: 'transparent',
  });
  return svgElement('g', {}, title + bar + point + whole);
}

function legend(ink: Ink): string[] {
  const y = CHART.height - 10;
  const style = { size: 12, fill: ink.words } as const;
  return [
    svgElement('rect', { x: BOX.left, y: y - 9, width: 14, height: 9, fill: SIGNAL }),
    richTextSvg('signal', { x: BOX.left + 20, y, ...style }),
    svgElement('circle', { cx: BOX.left + 88, cy: y - 4, r: 3.4, fill: DATA }),
    richTextSvg('data − background', { x: BOX.left + 98, y, ...style }),
  ];
}

/** Labels below the bins where each has room for its own, else those of the first and the last. */
function binLabels(labels: readonly string[], step: number, ink: Ink): string[] {
  const y = BOX.bottom + 15;
  const style = { y, size: 11.5, fill: ink.words } as const;
  const hasRoom = labels.every((label) => 5.6 * label.length < step);
  if (hasRoom)
    return labels.map((label, bin) =>
      richTextSvg(labelMarkup(label), { x: BOX.left + step * (bin + 0.5), anchor: 'middle', ...style }),
    );
  const [first = '', last = ''] = [labels[0], labels.at(-1)];
  return [
    richTextSvg(labelMarkup(first), { x: BOX.left, ...style }),
    ...(labels.length > 1 ? [richTextSvg(labelMarkup(last), { x: BOX.right, anchor: 'end', ...style })] : []),
  ];
}

/** Round numbers between two ends, three to six of them. */
function ticksOf(low: number, high: number): number[] {
  const power = 10 ** Math.floor(Math.log10((high - low) / 4));
  const step = at([1, 2, 5, 10].filter((f) => (high - low) / (f * power) <= 5).concat(10), 0) * power;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, k) => (first + k) * step);
}

/** A bin in words: its label, counts, background and signal. */
export function binWords({ labels, data, background, signal, error }: PointSpectrum, bin: number): string {
  const number = (value: number | null | undefined) =>
    value === null || value === undefined ? 'unknown' : briefNumber(value);
  const uncertainty = error?.[bin];
  const monteCarlo =
    uncertainty === null || uncertainty === undefined || uncertainty === 0
      ? ''
      : ` ± ${briefNumber(100 * uncertainty, 2)} % (simulation)`;
  return `${plainText(labelMarkup(labels[bin] ?? `bin ${bin}`))}: data ${number(data[bin])}, background ${number(background[bin])}, signal ${number(signal[bin])}${monteCarlo}`;
}
