/** A legend in rows: a sample of each region or line, and its label. */
import { measureText } from '../drawing/fonts.js';
import { richTextSvg, svgElement } from '../drawing/richText.js';

/** One entry. */
export interface LegendEntry {
  /** As markup (richText.ts). */
  readonly label: string;
  readonly stroke: string;
  /** SVG's stroke-dasharray; empty for a solid line. */
  readonly dash: string;
  /** Opacity of the sample's fill, in the colour `fill` or that of the line. */
  readonly opacity: number;
  readonly fill?: string;
  /** Pixels; 1.7 by default. */
  readonly strokeWidth?: number;
}

const LEGEND = { size: 14, swatch: 26, gap: 8, between: 26 } as const;

/** Distance between rows, pixels. */
export const LEGEND_LINE = 22;

const entryWidth = ({ label }: LegendEntry) => LEGEND.swatch + LEGEND.gap + measureText(label, LEGEND.size);

/** Entries in rows no wider than `width` pixels, as many in each as fit; no row for no entries. */
export function legendRows(entries: readonly LegendEntry[], width: number): LegendEntry[][] {
  const rows: LegendEntry[][] = [];
  let used = 0;
  for (const entry of entries) {
    if (rows.length === 0 || (used > 0 && used + entryWidth(entry) > width)) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push(entry);
    used += entryWidth(entry) + LEGEND.between;
  }
  return rows;
}

/** SVG elements of rows whose first has its baseline at y. */
export function drawLegendRows(rows: readonly (readonly LegendEntry[])[], left: number, y: number): string[] {
  return rows.flatMap((row, i) => drawRow(row, left, y + LEGEND_LINE * i));
}

function drawRow(entries: readonly LegendEntry[], left: number, y: number): string[] {
  const { size, swatch, gap, between } = LEGEND;
  let x = left;
  return entries.flatMap((entry) => {
    const { label, stroke, dash, opacity, fill = stroke, strokeWidth = 1.7 } = entry;
    const start = x;
    x += entryWidth(entry) + between;
    return [
      svgElement('rect', { x: start, y: y - 11, width: swatch, height: 12, fill, 'fill-opacity': opacity }),
      svgElement('path', {
        d: `M${start},${y - 5}h${swatch}`,
        fill: 'none',
        stroke,
        'stroke-width': strokeWidth,
        'stroke-dasharray': dash || 'none',
      }),
      richTextSvg(label, { x: start + swatch + gap, y, size }),
    ];
  });
}
