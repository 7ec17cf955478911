/** The words of a comparison's figure: title, parameters and legend above the panels, notes below. */
import { type AxisName, isUnremarkable } from '../../grid/axes.js';
import type { Comparison } from '../comparison.js';
import { CAPTION_SIZES, describeResponse, proseMarkup, quantityMarkup, wrap } from './caption.js';
import { measureText } from './fonts.js';
import { escapeMarkup, numberMarkup, richTextSvg, svgElement } from './richText.js';

/** Colour of what is excluded. */
export const EXCLUSION = '#0b5d99';

/** How a preferred region is drawn: the first is filled, the others are lines. */
export interface RegionStyle {
  readonly stroke: string;
  /** SVG's stroke-dasharray; empty for a solid line. */
  readonly dash: string;
  readonly opacity: number;
}

const FIRST: RegionStyle = { stroke: '#c4570a', dash: '', opacity: 0.3 };
const OTHERS: readonly RegionStyle[] = [
  { stroke: '#7a3e9d', dash: '6 3', opacity: 0 },
  { stroke: '#3d7a2a', dash: '2 3', opacity: 0 },
  { stroke: '#8a5a00', dash: '9 3 2 3', opacity: 0 },
];

/** Style of the preferred region with that index. */
export function preferredStyle(i: number): RegionStyle {
  return i === 0 ? FIRST : (OTHERS[(i - 1) % OTHERS.length] ?? FIRST);
}

/** SVG elements above the panels, from which height on the panels stand, and lines of markup for below. */
export interface ComparisonWords {
  readonly head: readonly string[];
  readonly top: number;
  readonly notes: readonly string[];
}

/** Words for panels that are `width` pixels wide together and begin at `left`. */
export function comparisonWords(comparison: Comparison, left: number, width: number): ComparisonWords {
  const { attributes, excludes, prefers, cl, panelNames, fixed } = comparison;
  const others = [
    ...fixed.map(({ name, value }): [AxisName, number] => [name, value]),
    ...(Object.entries(attributes.fixed) as [AxisName, number][]),
  ];
  const constant = others.flatMap(([name, value]) =>
    isUnremarkable(name, value) || panelNames.includes(name) ? [] : [quantityMarkup(name, value)],
  );
  const parameters = wrap(constant, ',  ', CAPTION_SIZES.parameters, width);
  const level = `${numberMarkup(100 * cl)}\u202f% CL`;
  const entries: LegendEntry[] = [
    {
      label: `excluded by ${escapeMarkup(excludes.name)} (${level})`,
      stroke: EXCLUSION,
      dash: '',
      opacity: 0.13,
    },
    ...prefers.map(({ name }, i) => ({
      label: `preferred by ${escapeMarkup(name)} (${level})`,
      ...preferredStyle(i),
    })),
  ];
  const rows = legendRows(entries, width);
  const legendTop = 34 + 24 * parameters.length + 22;
  const titles = new Set([excludes, ...prefers].map(({ title: own }) => proseMarkup(own)));
  const experiments = [excludes, ...prefers].map(({ name, production, response }) =>
    escapeMarkup(`${name}: signal from ${production}; response ${describeResponse(response)}.`),
  );
  const sentences = [
    'Δ*χ*^2 of each experiment by itself, from its minimum over the panel and |*U*|^2 = 0; stars: minima.',
    ...experiments,
    escapeMarkup(`Model: ${attributes.model}. Statistic: ${attributes.statistic}.`),
  ];
  return {
    head: [
      richTextSvg([...titles].join(';  '), { x: left, y: 30, size: CAPTION_SIZES.title }),
      ...parameters.map((text, i) =>
        richTextSvg(text, { x: left, y: 56 + 24 * i, size: CAPTION_SIZES.parameters, fill: '#333333' }),
      ),
      ...rows.flatMap((row, i) => legendRow(row, left, legendTop + 22 * i)),
    ],
    top: legendTop + 22 * rows.length - 6,
    notes: wrap(sentences.join(' ').split(' '), ' ', CAPTION_SIZES.notes, width),
  };
}

interface LegendEntry extends RegionStyle {
  readonly label: string;
}

const LEGEND = { size: 14, swatch: 26, gap: 8, between: 26 } as const;

const entryWidth = ({ label }: LegendEntry) => LEGEND.swatch + LEGEND.gap + measureText(label, LEGEND.size);

function legendRows(entries: readonly LegendEntry[], width: number): LegendEntry[][] {
  const rows: LegendEntry[][] = [[]];
  let used = 0;
  for (const entry of entries) {
    if (used > 0 && used + entryWidth(entry) > width) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push(entry);
    used += entryWidth(entry) + LEGEND.between;
  }
  return rows;
}

function legendRow(entries: readonly LegendEntry[], left: number, y: number): string[] {
  const { size, swatch, gap, between } = LEGEND;
  let x = left;
  return entries.flatMap((entry) => {
    const { label, stroke, dash, opacity } = entry;
    const start = x;
    x += entryWidth(entry) + between;
    const line = {
      d: `M${start},${y - 5}h${swatch}`,
      stroke,
      'stroke-width': 1.7,
      'stroke-dasharray': dash || 'none',
    };
    return [
      svgElement('rect', {
        x: start,
        y: y - 11,
        width: swatch,
        height: 12,
        fill: stroke,
        'fill-opacity': opacity,
      }),
      svgElement('path', line),
      richTextSvg(label, { x: start + swatch + gap, y, size }),
    ];
  });
}
