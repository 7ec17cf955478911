/** The efficiency for the pairs of a point in the layout of figure 2 of arXiv:2502.10900: a panel for each true quantity, in steps. */

import { at } from '../at.js';
import { CAPTION_SIZES, wrap } from '../drawing/captionText.js';
import { INK } from '../drawing/figureLayout.js';
import { FONT_FAMILY, measureText } from '../drawing/fonts.js';
import { richTextSvg, svgElement } from '../drawing/richText.js';
import { chooseTicks } from '../drawing/ticks.js';
import type { PairQuantity } from '../response/tabulate.js';
import type { TickAxis } from '../tiles/axes.js';

/** A bin of a panel: its ends, the share of the pairs in it, and the efficiencies in the order of the legend. */
export interface StepBin {
  readonly low: number;
  readonly high: number;
  readonly share: number;
  readonly values: readonly number[];
}

/** Contents of a figure; texts are markup. */
export interface EfficiencyPanels {
  readonly title: string;
  readonly parameters: readonly string[];
  readonly notes: readonly string[];
  /** Names of the lines: the total, then each topology. */
  readonly legend: readonly string[];
  readonly panels: readonly { readonly quantity: PairQuantity; readonly bins: readonly StepBin[] }[];
}

const AXES: Readonly<Record<PairQuantity, { readonly title: string; readonly most: number }>> = {
  e_ee_gev: { title: 'true *E_{ee}* (GeV)', most: 2 },
  theta_ee_deg: { title: 'true *θ_{ee}* (degrees)', most: 180 },
  opening_deg: { title: 'true opening angle (degrees)', most: 180 },
  asymmetry: { title: 'true |*E*_{+} − *E*_{−}|/*E_{ee}*', most: 1 },
};

/** Line styles: black for the total, the others safe for the colour-blind, with dashes for grey print. */
const LINES = [
  { stroke: INK, dash: '', width: 2.1 },
  { stroke: '#0b5d99', dash: '', width: 1.7 },
  { stroke: '#d1690e', dash: '6 3', width: 1.7 },
  { stroke: '#2b8a5f', dash: '2 2.5', width: 1.9 },
  { stroke: '#8a4a9e', dash: '9 3 2 3', width: 1.7 },
] as const;
const styleOf = (i: number) => LINES[i % LINES.length] ?? LINES[0];
const SHARE = { fill: '#9a9a9a', opacity: 0.28, height: 0.5 } as const;

const PAGE = { left: 78, right: 20, between: 72, width: 320, height: 232, below: 76 } as const;
const INNER = 2 * PAGE.width + PAGE.between;
const WIDTH = PAGE.left + INNER + PAGE.right;
const SIZES = { label: 14, title: 16.5, legend: 14.5 } as const;
/** Fraction of the pairs that a panel may leave out at its end. */
const TAIL = 0.003;

/** Draws the figure as an SVG document whose text is still text in the bundled font. */
export function drawEfficiencyPanels({ title, parameters, notes, legend, panels }: EfficiencyPanels): string {
  const above = wrap(parameters, ',  ', CAPTION_SIZES.parameters, INNER);
  const below = wrap(notes, ' ', CAPTION_SIZES.notes, INNER);
  const parts = [richTextSvg(title, { x: PAGE.left, y: 30, size: CAPTION_SIZES.title })];
  const line = (text: string, y: number, size: number, fill: string) =>
    richTextSvg(text, { x: PAGE.left, y, size, fill });
  above.forEach((text, i) => {
    parts.push(line(text, 56 + 24 * i, CAPTION_SIZES.parameters, '#333333'));
  });
  const legendY = 60 + 24 * above.length;
  parts.push(...drawLegend(legend, legendY));
  const top = legendY + 18;
  const high = 1.08 * Math.max(...panels.flatMap(({ bins }) => bins.flatMap(({ values }) => values)), 1e-6);
  panels.forEach((panel, i) => {
    const [column, row] = [i % 2, Math.floor(i / 2)];
    const place = {
      x: PAGE.left + column * (PAGE.width + PAGE.between),
      y: top + row * (PAGE.height + PAGE.below),
    };
    parts.push(...drawPanel(panel, place, high, column === 0));
  });
  const end = top + Math.ceil(panels.length / 2) * (PAGE.height + PAGE.below);
  below.forEach((text, i) => {
    parts.push(line(text, end + 6 + 18 * i, CAPTION_SIZES.notes, '#5a5a5a'));
  });
  const height = Math.round(end + 8 + 18 * below.length);
  const box = { width: WIDTH, height, viewBox: `0 0 ${WIDTH} ${height}` };
  return svgElement(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', ...box, 'font-family': FONT_FAMILY },
    [svgElement('rect', { width: WIDTH, height, fill: 'white' }), ...parts].join(''),
  );
}

