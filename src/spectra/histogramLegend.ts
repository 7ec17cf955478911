/** Marks of counts and predictions in histograms, and their legend. */
import { INK } from '../drawing/figureLayout.js';
import { measureText } from '../drawing/fonts.js';
import { richTextSvg, svgElement } from '../drawing/richText.js';
import { type HistogramLayer, hatched, layerFill } from './histogramStack.js';

/** Colour of the background's line and band. */
export const BACKGROUND = '#0b5d99';
/** Opacity of the band. */
export const BAND_OPACITY = 0.18;
/** Radius of a point, pixels. */
export const MARKER_RADIUS = 3.6;
/** Distance between rows of a legend, pixels. */
export const LEGEND_ROW = 23;
const LEGEND = { size: 15, gap: 8, between: 22, swatch: 28 } as const;

/** A point with its error bar at x pixels; `py` converts counts to pixels. */
export function drawPoint(
  { data, dataError }: { readonly data: number; readonly dataError: number },
  x: number,
  py: (value: number) => number,
  radius: number,
): string[] {
  const bar = `M${round(x)},${round(py(data - dataError))}V${round(py(data + dataError))}`;
  return [
    svgElement('path', { d: bar, fill: 'none', stroke: INK, 'stroke-width': 1.4 }),
    svgElement('circle', { cx: round(x), cy: round(py(data)), r: round(radius), fill: INK }),
  ];
}

/** An entry of the legend: its label as markup, and its sample from x on, around a height. */
interface Entry {
  readonly label: string;
  readonly sample: (x: number, middle: number) => string[];
}

/** What a legend has to tell. */
export interface LegendContents {
  /** Name of the counts, as markup; undefined where there are none yet. */
  readonly data: string | undefined;
  /** Parts of the prediction, the lowest first; none where the background is a line in its band. */
  readonly layers: readonly HistogramLayer[];
}

function entriesOf({ data, layers }: LegendContents): Entry[] {
  const { swatch } = LEGEND;
  const box = (x: number, middle: number) => ({ x, y: middle - 7, width: swatch, height: 14 });
  const point: Entry = {
    label: data ?? '',
    sample: (x, middle) =>
      drawPoint({ data: 0, dataError: 8 }, x + swatch / 2, (pixels) => middle - pixels, MARKER_RADIUS),
  };
  const line: Entry = {
    label: 'background',
    sample: (x, middle) => [
      svgElement('rect', { ...box(x, middle), fill: BACKGROUND, 'fill-opacity': BAND_OPACITY }),
      svgElement('path', {
        d: `M${x},${middle}h${swatch}`,
        fill: 'none',
        stroke: BACKGROUND,
        'stroke-width': 1.9,
      }),
    ],
  };
  const stack = layers.map(
    ({ label }, i): Entry => ({
      label,
      sample: (x, middle) => [svgElement('rect', { ...box(x, middle), fill: layerFill(layers, i) })],
    }),
  );
  const band: Entry = {
    label: 'uncertainty',
    sample: (x, middle) => [
      ...hatched(`M${x},${middle - 7}h${swatch}v14h${-swatch}Z`, box(x, middle), 'legend-band'),
      svgElement('path', { d: `M${x},${middle}h${swatch}`, fill: 'none', stroke: INK, 'stroke-width': 1.5 }),
    ],
  };
  return [
    ...(data === undefined ? [] : [point]),
    // The highest part comes first, as in the stack.
    ...(layers.length === 0 ? [line] : [...stack.toReversed(), band]),
  ];
}

const widthOf = ({ label }: Entry) => LEGEND.swatch + LEGEND.gap + measureText(label, LEGEND.size);
const widthOfRow = (row: readonly Entry[]) =>
  row.reduce((sum, entry) => sum + widthOf(entry) + LEGEND.between, -LEGEND.between);

/** Width of the whole legend on one line, pixels. */
export const legendWidth = (contents: LegendContents): number => widthOfRow(entriesOf(contents));

/** Number of rows that a legend needs within a width. */
export const legendRowCount = (contents: LegendContents, width: number): number =>
  rowsOf(contents, width).length;

function rowsOf(contents: LegendContents, width: number): Entry[][] {
  const rows: Entry[][] = [];
  for (const entry of entriesOf(contents)) {
    const last = rows.at(-1);
    if (last !== undefined && widthOfRow([...last, entry]) <= width) last.push(entry);
    else rows.push([entry]);
  }
  return rows;
}

/** The legend: rows of which the first has its baseline at `y`, each ending at `right` pixels. */
export function drawLegend(contents: LegendContents, y: number, right: number, width: number): string[] {
  const { size, gap, between, swatch } = LEGEND;
  return rowsOf(contents, width).flatMap((row, i) => {
    const baseline = y + LEGEND_ROW * i;
    let x = right - widthOfRow(row);
    return row.flatMap((entry) => {
      const start = round(x);
      x += widthOf(entry) + between;
      const text = richTextSvg(entry.label, { x: round(start + swatch + gap), y: baseline, size });
      return [...entry.sample(start, baseline - 5), text];
    });
  });
}

/** Rounds to hundredths of a pixel. */
export function round(pixels: number): number {
  return Number(pixels.toFixed(2));
}
