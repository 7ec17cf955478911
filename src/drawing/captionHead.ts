/** The head of a figure, above its panels: titles, and below these the values of parameters. */
import { CAPTION_SIZES } from './captionText.js';
import type { Frame, PlacedText } from './figureLayout.js';
import { measureText } from './fonts.js';
import { richTextSvg } from './richText.js';

/** Lines of markup, drawn from `left` on. */
export interface CaptionHead {
  readonly elements: readonly string[];
  /** Lower end of the head, pixels, without any distance to the next element. */
  readonly end: number;
}

/** Lines of a caption, as markup: titles and parameters above the frame, notes below it. */
export interface CaptionLines {
  readonly titles: readonly string[];
  readonly parameters: readonly string[];
  readonly notes: readonly string[];
}

/** Titles and parameters. */
type HeadLines = Omit<CaptionLines, 'notes'>;

/** Width of the first line of a head, pixels: of the title, or of the parameters where there is none. */
export function firstLineWidth({ titles: [title], parameters: [values = ''] }: HeadLines): number {
  return title === undefined
    ? measureText(values, CAPTION_SIZES.parameters)
    : measureText(title, CAPTION_SIZES.title);
}

/** Baseline of the last line of the titles. */
const titlesEnd = ({ titles }: HeadLines) => 30 + 24 * (titles.length - 1);

/** Places titles and parameters. */
function headWords(head: HeadLines, x: number): PlacedText[] {
  const style = { x, size: CAPTION_SIZES.parameters, fill: '#333333' };
  return [
    ...head.titles.map((line, i): PlacedText => [line, { x, y: 30 + 24 * i, size: CAPTION_SIZES.title }]),
    ...head.parameters.map((line, i): PlacedText => [line, { ...style, y: titlesEnd(head) + 26 + 24 * i }]),
  ];
}

/** Places a caption around a frame. */
export function captionWords(caption: CaptionLines, { bottom, page }: Frame): PlacedText[] {
  const x = page.left;
  const style = { x, size: CAPTION_SIZES.notes, fill: '#5a5a5a' };
  const notes = caption.notes.map((line, i): PlacedText => [line, { ...style, y: bottom + 78 + 18 * i }]);
  return [...headWords(caption, x), ...notes];
}

/** Draws lines of titles and of parameters as SVG text. */
export function captionHead(head: HeadLines, left: number): CaptionHead {
  return {
    elements: headWords(head, left).map(([text, style]) => richTextSvg(text, style)),
    end: titlesEnd(head) + 4 + 24 * head.parameters.length,
  };
}