function drawLegend(legend: readonly string[], y: number): string[] {
  let x: number = PAGE.left;
  const entry = (swatch: string, label: string) => {
    const text = richTextSvg(label, { x: x + 36, y, size: SIZES.legend });
    x += 36 + measureText(label, SIZES.legend) + 22;
    return [swatch, text];
  };
  const lines = legend.flatMap((label, i) => {
    const { stroke, dash, width } = styleOf(i);
    return entry(svgElement('path', { d: `M${x},${y - 5}h28`, ...lineStyle(stroke, width, dash) }), label);
  });
  const box = { x, y: y - 11, width: 28, height: 11, fill: SHARE.fill, 'fill-opacity': SHARE.opacity };
  return [...lines, ...entry(svgElement('rect', box), 'pairs')];
}

/** The end of a panel's axis, beyond which only a tail of the pairs lies; a wide last bin is cut off. */
function endOf(bins: readonly StepBin[], most: number): number {
  let beyond = 1;
  const last = bins.find(({ share }) => {
    beyond -= share;
    return beyond < TAIL;
  });
  if (last === undefined) return most;
  return Math.min(last.high, last.low > 0 ? 1.5 * last.low : most, most);
}

function drawPanel(
  { quantity, bins }: EfficiencyPanels['panels'][number],
  corner: { readonly x: number; readonly y: number },
  high: number,
  withTitle: boolean,
): string[] {
  const { title, most } = AXES[quantity];
  const end = endOf(bins, most);
  const bottom = corner.y + PAGE.height;
  const x: TickAxis = { spacing: 'linear', values: [0, end] };
  const y: TickAxis = { spacing: 'linear', values: [0, high] };
  const px = (value: number) => round(corner.x + (Math.min(value, end) / end) * PAGE.width);
  const py = (value: number) => round(bottom - (value / high) * PAGE.height);
  const shown = bins.filter(({ low }) => low < end);
  return [
    ...drawShares(shown, end, px, bottom),
    ...(
      shown[0]?.values.map((_, i) => {
        const { stroke, width, dash } = styleOf(i);
        const d = shown
          .map(({ low, high: to, values }, k) => {
            const level = py(at(values, i));
            return k === 0 ? `M${px(low)},${level}H${px(to)}` : `V${level}H${px(to)}`;
          })
          .join('');
        return svgElement('path', { d, ...lineStyle(stroke, width, dash) });
      }) ?? []
    ).reverse(),
    ...drawFrame(corner, x, y, px, py),
    richTextSvg(title, { x: corner.x + PAGE.width / 2, y: bottom + 44, size: SIZES.title, anchor: 'middle' }),
    ...(withTitle ? [sideTitle('efficiency', corner.x - 54, corner.y + PAGE.height / 2)] : []),
  ];
}

/** The distribution of pairs per unit of the axis, scaled to half the height of the panel. */
function drawShares(
  bins: readonly StepBin[],
  end: number,
  px: (value: number) => number,
  bottom: number,
): string[] {
  const density = ({ low, high, share }: StepBin) => share / (Math.min(high, Math.max(end, low)) - low || 1);
  const most = Math.max(...bins.map(density), 1e-30);
  return bins.map((bin) => {
    const height = round((density(bin) / most) * SHARE.height * PAGE.height);
    const [left, right] = [px(bin.low), px(bin.high)];
    const box = { x: left, y: round(bottom - height), width: round(right - left), height };
    return svgElement('rect', { ...box, fill: SHARE.fill, 'fill-opacity': SHARE.opacity });
  });
}

function drawFrame(
  corner: { readonly x: number; readonly y: number },
  x: TickAxis,
  y: TickAxis,
  px: (value: number) => number,
  py: (value: number) => number,
): string[] {
  const [onX, onY] = [chooseTicks(x), chooseTicks(y)];
  const [right, bottom] = [corner.x + PAGE.width, corner.y + PAGE.height];
  const across = (v: number, size: number) => `M${px(v)},${bottom}v${-size}M${px(v)},${corner.y}v${size}`;
  const along = (v: number, size: number) => `M${corner.x},${py(v)}h${size}M${right},${py(v)}h${-size}`;
  const d = [
    ...onX.major.map((v) => across(v, 7)),
    ...onX.minor.map((v) => across(v, 3.5)),
    ...onY.major.map((v) => along(v, 7)),
    ...onY.minor.map((v) => along(v, 3.5)),
  ].join('');
  const frame = {
    x: corner.x,
    y: corner.y,
    width: PAGE.width,
    height: PAGE.height,
    fill: 'none',
    stroke: INK,
  };
  return [
    svgElement('path', { d, stroke: INK, 'stroke-width': 0.9, fill: 'none' }),
    svgElement('rect', frame),
    ...onX.labels.map(({ value, label }) =>
      richTextSvg(label, { x: px(value), y: bottom + 20, size: SIZES.label, anchor: 'middle' }),
    ),
    ...onY.labels.map(({ value, label }) =>
      richTextSvg(label, { x: corner.x - 8, y: py(value) + 4.8, size: SIZES.label, anchor: 'end' }),
    ),
  ];
}

function sideTitle(text: string, x: number, y: number): string {
  return richTextSvg(text, { x, y, size: SIZES.title, anchor: 'middle', transform: `rotate(-90 ${x} ${y})` });
}

function lineStyle(stroke: string, width: number, dash: string) {
  return {
    fill: 'none',
    stroke,
    'stroke-width': width,
    'stroke-linejoin': 'round',
    'stroke-dasharray': dash,
  };
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
