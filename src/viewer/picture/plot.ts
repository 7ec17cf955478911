/** The frame, axes, contours and colour bar of a picture as SVG: the same on the page and in the figure that is saved. */
import { at } from '../../at.js';
import type { Point } from '../../contouring/contour.js';
import { minus, numberMarkup, richTextSvg, svgElement } from '../../drawing/richText.js';
import { chooseTicks } from '../../drawing/ticks.js';
import { type ColourScale, placeOf, shadeHex } from './colours.js';
import type { Box } from './marks.js';
import { type DrawnAxis, positionOf } from './raster.js';

/** Size of a picture and the place of its frame, in units of its SVG. */
export const SIZE = { width: 720, height: 520 } as const;
export const FRAME: Box = { x: 92, y: 16, width: 520, height: 430 };
const BAR: Box = { x: FRAME.x + FRAME.width + 16, y: FRAME.y, width: 16, height: FRAME.height };

/** Colours of words and lines beside the picture. */
export interface Ink {
  readonly words: string;
  readonly faint: string;
}

/** On paper, and in the light. */
export const PAPER: Ink = { words: '#1a1a1a', faint: '#5a5a5a' };
/** In the dark. */
export const NIGHT: Ink = { words: '#e8e8ea', faint: '#a9adb3' };

/** From a value of each axis to a place in the SVG. */
export function placesOn(x: DrawnAxis, y: DrawnAxis) {
  const [alongX, alongY] = [positionOf(x), positionOf(y)];
  return {
    px: (value: number) => FRAME.x + FRAME.width * alongX(value),
    py: (value: number) => FRAME.y + FRAME.height * (1 - alongY(value)),
  };
}

/** Frame, ticks, labels and titles (markup) of the axes. */
export function axesSvg(x: DrawnAxis, y: DrawnAxis, titles: readonly [string, string], ink: Ink): string {
  const { px, py } = placesOn(x, y);
  const [right, bottom] = [FRAME.x + FRAME.width, FRAME.y + FRAME.height];
  const [ticksX, ticksY] = [chooseTicks(x), chooseTicks(y)];
  const below = (values: readonly number[], size: number) =>
    values.map((value) => `M${px(value).toFixed(2)},${bottom}v${size}`).join('');
  const beside = (values: readonly number[], size: number) =>
    values.map((value) => `M${FRAME.x},${py(value).toFixed(2)}h${-size}`).join('');
  const d = `M${FRAME.x},${FRAME.y}H${right}V${bottom}H${FRAME.x}Z${below(ticksX.major, 8)}${below(ticksX.minor, 4)}${beside(ticksY.major, 8)}${beside(ticksY.minor, 4)}`;
  const middle = FRAME.y + FRAME.height / 2;
  const style = { size: 16, fill: ink.words } as const;
  return [
    svgElement('path', { d, fill: 'none', stroke: ink.words, 'stroke-width': 1.1 }),
    ...ticksX.labels.map(({ value, label }) =>
      richTextSvg(label, { x: px(value), y: bottom + 26, anchor: 'middle', ...style }),
    ),
    ...ticksY.labels.map(({ value, label }) =>
      richTextSvg(label, { x: FRAME.x - 12, y: py(value) + 5.5, anchor: 'end', ...style }),
    ),
    richTextSvg(titles[0], {
      x: FRAME.x + FRAME.width / 2,
      y: bottom + 58,
      size: 19,
      fill: ink.words,
      anchor: 'middle',
    }),
    richTextSvg(titles[1], {
      x: 24,
      y: middle,
      size: 19,
      fill: ink.words,
      anchor: 'middle',
      transform: `rotate(-90 24 ${middle})`,
    }),
  ].join('');
}

/** A contour as it is drawn. */
export interface DrawnContour {
  readonly lines: readonly (readonly Point[])[];
  /** Dashes of SVG; empty for a whole line. */
  readonly dash: string;
  readonly colour: string;
  readonly label: string;
}

/** Dashes of confidence levels, the strongest first, as in the program's figures. */
const DASHES = ['', '8 4', '2 3', '9 3 2 3'] as const;
/** The dashes of the i-th level. */
export const dashOf = (i: number) => at(DASHES, i % DASHES.length);

