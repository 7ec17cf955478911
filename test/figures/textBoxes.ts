/** The boxes of all text in a figure, and what is wrong with them. */
import { Resvg } from '@resvg/resvg-js';
import { JSDOM } from 'jsdom';
import { FONT_FAMILY, RESVG_OPTIONS } from '../../src/drawing/fonts.js';

/** A text with its box in pixels, and whether it is turned by other than a right angle. */
export interface TextBox {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly isSloping: boolean;
}

/** Size of a figure, pixels. */
export interface FigureSize {
  readonly width: number;
  readonly height: number;
}

/** The size of an SVG document from its view box, or else from its width and height. */
export function sizeOf(svg: string): FigureSize {
  const [root = ''] = /<svg[^>]*>/.exec(svg) ?? [];
  const of = (name: string) => new RegExp(` ${name}="([^"]*)"`).exec(root)?.[1] ?? '';
  const [, , width, height] = of('viewBox')
    .split(/[\s,]+/)
    .map(Number);
  return { width: width ?? Number(of('width')), height: height ?? Number(of('height')) };
}

/** The boxes as resvg, which makes the outlines, draws the text: around the ink. */
export function textBoxes(svg: string): TextBox[] {
  const { document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window;
  return [...document.querySelectorAll('text')].flatMap((element): TextBox[] => {
    const alone = `<svg xmlns="http://www.w3.org/2000/svg" font-family="${FONT_FAMILY}">${element.outerHTML}</svg>`;
    const box = new Resvg(alone, RESVG_OPTIONS).getBBox();
    if (!box) return [];
    const { x: left, y: top, width, height } = box;
    const isSloping = /rotate\(-(?!90 )/.test(element.getAttribute('transform') ?? '');
    return [
      { text: element.textContent ?? '', left, top, right: left + width, bottom: top + height, isSloping },
    ];
  });
}

/** Texts that leave the figure, and pairs that overlap by more than `slack` pixels. */
export function layoutFaults(
  boxes: readonly TextBox[],
  { width, height }: FigureSize,
  slack = 0.6,
): string[] {
  const leaving = boxes.flatMap(({ text, left, top, right, bottom }) =>
    left < 0 || top < 0 || right > width || bottom > height
      ? [`leaves the figure: ${text} (${[left, top, right, bottom].map(Math.round)} of ${width} x ${height})`]
      : [],
  );
  const overlapping = boxes.flatMap((a, i) =>
    boxes.slice(i + 1).flatMap((b) => {
      // The boxes of neighbours that slope alike overlap where their text does not.
      if (a.isSloping && b.isSloping) return [];
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const tall = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      return wide > slack && tall > slack ? [`overlap: ${a.text} | ${b.text}`] : [];
    }),
  );
  return [...leaving, ...overlapping];
}
