/** Stacked parts of a prediction in histograms, and the hatched band of its uncertainty. */
import { at } from '../at.js';
import { INK } from '../drawing/figureLayout.js';
import { svgElement } from '../drawing/richText.js';
import type { HistogramBin } from './histogram.js';
import { round } from './histogramLegend.js';

/** A part of the prediction: its name as markup, and whether it belongs to the background or the signal. */
export interface HistogramLayer {
  readonly label: string;
  readonly of: 'background' | 'signal';
}

/** Greys and blues from light to dark for backgrounds, oranges for signals: apart by hue for all eyes, and by lightness in grey print. */
const FILLS = {
  background: ['#d3dfea', '#a9c1d8', '#7f9fbf', '#c9c9c9', '#9a9a9a', '#5d7f9f', '#e9e4d8'],
  signal: ['#d1690e', '#f2ab63', '#8f3f04', '#f7d3ae', '#e3bf17', '#5c1a4a', '#c96f86', '#3f2a14'],
} as const;

/** The fill of a layer: those of one kind differ. */
export function layerFill(layers: readonly HistogramLayer[], i: number): string {
  const { of } = at(layers, i);
  const before = layers.slice(0, i).filter((layer) => layer.of === of).length;
  const fills = FILLS[of];
  return at(fills, before % fills.length);
}

/** The parts of every bin as rectangles on each other, the first layer at the bottom; `edges` and `py` are in pixels. */
export function drawStack(
  bins: readonly HistogramBin[],
  layers: readonly HistogramLayer[],
  edges: readonly number[],
  py: (value: number) => number,
): string[] {
  return layers.flatMap((_, layer) => {
    const d = bins.flatMap(({ parts = [] }, i) => {
      const below = parts.slice(0, layer).reduce((sum, part) => sum + part, 0);
      const [low, high] = [round(py(below)), round(py(below + (parts[layer] ?? 0)))];
      if (low === high) return [];
      return [`M${round(at(edges, i))},${low}H${round(at(edges, i + 1))}V${high}H${round(at(edges, i))}Z`];
    });
    if (d.length === 0) return [];
    return [svgElement('path', { d: d.join(''), fill: layerFill(layers, layer) })];
  });
}

/** Spacing of the hatching of a band, pixels. */
const SPACING = 5;

/** A hatched area: its path's data, its box, and a name for the clipping path. */
export function hatched(
  d: string,
  {
    x,
    y,
    width,
    height,
  }: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  id: string,
): string[] {
  const lines: string[] = [];
  for (let start = -height; start < width; start += SPACING)
    lines.push(`M${round(x + start)},${round(y + height)}l${round(height)},${round(-height)}`);
  return [
    svgElement('clipPath', { id }, svgElement('path', { d })),
    svgElement('path', {
      d: lines.join(''),
      fill: 'none',
      stroke: INK,
      'stroke-width': 0.8,
      'stroke-opacity': 0.6,
      'clip-path': `url(#${id})`,
    }),
  ];
}