/** Contours over a picture, each with a light line below it, so that it is seen on every colour. */
export function contoursSvg(
  x: DrawnAxis,
  y: DrawnAxis,
  contours: readonly DrawnContour[],
  isRough = false,
): string {
  const { px, py } = placesOn(x, y);
  return contours
    .map(({ lines, dash, colour, label }) => {
      const d = lines
        .map((line) => `M${line.map(([u, v]) => `${px(u).toFixed(2)},${py(v).toFixed(2)}`).join('L')}`)
        .join('');
      const style = { d, fill: 'none', 'stroke-linejoin': 'round' };
      return d === ''
        ? ''
        : [
            svgElement('path', {
              ...style,
              stroke: '#ffffff',
              'stroke-width': isRough ? 3 : 4.4,
              'stroke-opacity': 0.85,
            }),
            svgElement(
              'path',
              {
                ...style,
                stroke: colour,
                'stroke-width': isRough ? 1.2 : 2.1,
                'stroke-dasharray': dash,
                class: 'contour',
              },
              svgElement('title', {}, label),
            ),
          ].join('');
    })
    .join('');
}

/** The bar that says which colour is which number; `levels` are marked on it. */
export function colourBarSvg(
  scale: ColourScale,
  title: string,
  levels: readonly number[],
  ink: Ink,
  id: string,
): string {
  const stops = Array.from({ length: 17 }, (_, k) =>
    svgElement('stop', { offset: k / 16, 'stop-color': shadeHex(k / 16) }),
  );
  const bottom = BAR.y + BAR.height;
  const py = (value: number) => bottom - BAR.height * placeOf(scale, value);
  const ticks = barTicks(scale);
  const right = BAR.x + BAR.width;
  const box = { x: BAR.x, y: BAR.y, width: BAR.width, height: BAR.height };
  const middle = BAR.y + BAR.height / 2;
  const far = SIZE.width - 12;
  return [
    svgElement('linearGradient', { id: `${id}-bar`, x1: 0, y1: 1, x2: 0, y2: 0 }, stops.join('')),
    svgElement('rect', { ...box, fill: `url(#${id}-bar)`, stroke: ink.words, 'stroke-width': 0.8 }),
    svgElement('path', {
      d: levels
        .filter((level) => level < scale.high)
        .map((level) => `M${BAR.x},${py(level).toFixed(2)}h${BAR.width}`)
        .join(''),
      stroke: '#111111',
      'stroke-width': 1.6,
    }),
    svgElement('path', {
      d: ticks.map(({ value }) => `M${right},${py(value).toFixed(2)}h5`).join(''),
      stroke: ink.words,
      'stroke-width': 1.1,
    }),
    ...ticks.map(({ value, label }) =>
      richTextSvg(label, { x: right + 9, y: py(value) + 5, size: 14, fill: ink.words }),
    ),
    richTextSvg(title, {
      x: far,
      y: middle,
      size: 17,
      fill: ink.words,
      anchor: 'middle',
      transform: `rotate(-90 ${far} ${middle})`,
    }),
  ].join('');
}

/** Ticks of the bar, with labels in markup; at the end of Delta chi2 `≥`. */
function barTicks({ low, high, kind }: ColourScale): { value: number; label: string }[] {
  if (kind !== 'root')
    return chooseTicks({ spacing: kind, values: [low, high] })
      .labels.filter(({ value }) => value >= low && value <= high)
      .map(({ value, label }) => ({ value, label }));
  const [most, step] = [Math.sqrt(high), Math.ceil(Math.sqrt(high) / 6)];
  const roots = Array.from({ length: Math.floor(most / step + 1e-9) + 1 }, (_, k) => k * step).filter(
    (root) => most - root > 0.4 * step || root === most,
  );
  return [
    ...roots
      .filter((root) => root ** 2 < high)
      .map((root) => ({ value: root ** 2, label: numberMarkup(root ** 2) })),
    { value: high, label: `≥ ${minus(numberMarkup(high))}` },
  ];
}
