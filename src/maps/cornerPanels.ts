/** The panels of a corner: one axis or two, each with its marks, ticks and best fit. */
import { at } from '../at.js';
import { INK, type Scale } from '../drawing/figureLayout.js';
import { measureText } from '../drawing/fonts.js';
import { linesPath, regionPath } from '../drawing/paths.js';
import { richTextSvg, svgElement } from '../drawing/richText.js';
import { star } from '../drawing/star.js';
import { chooseTicks } from '../drawing/ticks.js';
import { CONTOUR_FILL, contourStyle } from '../figures/contourLegend.js';
import { type PanelPlace, panelScale, panelTicks } from '../figures/panelTicks.js';
import { drawFlags } from '../marks/flagMarks.js';
import { drawMissing } from '../marks/missingMark.js';
import { flaggedPoints } from '../planes/flaggedPoints.js';
import type { TickAxis } from '../tiles/axes.js';
import type { Corner, CornerPanel, CornerProfile } from './corner.js';

/** Pixels between panels. */
export const GAP = 14;
const LABEL_SIZE = 13.5;

/** A pair of axes: the regions, their contours, flags and missing points, and the best fit. */
export function drawPanel(
  { levels, best }: Corner,
  panel: CornerPanel,
  place: PanelPlace,
  id: string,
): string {
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
        fill: CONTOUR_FILL,
        'fill-opacity': contours.length === 1 ? 0.16 : 0.1,
        'fill-rule': 'evenodd',
      }),
    ),
    ...drawFlags(flaggedPoints([flags]), { x, y }, at_, ['closed', 'numbers']),
    ...drawMissing([plane], at_),
    ...ordered.map(([, contour], rank) =>
      svgElement('path', {
        d: linesPath(contour.lines, px, py),
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

/** Stroke and dash of a level, by its rank from the highest: as in the figure of contours. */
export const strokeOf = (rank: number) => {
  const { stroke, dash } = contourStyle(rank);
  return { stroke, 'stroke-dasharray': dash };
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
  // A label at the lower end would touch that at the upper end of the next panel.
  const apart = chooseTicks(y).labels.filter(({ value }) => place.withX || py(value) < bottom - 3);
  const beside = apart.map(({ value, label }) =>
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
export function drawProfile(
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
