/** The efficiency for the pairs of a point in the layout of figure 2 of arXiv:2502.10900: a panel for each true quantity, in steps. */

import { at } from '../at.js';
import { captionHead } from '../drawing/captionHead.js';
import { CAPTION_SIZES, wrap } from '../drawing/captionText.js';
import { type Box, INK } from '../drawing/figureLayout.js';
import { measureText } from '../drawing/fonts.js';
import { richTextSvg, svgElement } from '../drawing/richText.js';
import { svgDocument } from '../drawing/svgDocument.js';
import { chooseTicks, placeLabels } from '../drawing/ticks.js';
import { markupLines } from '../drawing/titleMarkup.js';
import type { PairQuantity } from '../response/tabulate.js';
import { DEFAULT_STYLE, type FigureStyle } from '../style/figureStyle.js';
import type { TickAxis } from '../tiles/axes.js';
import { innerWidth, type Sheet, sheetOf } from './efficiencySheet.js';

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

const SIZES = { label: 14, title: 16.5, legend: 14.5 } as const;
/** Fraction of the pairs that a panel may leave out at its end. */
const TAIL = 0.003;

/** Draws the figure as an SVG document whose text is still text in the bundled font. */
export function drawEfficiencyPanels(
  { title, parameters, notes, legend, panels }: EfficiencyPanels,
  style: FigureStyle = DEFAULT_STYLE,
): string {
  const sheet = sheetOf(style);
  const inner = innerWidth(sheet);
  const head = captionHead(
    {
      titles: markupLines(title, inner, style.title),
      parameters: wrap(parameters, ',  ', CAPTION_SIZES.parameters, inner),
    },
    sheet.left,
  );
  const below = style.isPlain ? [] : wrap(notes, ' ', CAPTION_SIZES.notes, inner);
  const key = drawLegend(legend, head.end + 26, sheet);
  const top = key.end + 18;
  const high = 1.08 * Math.max(...panels.flatMap(({ bins }) => bins.flatMap(({ values }) => values)), 1e-6);
  const drawn = panels.flatMap((panel, i) => {
    const column = i % sheet.columns;
    const x = sheet.left + column * (sheet.width + sheet.between);
    const y = top + Math.floor(i / sheet.columns) * (sheet.height + sheet.below);
    return drawPanel(panel, { x, y, width: sheet.width, height: sheet.height }, high, column === 0);
  });
  const end = top + Math.ceil(panels.length / sheet.columns) * (sheet.height + sheet.below);
  const words = below.map((text, i) =>
    richTextSvg(text, { x: sheet.left, y: end + 6 + 18 * i, size: CAPTION_SIZES.notes, fill: '#5a5a5a' }),
  );
  const width = sheet.left + inner + sheet.right;
  const height = Math.round(end + 8 + 18 * below.length);
  return svgDocument([...head.elements, ...key.elements, ...drawn, ...words], width, height);
}

/** The legend in as many lines as it needs, the first with its baseline at `top`; `end` is the baseline of the last. */
function drawLegend(
  legend: readonly string[],
  top: number,
  sheet: Sheet,
): { readonly elements: readonly string[]; readonly end: number } {
  let [x, y] = [sheet.left, top];
  const samples = [...legend.map((label, i) => ({ label, i })), { label: 'pairs', i: -1 }];
  const elements = samples.flatMap(({ label, i }) => {
    const width = 36 + measureText(label, SIZES.legend);
    if (x > sheet.left && x + width > sheet.left + innerWidth(sheet)) [x, y] = [sheet.left, y + 22];
    const { stroke, dash, width: lineWidth } = styleOf(Math.max(i, 0));
    const box = { x, y: y - 11, width: 28, height: 11, fill: SHARE.fill, 'fill-opacity': SHARE.opacity };
    const swatch =
      i < 0
        ? svgElement('rect', box)
        : svgElement('path', { d: `M${x},${y - 5}h28`, ...lineStyle(stroke, lineWidth, dash) });
    const text = richTextSvg(label, { x: x + 36, y, size: SIZES.legend });
    x += width + 22;
    return [swatch, text];
  });
  return { elements, end: y };
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
  frame: Box,
  high: number,
  withTitle: boolean,
): string[] {
  const { title, most } = AXES[quantity];
  const end = endOf(bins, most);
  const bottom = frame.y + frame.height;
  const x: TickAxis = { spacing: 'linear', values: [0, end] };
  const y: TickAxis = { spacing: 'linear', values: [0, high] };
  const px = (value: number) => round(frame.x + (Math.min(value, end) / end) * frame.width);
  const py = (value: number) => round(bottom - (value / high) * frame.height);
  const shown = bins.filter(({ low }) => low < end);
  const middle = {
    x: frame.x + frame.width / 2,
    y: bottom + 44,
    size: SIZES.title,
    anchor: 'middle',
  } as const;
  return [
    ...drawShares(shown, end, px, frame),
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
    ...drawFrame(frame, x, y, px, py),
    richTextSvg(title, middle),
    ...(withTitle ? [sideTitle('efficiency', frame.x - 54, frame.y + frame.height / 2)] : []),
  ];
}

/** The distribution of pairs per unit of the axis, scaled to half the height of the panel. */
function drawShares(
  bins: readonly StepBin[],
  end: number,
  px: (value: number) => number,
  frame: Box,
): string[] {
  const bottom = frame.y + frame.height;
  const density = ({ low, high, share }: StepBin) => share / (Math.min(high, Math.max(end, low)) - low || 1);
  const most = Math.max(...bins.map(density), 1e-30);
  return bins.map((bin) => {
    const height = round((density(bin) / most) * SHARE.height * frame.height);
    const [left, right] = [px(bin.low), px(bin.high)];
    const box = { x: left, y: round(bottom - height), width: round(right - left), height };
    return svgElement('rect', { ...box, fill: SHARE.fill, 'fill-opacity': SHARE.opacity });
  });
}

function drawFrame(
  box: Box,
  x: TickAxis,
  y: TickAxis,
  px: (value: number) => number,
  py: (value: number) => number,
): string[] {
  const [onX, onY] = [chooseTicks(x), chooseTicks(y)];
  const [right, bottom] = [box.x + box.width, box.y + box.height];
  const across = (v: number, size: number) => `M${px(v)},${bottom}v${-size}M${px(v)},${box.y}v${size}`;
  const along = (v: number, size: number) => `M${box.x},${py(v)}h${size}M${right},${py(v)}h${-size}`;
  const d = [
    ...onX.major.map((v) => across(v, 7)),
    ...onX.minor.map((v) => across(v, 3.5)),
    ...onY.major.map((v) => along(v, 7)),
    ...onY.minor.map((v) => along(v, 3.5)),
  ].join('');
  const frame = { ...box, fill: 'none', stroke: INK };
  const below = placeLabels(onX, px, (label) => measureText(label, SIZES.label), false);
  const beside = placeLabels(onY, py, () => 0.75 * SIZES.label, false);
  return [
    svgElement('path', { d, stroke: INK, 'stroke-width': 0.9, fill: 'none' }),
    svgElement('rect', frame),
    ...below.map(({ value, label }) =>
      richTextSvg(label, { x: px(value), y: bottom + 20, size: SIZES.label, anchor: 'middle' }),
    ),
    ...beside.map(({ value, label }) =>
      richTextSvg(label, { x: box.x - 8, y: py(value) + 4.8, size: SIZES.label, anchor: 'end' }),
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
