/** Marks of counts and background in histograms, and their legend. */
import { INK } from '../drawing/figureLayout.js';
import { measureText } from '../drawing/fonts.js';
import { richTextSvg, svgElement } from '../drawing/richText.js';

/** Colour of the background's line and band. */
export const BACKGROUND = '#0b5d99';
/** Opacity of the band. */
export const BAND_OPACITY = 0.18;
/** Radius of a point, pixels. */
export const MARKER_RADIUS = 3.6;
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
    svgElement('path', { d: bar, stroke: INK, 'stroke-width': 1.4 }),
    svgElement('circle', { cx: round(x), cy: round(py(data)), r: round(radius), fill: INK }),
  ];
}

const labelsOf = (hasData: boolean) =>
  hasData ? (['data', 'background'] as const) : (['background'] as const);

/** Width from the first sample to the end of the last label, pixels. */
export function legendWidth(hasData = true): number {
  const { size, gap, between, swatch } = LEGEND;
  return labelsOf(hasData).reduce<number>(
    (sum, label) => sum + swatch + gap + measureText(label, size) + between,
    -between,
  );
}

/** The legend, which ends at `right` pixels: a point with its error where there are counts, and a line in its band. */
export function drawLegend(y: number, right: number, hasData = true): string[] {
  const { size, gap, between, swatch } = LEGEND;
  let x = right - legendWidth(hasData);
  return labelsOf(hasData).flatMap((label) => {
    const start = round(x);
    const middle = y - 5;
    const sample = { data: 0, dataError: 8 };
    const point = drawPoint(sample, start + swatch / 2, (pixels) => middle - pixels, MARKER_RADIUS);
    const box = { x: start, y: middle - 7, width: swatch, height: 14, fill: BACKGROUND };
    const line = [
      svgElement('rect', { ...box, 'fill-opacity': BAND_OPACITY }),
      svgElement('path', { d: `M${start},${middle}h${swatch}`, stroke: BACKGROUND, 'stroke-width': 1.9 }),
    ];
    const text = richTextSvg(label, { x: start + swatch + gap, y, size });
    x += swatch + gap + measureText(label, size) + between;
    return [...(label === 'data' ? point : line), text];
  });
}

/** Rounds to hundredths of a pixel. */
export function round(pixels: number): number {
  return Number(pixels.toFixed(2));
}
