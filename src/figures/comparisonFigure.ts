/** The figure of a comparison: a panel for every value, what one experiment excludes and what others prefer in each. */

import type { Contour } from '../contouring/contour.js';
import { isLogarithmic } from '../contouring/interpolate.js';
import type { TickAxis } from '../grid/axes.js';
import type { Comparison, ComparisonPanel } from '../results/comparison.js';
import { CAPTION_SIZES } from './caption.js';
import {
  comparisonFlags,
  comparisonWords,
  EXCLUSION,
  panelWords,
  preferredStyle as styleOf,
} from './comparisonWords.js';
import { INK, type PlacedText, type Scale } from './figureLayout.js';
import { drawFlagLegend, layOutFlagLegend } from './flagLegend.js';
import type { Box } from './flagMarks.js';
import { FONT_FAMILY, measureText } from './fonts.js';
import { drawMissing, drawMissingLegend, missingLegendHeight, missingNotes } from './missingMark.js';
import { curveMarks, limitEdge, limitFill } from './overlayMarks.js';
import { flagMarks, halo, pathOf, regionPath } from './panelMarks.js';
import { axisTitleMarkup, quantityMarkup } from './parameterMarkup.js';
import { richTextSvg, svgElement } from './richText.js';
import { chooseTicks } from './ticks.js';

/** Pixels. */
const PANEL = { between: 24, rowGap: 20 } as const;
/** A single panel is as wide as two beside each other: the words need it. */
const panelSize = (columns: number) =>
  columns === 1 ? { width: 560, height: 400 } : { width: 268, height: 236 };
const MARGIN = { left: 84, right: 18, below: 62 } as const;
const COLUMNS = 3;
const LABEL_SIZE = 13.5;

/** Draws a comparison as an SVG document whose text is still text in the bundled font. */
export function drawComparison(comparison: Comparison): string {
  const { panels } = comparison;
  const columns = Math.min(COLUMNS, panels.length);
  const rows = Math.ceil(panels.length / columns);
  const size = panelSize(columns);
  const innerWidth = columns * size.width + (columns - 1) * PANEL.between;
  const width = MARGIN.left + innerWidth + MARGIN.right;
  const words = comparisonWords(comparison, MARGIN.left, innerWidth);
  const top = words.top;
  const bottom = top + rows * size.height + (rows - 1) * PANEL.rowGap;
  const flags = layOutFlagLegend(comparisonFlags(comparison), innerWidth);
  const notesEnd = bottom + MARGIN.below + 18 * words.notes.length;
  const missing = missingNotes(planesOf(comparison));
  const missingHeight = missingLegendHeight(missing);
  const height = notesEnd + missingHeight + flags.height;
  const parts = panels.map((panel, i) => {
    const column = i % columns;
    const row = Math.floor(i / columns);
    const x = MARGIN.left + column * (size.width + PANEL.between);
    const y = top + row * (size.height + PANEL.rowGap);
    const isLowest = i + columns >= panels.length;
    return drawPanel(comparison, panel, { x, y, ...size, withY: column === 0, withX: isLowest }, `panel${i}`);
  });
  const middle = (top + bottom) / 2;
  const titles = [
    richTextSvg(axisTitleMarkup(comparison.x), {
      x: MARGIN.left + innerWidth / 2,
      y: bottom + 46,
      size: 17,
      anchor: 'middle',
    }),
    richTextSvg(axisTitleMarkup(comparison.y), {
      x: 26,
      y: middle,
      size: 17,
      anchor: 'middle',
      transform: `rotate(-90 26 ${middle})`,
    }),
  ];
  const notes = words.notes.map((line, i) =>
    richTextSvg(line, {
      x: MARGIN.left,
      y: bottom + 72 + 18 * i,
      size: CAPTION_SIZES.notes,
      fill: '#5a5a5a',
    }),
  );
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    'font-family': FONT_FAMILY,
    fill: INK,
  };
  const background = svgElement('rect', { x: 0, y: 0, width, height, fill: 'white' });
  const legend = [
    ...drawMissingLegend(missing, MARGIN.left, notesEnd + 10, 'missing'),
    ...drawFlagLegend(flags, MARGIN.left, notesEnd + missingHeight + 10, 'legend'),
  ];
  const elements = [background, ...words.head, ...parts, ...titles, ...notes, ...legend];
  return svgElement('svg', attributes, elements.join(''));
}

