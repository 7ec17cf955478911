/** The figure of several grids in one plane: the contours of each in its own colour and dash. */
import { at } from '../at.js';
import { isLogarithmic } from '../contouring/interpolate.js';
import { axisTitles, pageForLabels } from '../drawing/axisMarks.js';
import { captionHead, captionWords } from '../drawing/captionHead.js';
import { CAPTION_SIZES, percentMarkup, wrap } from '../drawing/captionText.js';
import { type Box, boxOf, type Frame, handMark, type Scale } from '../drawing/figureLayout.js';
import { labelMarkup } from '../drawing/labelMarkup.js';
import { quantityMarkup, reductionMarkup } from '../drawing/parameterMarkup.js';
import { linesPath } from '../drawing/paths.js';
import { plotFrame } from '../drawing/plotFrame.js';
import { numberMarkup, svgElement } from '../drawing/richText.js';
import { seriesStyle } from '../drawing/seriesStyle.js';
import { stars } from '../drawing/star.js';
import { titleLines } from '../drawing/titleMarkup.js';
import { drawFlags } from '../marks/flagMarks.js';
import { drawLegendRows, LEGEND_LINE, type LegendEntry, legendRows } from '../marks/legendRows.js';
import { drawMissing, drawMissingLegend, missingLegendHeight, missingNotes } from '../marks/missingMark.js';
import { curveEntries, curveMarks, limitEdge, limitEntries, limitFill } from '../marks/overlayMarks.js';
import { isInside } from '../marks/shownRange.js';
import { isDefaultValue } from '../model/parameters.js';
import type { PlaneContours } from '../results/contours.js';
import { type NamedContours, namesOfGrids, valuesOf } from '../results/severalGrids.js';
import { DEFAULT_STYLE, type FigureStyle, type Page, pageOfStyle, rangedAxis } from '../style/figureStyle.js';
import type { TickAxis } from '../tiles/axes.js';
import { provenanceSentences } from './caption.js';
import { closedInAll } from './closedInAll.js';
import { regionName } from './contourLegend.js';

/** Line widths of confidence levels, the highest first; pixels. */
const WIDTHS = [2, 1.1, 0.7] as const;

/** Draws the contours of up to five grids as an SVG document whose text is still text in the bundled font. */
export function drawGrids(grids: readonly NamedContours[], style: FigureStyle = DEFAULT_STYLE): string {
  const results = grids.map(({ result }) => result);
  const first = at(results, 0);
  const [x, y] = [sharedAxis(results, 'x', style.xRange), sharedAxis(results, 'y', style.yRange)];
  const page = pageForLabels(pageOfStyle(style), y);
  const { left, frameWidth: width } = page;
  const names = namesOfGrids(grids, style.names);
  const titles = [...new Set(results.map(({ attributes }) => attributes.experiment_title))].join('; ');
  const head = captionHead(
    {
      titles: titleLines(titles, width, style.title),
      parameters: wrap(commonMarkup(results), ',  ', CAPTION_SIZES.parameters, width),
    },
    left,
  );
  const entries = [
    ...gridEntries(grids, names),
    ...limitEntries(first.overlays),
    ...curveEntries(first.overlays),
  ];
  const rows = legendRows(entries, width);
  const notes = style.isPlain ? [] : wrap(notesOf(grids, names).split(' '), ' ', CAPTION_SIZES.notes, width);
  const missing = missingNotes(
    grids.map(({ result }, i) => ({ of: at(names, i), planes: [result.counted.plane] })),
    width,
  );
  const legendTop = head.end + 22;
  const top = legendTop + LEGEND_LINE * rows.length - 8;
  const frame = frameAt(top, notes.length, missingLegendHeight(missing), page);
  const box = boxOf(frame);
  return plotFrame({
    frame,
    x,
    y,
    marks: (document) => [handMark(document, (px, py) => marksOf(results, box, px, py))],
    words: [
      ...axisTitles(first.plane.x, first.plane.y, frame, style),
      ...captionWords({ titles: [], parameters: [], notes }, frame),
    ],
    legend: (px, py) => [
      ...minimumSigns(results, box, px, py),
      ...head.elements,
      ...drawLegendRows(rows, left, legendTop),
      ...drawMissingLegend(missing, left, frame.bottom + 78 + 18 * notes.length, 'missing'),
    ],
  });
}

/** The marks within the frame, from the lowest to the highest. Overlays are those of the first grid. */
function marksOf(results: readonly PlaneContours[], box: Box, px: Scale, py: Scale): string[] {
  const { limits, overlays, shown } = at(results, 0);
  return [
    ...drawMissing(
      results.map(({ plane }) => plane),
      { px, py, frame: box, id: 'grids' },
    ),
    ...limitFill(limits, px, py),
    ...curveMarks(overlays, shown.values, { px, py, frame: box }, 'fill'),
    ...results.flatMap((result, i) =>
      drawFlags(closedInAll(result, results), result.plane, { px, py, frame: box, id: `grid${i}` }),
    ),
    ...limitEdge(limits, px, py),
    ...results.flatMap((result, i) => contourPaths(result, i, px, py)).reverse(),
    ...curveMarks(overlays, shown.values, { px, py, frame: box }, 'line'),
  ];
}

