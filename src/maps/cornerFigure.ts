/** The figure of a corner: profiles onto each axis on the diagonal, and onto each pair below it. */
import { at } from '../at.js';
import { captionHead } from '../drawing/captionHead.js';
import { CAPTION_SIZES, percentMarkup, wrap } from '../drawing/captionText.js';
import { INK, type Scale } from '../drawing/figureLayout.js';
import { DEFAULT_STYLE, type FigureStyle } from '../drawing/figureStyle.js';
import { FONT_FAMILY, measureText } from '../drawing/fonts.js';
import { axisTitleMarkup } from '../drawing/parameterMarkup.js';
import { richTextSvg, svgElement } from '../drawing/richText.js';
import { star } from '../drawing/star.js';
import { chooseTicks } from '../drawing/ticks.js';
import { titleLines } from '../drawing/titleMarkup.js';
import { parameterPhrases } from '../figures/caption.js';
import { drawFlags } from '../figures/flagMarks.js';
import { drawMissing } from '../figures/missingMark.js';
import { pathOf, regionPath } from '../figures/panelMarks.js';
import { type PanelPlace, panelScale, panelTicks } from '../figures/panelTicks.js';
import { flaggedPoints } from '../planes/flaggedPoints.js';
import type { TickAxis } from '../tiles/axes.js';
import type { Corner, CornerPanel, CornerProfile } from './corner.js';
import { cornerSentences } from './cornerWords.js';

/** Pixels. */
const MARGIN = { left: 96, right: 20, below: 66 } as const;
const GAP = 14;
const TITLE_SIZE = 17;
const LABEL_SIZE = 13.5;
const STROKES = ['#0b5d99', '#3b82b8', '#5f9bc6', '#7fb0d3'] as const;
const DASHES = ['', '8 4', '2 3', '9 3 2 3'] as const;
const FILL = '#0b5d99';

/** Side of a panel: a page is as wide as two columns of a journal. */
const sideOf = (axes: number) =>
  axes <= 2 ? 300 : axes === 3 ? 250 : axes === 4 ? 206 : axes === 5 ? 178 : 150;

/** Draws a corner as an SVG document whose text is still text in the bundled font. */
export function drawCorner(corner: Corner, style: FigureStyle = DEFAULT_STYLE): string {
  const n = corner.axes.length;
  const side = sideOf(n);
  const inner = n * side + (n - 1) * GAP;
  const width = MARGIN.left + inner + MARGIN.right;
  const lines = (text: string, size: number, wide = inner) => wrap(text.split(' '), ' ', size, wide);
  const head = captionHead(
    {
      titles: titleLines(corner.attributes.experiment_title, inner, style.title),
      parameters: wrap(
        parameterPhrases(
          { fixed: corner.fixed, reduced: corner.profiled.map((axis) => ({ how: 'profile', axis })) },
          corner.attributes,
        ),
        ',  ',
        CAPTION_SIZES.parameters,
        inner,
      ),
    },
    MARGIN.left,
  );
  const top = head.end + 24;
  const bottom = top + inner;
  const notes = style.isPlain ? [] : lines(cornerSentences(corner).join(' '), CAPTION_SIZES.notes);
  const height = bottom + MARGIN.below + 18 * notes.length + 6;
  const place = (column: number, row: number): PanelPlace => ({
    x: MARGIN.left + column * (side + GAP),
    y: top + row * (side + GAP),
    width: side,
    height: side,
    withX: row === n - 1,
    withY: column === 0,
  });
  const indexOf = (name: string) => corner.axes.findIndex((axis) => axis.name === name);
  const parts = [
    ...corner.profiles.map((profile, i) => drawProfile(corner, profile, place(i, i))),
    ...corner.panels.map((panel, k) =>
      drawPanel(corner, panel, place(indexOf(panel.plane.x.name), indexOf(panel.plane.y.name)), `corner${k}`),
    ),
    ...axisNames(corner, place, bottom),
    ...legend(corner, width - MARGIN.right, top),
    ...notes.map((line, i) =>
      richTextSvg(line, {
        x: MARGIN.left,
        y: bottom + MARGIN.below + 12 + 18 * i,
        size: CAPTION_SIZES.notes,
        fill: '#5a5a5a',
      }),
    ),
  ];
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    'font-family': FONT_FAMILY,
    fill: INK,
  };
  const background = svgElement('rect', { x: 0, y: 0, width, height, fill: 'white' });
  return svgElement('svg', attributes, [background, ...head.elements, ...parts].join(''));
}