/** The planes of each experiment in all panels. */
function planesOf({ panels, excludes, prefers }: Comparison) {
  return [
    { of: excludes.name, planes: panels.map(({ exclusionPlane }) => exclusionPlane) },
    ...prefers.map(({ name }, i) => ({
      of: name,
      planes: panels.flatMap(({ preferred }) => preferred[i]?.plane ?? []),
    })),
  ];
}

/** Where a panel stands, and which of its axes are labelled. */
interface Place extends Box {
  readonly withX: boolean;
  readonly withY: boolean;
}

function drawPanel(comparison: Comparison, panel: ComparisonPanel, place: Place, id: string): string {
  const [px, py] = [
    scaleOf(comparison.x, place.x, place.x + place.width),
    scaleOf(comparison.y, place.y + place.height, place.y),
  ];
  const clip = svgElement(
    'clipPath',
    { id },
    svgElement('rect', { x: place.x, y: place.y, width: place.width, height: place.height }),
  );
  const preferred = [...panel.preferred.entries()].reverse();
  const labels = panelLabels(comparison, panel, place);
  const planes = [panel.exclusionPlane, ...panel.preferred.map(({ plane }) => plane)];
  const marks = [
    // First, for what one experiment does not know another may.
    ...drawMissing(planes, { px, py, frame: place, id }),
    ...limitFill(panel.limits, px, py),
    ...curveMarks(comparison.overlays, panel.shown.values, { px, py, frame: place }, 'fill'),
    region(panel.exclusion, px, py, EXCLUSION, 0.13),
    ...preferred.flatMap(([i, { contour }]) =>
      i === 0 ? [region(contour, px, py, styleOf(i).stroke, 0.3)] : [],
    ),
    ...flagMarks(comparison, panel, {
      px,
      py,
      frame: place,
      id,
    }),
    ...labels.map(([text, style]) => halo(text, style)),
    ...limitEdge(panel.limits, px, py),
    line(panel.exclusion, px, py, EXCLUSION, ''),
    ...preferred.map(([i, { contour }]) => line(contour, px, py, styleOf(i).stroke, styleOf(i).dash)),
    ...curveMarks(comparison.overlays, panel.shown.values, { px, py, frame: place }, 'line'),
    ...preferred.flatMap(([i, { plane }]) =>
      plane.minimum.at === 'background'
        ? []
        : [star(px(plane.minimum.at.x), py(plane.minimum.at.y), styleOf(i).stroke, i === 0)],
    ),
  ];
  const frame = svgElement('rect', {
    x: place.x,
    y: place.y,
    width: place.width,
    height: place.height,
    fill: 'none',
    stroke: INK,
    'stroke-width': 1,
  });
  return [
    clip,
    svgElement('g', { 'clip-path': `url(#${id})` }, marks.join('')),
    ...ticks(comparison.x, comparison.y, px, py, place),
    frame,
    ...labels.map(([text, style]) => richTextSvg(text, style)),
  ].join('');
}

/** The values of a panel, and what it must say of its own. */
function panelLabels(comparison: Comparison, panel: ComparisonPanel, { x, y, height }: Place): PlacedText[] {
  const values = comparison.panelAxes.map((axis, i) => quantityMarkup(axis, panel.values[i] ?? Number.NaN));
  const size = comparison.panelAxes.length > 2 ? 12.5 : 14.5;
  return [values.join(',  '), ...panelWords(comparison, panel)].map((text, i): PlacedText => {
    const own = { size: i === 0 ? size : 12, fill: i === 0 ? INK : '#5a5a5a' };
    return [text, { x: x + 10, y: y + height - 12 - 19 * i, ...own }];
  });
}

