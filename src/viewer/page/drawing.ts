/** A panel's picture in layers: pixels, marks with axes, and contours; the same strings make the figure that is saved. */

import { type DeltaPlane, levelOf } from '../../contouring/contour.js';
import { cellPaths } from '../../drawing/cells.js';
import { escapeMarkup } from '../../drawing/richText.js';
import { flaggedPoints } from '../../planes/flaggedPoints.js';
import { percent } from '../../words.js';
import { type ColourScale, deltaScale, scaleOf, shadeWords } from '../picture/colours.js';
import { type Box, type Mark, markArea, star } from '../picture/marks.js';
import {
  axesSvg,
  colourBarSvg,
  contoursSvg,
  type DrawnContour,
  dashOf,
  FRAME,
  type Ink,
  placesOn,
  SIZE,
} from '../picture/plot.js';
import { cellBorders, paint } from '../picture/raster.js';
import { DELTA, type View } from '../picture/view.js';
import { KNOWN, type ShownPlane } from './reading/planes.js';

/** What is drawn in a panel. */
export interface Picture {
  readonly plane: ShownPlane;
  readonly delta: DeltaPlane;
  /** Numbers of the pixels, shape [ny, nx], NaN where there are none. */
  readonly values: Float64Array;
  readonly scale: ColourScale;
  /** What the colour bar is called, as markup. */
  readonly title: string;
}

/** The picture of a plane: Delta chi2, chi2, or other numbers with their names. */
export function pictureOf(
  plane: ShownPlane,
  delta: DeltaPlane,
  view: View,
  numbers: { readonly values: Float64Array; readonly title: string } | undefined,
): Picture {
  if (numbers !== undefined) return { plane, delta, ...numbers, scale: scaleOf(numbers.values) };
  if (view.picture === DELTA)
    return { plane, delta, values: delta.delta, scale: deltaScale(view.ceiling), title: 'Δ*χ*^2' };
  return { plane, delta, values: plane.chi2, scale: scaleOf(plane.chi2), title: '*χ*^2' };
}

/** The title of a variable's colours. */
export const numbersTitle = (name: string, unit: string) =>
  escapeMarkup(unit === '' ? name : `${name} (${unit})`);

const SHADES = shadeWords();
/** Where there is no number: marks lie over it. */
const NOTHING = 0xffffffff;

/** Draws the pixels of a picture into a canvas, as many as it has on the screen. */
export function drawPixels(canvas: HTMLCanvasElement, picture: Picture, width: number, height: number): void {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('the browser has no canvas');
  const image = context.createImageData(width, height);
  const { plane, values, scale } = picture;
  paint(new Uint32Array(image.data.buffer), { width, height }, { ...plane, values }, scale, SHADES, NOTHING);
  context.putImageData(image, 0, 0);
}

/** Marks of flags and of what is unknown, axes and colour bar. `id` is unique in the document. */
export function underSvg({ plane, scale, title }: Picture, view: View, ink: Ink, id: string): string {
  const { x, y, known } = plane;
  const columns = cellBorders(x).map((place) => FRAME.x + FRAME.width * place);
  const rows = cellBorders(y).map((place) => FRAME.y + FRAME.height * (1 - place));
  const mark = (name: Mark, marked: Uint8Array) =>
    markArea(name, cellPaths(marked, { columns, rows }).get(1) ?? '', FRAME, id);
  const flagged = flaggedPoints([plane.flags]);
  const where = (is: (of: number) => boolean) => known.map((of) => (is(of) ? 1 : 0));
  const levels = view.picture === DELTA ? view.cls.map(levelOf) : [];
  return [
    ...(view.hatched ? flagged.flatMap(({ flag, marked }) => mark({ flag }, marked)) : []),
    ...mark(
      'missing',
      where((of) => of === KNOWN.missing || of === KNOWN.absent),
    ),
    ...mark(
      'damaged',
      where((of) => of === KNOWN.damaged),
    ),
    axesSvg(x, y, [x.title, y.title], ink),
    colourBarSvg(scale, title, levels, ink, id),
  ].join('');
}

/** Colours of contours: those of the panel itself, and of the other panels. */
const INK_OF_CONTOURS = '#111111';
const OTHERS = ['#d55e00', '#cc3ea5', '#0072b2', '#8a5a00'] as const;
/** The colour of the contours of the n-th panel in the others. */
export const colourOf = (panel: number) => OTHERS[panel % OTHERS.length] ?? OTHERS[0];

/** Lines of each confidence level. */
export interface PanelLines {
  readonly cl: number;
  readonly lines: DrawnContour['lines'];
}

/** Contours as they are drawn, the strongest first. */
export function drawnContours(
  lines: readonly PanelLines[],
  colour = INK_OF_CONTOURS,
  of = '',
): DrawnContour[] {
  return [...lines]
    .sort((a, b) => b.cl - a.cl)
    .map(({ cl, lines: points }, i) => ({
      lines: points,
      dash: dashOf(i),
      colour,
      label: `${of}${percent(cl)} CL`,
    }));
}

/** Contours of other panels below those of this one, and the minimum. */
export function overSvg(
  { plane, delta }: Pick<Picture, 'plane' | 'delta'>,
  contours: readonly DrawnContour[],
  others: readonly DrawnContour[],
  isRough: boolean,
  id: string,
): string {
  const { px, py } = placesOn(plane.x, plane.y);
  const { at } = delta.minimum;
  const { x, y, width, height } = FRAME;
  const clip = `${id}-frame`;
  return [
    `<clipPath id="${clip}"><rect x="${x}" y="${y}" width="${width}" height="${height}"/></clipPath><g clip-path="url(#${clip})">`,
    contoursSvg(plane.x, plane.y, others),
    contoursSvg(plane.x, plane.y, contours, isRough),
    '</g>',
    at === 'background' ? '' : star(px(at.x), py(at.y)),
  ].join('');
}

/** The place of the frame in the whole picture, as shares of it. */
export const FRAME_SHARE: Box = {
  x: FRAME.x / SIZE.width,
  y: FRAME.y / SIZE.height,
  width: FRAME.width / SIZE.width,
  height: FRAME.height / SIZE.height,
};