/** Titles of the axes: below the columns, and beside the rows. */
function axisNames(
  { axes }: Corner,
  place: (column: number, row: number) => PanelPlace,
  bottom: number,
): string[] {
  return axes.flatMap((axis, i) => {
    const below = place(i, axes.length - 1);
    const beside = place(0, i);
    const middle = beside.y + beside.height / 2;
    const title = axisTitleMarkup(axis);
    const x = MARGIN.left - 68;
    return [
      richTextSvg(title, {
        x: below.x + below.width / 2,
        y: bottom + 46,
        size: TITLE_SIZE,
        anchor: 'middle',
      }),
      richTextSvg(i === 0 ? 'Δ*χ*^2' : title, {
        x,
        y: middle,
        size: TITLE_SIZE,
        anchor: 'middle',
        transform: `rotate(-90 ${x} ${middle})`,
      }),
    ];
  });
}

/** A pair of axes: the regions, their contours, flags and missing points, and the best fit. */
function drawPanel({ levels, best }: Corner, panel: CornerPanel, place: PanelPlace, id: string): string {
  const { plane, contours, flags } = panel;
  const { x, y } = plane;
  const [px, py] = [
    panelScale(x, place.x, place.x + place.width),
    panelScale(y, place.y + place.height, place.y),
  ];
  const ordered = [...contours.entries()].sort(([i], [j]) => at(levels, j).cl - at(levels, i).cl);
  const at_ = { px, py, frame: place, id };
  const clip = svgElement(
    'clipPath',
    { id },
    svgElement('rect', { x: place.x, y: place.y, width: place.width, height: place.height }),
  );
  const marks = [
    ...ordered.map(([, contour]) =>
      svgElement('path', {
        d: regionPath(contour, px, py),
        fill: FILL,
        'fill-opacity': contours.length === 1 ? 0.16 : 0.1,
        'fill-rule': 'evenodd',
      }),
    ),
    ...drawFlags(flaggedPoints([flags]), { x, y }, at_, ['closed', 'numbers']),
    ...drawMissing([plane], at_),
    ...ordered.map(([, contour], rank) =>
      svgElement('path', {
        d: contour.lines.map((points) => pathOf(points, px, py)).join(''),
        fill: 'none',
        'stroke-width': 1.6,
        'stroke-linejoin': 'round',
        ...strokeOf(rank),
      }),
    ),
  ];
  const point = best.at === 'background' ? undefined : best.at;
  const [u, v] = [point?.[x.name], point?.[y.name]];
  return [
    clip,
    svgElement('g', { 'clip-path': `url(#${id})` }, marks.join('')),
    ...ticks(x, y, px, py, place),
    frameOf(place),
    // Above the frame, so that a best fit at the end of an axis is whole.
    ...(u === undefined || v === undefined ? [] : [star(px(u), py(v))]),
  ].join('');
}

const strokeOf = (rank: number) => {
  const k = Math.min(rank, STROKES.length - 1);
  return { stroke: at(STROKES, k), 'stroke-dasharray': at(DASHES, k) };
};

/** Ticks, and labels below and beside the outer panels; those that would reach into the next panel's place are left out. */
function ticks(x: TickAxis, y: TickAxis, px: Scale, py: Scale, place: PanelPlace): string[] {
  const half = (label: string) => measureText(label, LABEL_SIZE) / 2;
  const bottom = place.y + place.height;
  const across = chooseTicks(x).labels.filter(({ value, label }) => {
    const [low, high] = [px(value) - half(label), px(value) + half(label)];
    return low > place.x - GAP / 2 - 1 && high < place.x + place.width + GAP / 2 - 2;
  });
  let end = Number.NEGATIVE_INFINITY;
  const below = across.flatMap(({ value, label }) => {
    if (px(value) - half(label) < end + 6) return [];
    end = px(value) + half(label);
    return [richTextSvg(label, { x: px(value), y: bottom + 18, size: LABEL_SIZE, anchor: 'middle' })];
  });
  const beside = chooseTicks(y).labels.map(({ value, label }) =>
    richTextSvg(label, { x: place.x - 7, y: py(value) + 4.5, size: LABEL_SIZE, anchor: 'end' }),
  );
  return [
    ...panelTicks(x, y, px, py, { ...place, withX: false, withY: false }),
    ...(place.withX ? below : []),
    ...(place.withY ? beside : []),
  ];
}