function scaleOf(axis: TickAxis, from: number, to: number): Scale {
  const position = (value: number) => (isLogarithmic(axis) ? Math.log(value) : value);
  const [low, high] = [position(axis.values[0] ?? 0), position(axis.values.at(-1) ?? 1)];
  return (value) => from + ((position(value) - low) / (high - low)) * (to - from);
}

function region(contour: Contour, px: Scale, py: Scale, fill: string, opacity: number): string {
  const d = regionPath(contour, px, py);
  return d === '' ? '' : svgElement('path', { d, fill, 'fill-opacity': opacity, 'fill-rule': 'evenodd' });
}

function line(contour: Contour, px: Scale, py: Scale, stroke: string, dash: string): string {
  const d = contour.lines.map((points) => pathOf(points, px, py)).join('');
  if (d === '') return '';
  const style = { fill: 'none', stroke, 'stroke-width': 1.7, 'stroke-linejoin': 'round' };
  return svgElement('path', { d, ...style, ...(dash ? { 'stroke-dasharray': dash } : {}) });
}

/** A five-pointed star: filled for the first region, open for the others. */
function star(x: number, y: number, colour: string, filled: boolean): string {
  const points = Array.from({ length: 10 }, (_, k) => {
    const radius = k % 2 === 0 ? 6.2 : 2.6;
    const angle = -Math.PI / 2 + (k * Math.PI) / 5;
    return `${(x + radius * Math.cos(angle)).toFixed(2)},${(y + radius * Math.sin(angle)).toFixed(2)}`;
  });
  const fill = filled ? colour : 'white';
  return svgElement('path', {
    d: `M${points.join('L')}Z`,
    fill,
    stroke: filled ? 'white' : colour,
    'stroke-width': filled ? 0.7 : 1.3,
  });
}

function ticks(x: TickAxis, y: TickAxis, px: Scale, py: Scale, place: Place): string[] {
  const [right, bottom] = [place.x + place.width, place.y + place.height];
  const [onX, onY] = [chooseTicks(x), chooseTicks(y)];
  const segments = [
    ...tickSegments(onX, (v, size) => {
      const at = px(v).toFixed(2);
      return `M${at},${bottom}v${-size}M${at},${place.y}v${size}`;
    }),
    ...tickSegments(onY, (v, size) => {
      const at = py(v).toFixed(2);
      return `M${place.x},${at}h${size}M${right},${at}h${-size}`;
    }),
  ];
  const below = place.withX
    ? apart(onX.labels, px).map(({ value, label }) =>
        richTextSvg(label, { x: px(value), y: bottom + 18, size: LABEL_SIZE, anchor: 'middle' }),
      )
    : [];
  const beside = place.withY
    ? onY.labels.map(({ value, label }) =>
        richTextSvg(label, { x: place.x - 7, y: py(value) + 4.7, size: LABEL_SIZE, anchor: 'end' }),
      )
    : [];
  return [
    svgElement('path', { d: segments.join(''), stroke: INK, 'stroke-width': 0.8, fill: 'none' }),
    ...below,
    ...beside,
  ];
}

interface TickLabel {
  readonly value: number;
  readonly label: string;
}

/** Labels that do not touch the one before, from left to right. */
function apart(labels: readonly TickLabel[], px: Scale): TickLabel[] {
  let end = Number.NEGATIVE_INFINITY;
  return labels.filter(({ value, label }) => {
    const half = measureText(label, LABEL_SIZE) / 2;
    if (px(value) - half < end + 5) return false;
    end = px(value) + half;
    return true;
  });
}

function tickSegments(
  { major, minor }: { readonly major: readonly number[]; readonly minor: readonly number[] },
  draw: (value: number, size: number) => string,
): string[] {
  return [...major.map((v) => draw(v, 6)), ...minor.map((v) => draw(v, 3))];
}
