/** The head of a figure, above its panels: titles, and below these the values of parameters. */
import { CAPTION_SIZES } from './captionText.js';
import { measureText } from './fonts.js';
import { richTextSvg } from './richText.js';

/** Lines of markup, drawn from `left` on. */
export interface CaptionHead {
  readonly elements: readonly string[];
  /** Lower end of the head, pixels, without any distance to the next element. */
  readonly end: number;
}

/** Width of the first line of a head, pixels: of the title, or of the parameters where there is none. */
export function firstLineWidth({
  titles: [title],
  parameters: [values = ''],
}: {
  readonly titles: readonly string[];
  readonly parameters: readonly string[];
}): number {
  return title === undefined
    ? measureText(values, CAPTION_SIZES.parameters)
    : measureText(title, CAPTION_SIZES.title);
}

/** Draws lines of titles and of parameters as SVG text. */
export function captionHead(
  { titles, parameters }: { readonly titles: readonly string[]; readonly parameters: readonly string[] },
  left: number,
): CaptionHead {
  const titlesEnd = 30 + 24 * (titles.length - 1);
  const style = { x: left, size: CAPTION_SIZES.parameters, fill: '#333333' };
  return {
    elements: [
      ...titles.map((text, i) => richTextSvg(text, { x: left, y: 30 + 24 * i, size: CAPTION_SIZES.title })),
      ...parameters.map((text, i) => richTextSvg(text, { ...style, y: titlesEnd + 26 + 24 * i })),
    ],
    end: titlesEnd + 4 + 24 * parameters.length,
  };
}