const frameOf = ({ x, y, width, height }: PanelPlace) =>
  svgElement('rect', { x, y, width, height, fill: 'none', stroke: INK, 'stroke-width': 1 });

/** One axis: Delta chi2, cut off above the highest level, with a line at each level for one parameter. */
function drawProfile(
  { levels, axes, best }: Corner,
  { axis, delta }: CornerProfile,
  place: PanelPlace,
): string {
  const y: TickAxis = {
    spacing: 'linear',
    values: [0, Math.ceil(1.7 * Math.max(...levels.map((l) => l.ofOne)))],
  };
  const [px, py] = [
    panelScale(axis, place.x, place.x + place.width),
    panelScale(y, place.y + place.height, place.y),
  ];
  const isFirst = axis === axes[0];
  const id = `profile-${axis.name}`;
  const ordered = [...levels].sort((a, b) => b.cl - a.cl);
  const lines = ordered.map(({ ofOne }, rank) =>
    svgElement('path', {
      d: `M${place.x},${py(ofOne).toFixed(2)}h${place.width}`,
      fill: 'none',
      'stroke-width': 1,
      ...strokeOf(rank),
    }),
  );
  const curve = svgElement('path', {
    d: curvePath(axis.values, delta, px, py),
    fill: 'none',
    stroke: INK,
    'stroke-width': 1.7,
    'stroke-linejoin': 'round',
  });
  const value = best.at === 'background' ? undefined : best.at[axis.name];
  const clip = svgElement(
    'clipPath',
    { id },
    svgElement('rect', { x: place.x, y: place.y, width: place.width, height: place.height }),
  );
  return [
    clip,
    svgElement('g', { 'clip-path': `url(#${id})` }, [...lines, curve].join('')),
    ...ticks(axis, y, px, py, { ...place, withY: isFirst }),
    frameOf(place),
    ...(value === undefined ? [] : [star(px(value), py(0))]),
  ].join('');
}

/** A line through neighbouring points that have a number. */
function curvePath(values: readonly number[], delta: Float64Array, px: Scale, py: Scale): string {
  return values
    .map((value, i) => {
      const d = at(delta, i);
      if (Number.isNaN(d)) return '';
      const isStart = i === 0 || Number.isNaN(at(delta, i - 1));
      // Far above the frame the line only has to leave it.
      return `${isStart ? 'M' : 'L'}${px(value).toFixed(2)},${Math.max(py(d), -1e4).toFixed(2)}`;
    })
    .join('');
}

/** The levels, right-aligned in the free corner above the diagonal. */
function legend({ levels, best }: Corner, right: number, top: number): string[] {
  const size = 15;
  const ordered = [...levels].sort((a, b) => b.cl - a.cl);
  const labels = ordered.map(({ cl, is }) => `${is.is} at ${percentMarkup(cl)}`);
  const widest = Math.max(...labels.map((label) => measureText(label, size)));
  const start = right - widest - 36;
  const rows = labels.flatMap((label, rank) => {
    const y = top + 16 + 24 * rank;
    return [
      svgElement('rect', { x: start, y: y - 11, width: 28, height: 12, fill: FILL, 'fill-opacity': 0.14 }),
      svgElement('path', { d: `M${start},${y - 5}h28`, 'stroke-width': 1.8, ...strokeOf(rank) }),
      richTextSvg(label, { x: right, y, size, anchor: 'end' }),
    ];
  });
  if (best.at === 'background') return rows;
  const y = top + 16 + 24 * labels.length;
  const words = `best fit, *χ*^2 = ${best.chi2.toFixed(2)}`;
  return [
    ...rows,
    star(right - measureText(words, size) - 22, y - 5),
    richTextSvg(words, { x: right, y, size, anchor: 'end' }),
  ];
}