/** The best fit of each grid in its colour, where it lies in the frame. */
function minimumSigns(results: readonly PlaneContours[], box: Box, px: Scale, py: Scale): string[] {
  const signs = results.flatMap(({ plane: { minimum } }, i) => {
    if (minimum.at === 'background') return [];
    const place = { x: px(minimum.at.x), y: py(minimum.at.y) };
    return isInside(place.x, place.y, box) ? [{ ...place, colour: seriesStyle(i).stroke, rank: i }] : [];
  });
  return stars(signs);
}

function frameAt(top: number, notes: number, missingHeight: number, page: Page): Frame {
  const bottom = top + page.frameHeight;
  return { top, bottom, height: bottom + 72 + 18 * notes + missingHeight, legend: 30, page };
}

/** An axis from the lowest to the highest value of all grids, or a chosen range. */
function sharedAxis(
  results: readonly PlaneContours[],
  which: 'x' | 'y',
  range: readonly [number, number] | undefined,
): TickAxis {
  const axes = results.map(({ plane }) => plane[which]);
  const isLog = axes.every(isLogarithmic);
  const values = axes.flatMap((axis) => [at(axis.values, 0), at(axis.values, axis.values.length - 1)]);
  const whole: TickAxis = {
    spacing: isLog ? 'log' : 'linear',
    values: [Math.min(...values), Math.max(...values)],
  };
  return rangedAxis(whole, range, { option: `--${which}-range`, isLog });
}

/** The values that all grids share and that are not the default, as markup. */
function commonMarkup(results: readonly PlaneContours[]): string[] {
  const first = at(results, 0);
  const values = results.map(valuesOf);
  const shared = Object.entries(at(values, 0)).filter(([name, value]) =>
    values.every((others) => others[name] === value),
  );
  return [
    ...shared.flatMap(([name, value]) =>
      isDefaultValue(name, value) ? [] : [quantityMarkup({ name }, value)],
    ),
    ...reductionMarkup(first.reduced),
  ];
}

/** An entry for each grid: its name, and the values in which it differs from the others. */
function gridEntries(grids: readonly NamedContours[], names: readonly string[]): LegendEntry[] {
  const values = grids.map(({ result }) => valuesOf(result));
  return grids.map(({ result }, i) => {
    const strongest = [...result.contours].sort((a, b) => b.cl - a.cl)[0];
    const differing = Object.entries(at(values, i)).filter(([name, value]) =>
      values.some((others) => others[name] !== value),
    );
    const beside = differing.map(([name, value]) => quantityMarkup({ name }, value)).join(', ');
    const what = strongest ? `: ${regionName(result, strongest)} at ${percentMarkup(strongest.cl)}` : '';
    return {
      label: `${labelMarkup(at(names, i))}${beside && ` (${beside})`}${what}`,
      ...seriesStyle(i),
      opacity: 0,
      strokeWidth: WIDTHS[0],
    };
  });
}

/** The contours of a grid, thinner for lower confidence levels. */
function contourPaths({ contours }: PlaneContours, i: number, px: Scale, py: Scale): string[] {
  const { stroke, dash } = seriesStyle(i);
  return [...contours]
    .sort((a, b) => b.cl - a.cl)
    .flatMap(({ lines }, k) => {
      const d = linesPath(lines, px, py);
      if (d === '') return [];
      const style = { d, fill: 'none', stroke, 'stroke-linejoin': 'round', 'stroke-dasharray': dash };
      return [svgElement('path', { ...style, 'stroke-width': WIDTHS[Math.min(k, WIDTHS.length - 1)] })];
    });
}

/** A text whose words stay in one line. */
const unbroken = (text: string) => text.replaceAll(' ', '\u00a0');

/** What the numbers rest on: what all grids share once, and what differs with the name of each. */
function provenanceOf(results: readonly PlaneContours[], names: readonly string[]): string[] {
  const sentences = results.map(({ attributes }) => provenanceSentences(attributes));
  return at(sentences, 0).flatMap((sentence, k) =>
    sentences.every((others) => others[k] === sentence)
      ? [sentence]
      : sentences.map((others, i) => `${labelMarkup(at(names, i))}: ${at(others, k)}`),
  );
}

/** The sentences below the frame, as markup. */
function notesOf(grids: readonly NamedContours[], names: readonly string[]): string {
  const first = at(grids, 0).result;
  const results = grids.map(({ result }) => result);
  const hasClosed = results.some((result) =>
    closedInAll(result, results).some(({ marked }) => marked.includes(1)),
  );
  const levels = [...first.contours].sort((a, b) => b.cl - a.cl).map(({ cl }) => percentMarkup(cl));
  const minima = grids.map(({ result: { plane } }, i) => {
    const { chi2, at: place } = plane.minimum;
    const where =
      place === 'background'
        ? '|*U*|^2 = 0'
        : [quantityMarkup(plane.x, place.x), quantityMarkup(plane.y, place.y)].map(unbroken).join(', ');
    return `${labelMarkup(at(names, i))}: ${unbroken(`least\u2009 *χ*^2 = ${numberMarkup(chi2)}`)} at ${where}`;
  });
  return [
    'Δ*χ*^2 of each grid is measured from its own minimum over the plane and |*U*|^2 = 0 (stars).',
    `${minima.join('; ')}.`,
    ...(levels.length > 1 ? [`Thinner lines: ${levels.slice(1).join(', ')}.`] : []),
    ...provenanceOf(results, names),
    ...(hasClosed ? ['Grey: no signal is possible.'] : []),
    `${hasClosed ? 'Other flags' : 'Flags'} are shown in the figure of each grid alone.`,
  ].join(' ');
}
