/** A panel as an SVG file: picture, marks and contours on white, with what it shows in words below, and where it is from. */
import { plainText, richTextSvg, svgElement } from '../../drawing/richText.js';
import { FRAME, PAPER, SIZE } from './plot.js';

/** A line below the picture; with a sample of its mark or line before it, drawn at the place that it is given. */
export interface CaptionLine {
  readonly markup: string;
  readonly sample?: (x: number, y: number) => string;
}

/** What a figure consists of. */
export interface FigureParts {
  /** Lines above the picture, as markup. */
  readonly head: readonly string[];
  /** The pixels as a data URL of a PNG. */
  readonly pixels: string;
  readonly under: string;
  readonly over: string;
  readonly caption: readonly CaptionLine[];
  /** Where the numbers are from, for programs and people who open the file. */
  readonly source: string;
}

/** Height of a line of the caption. */
const LINE = 22;
const SIZE_OF_WORDS = 15;
const [LEFT, SAMPLE] = [24, 38];

/** The text of the file. `measure` tells the width of plain text at the size of the caption. */
export function figureSvg(
  { head, pixels, under, over, caption, source }: FigureParts,
  measure: (text: string) => number,
): string {
  const room = SIZE.width - 2 * LEFT;
  const lines = (list: readonly CaptionLine[]) =>
    list.flatMap(({ markup, sample }) => {
      const indent = list.some((line) => line.sample !== undefined) ? SAMPLE : 0;
      return wrapMarkup(markup, room - indent, measure).map((text, i) => ({
        text,
        indent,
        sample: i === 0 ? sample : undefined,
      }));
    });
  const above = lines(head.map((markup) => ({ markup })));
  const top = 14 + LINE * above.length;
  const below = lines(caption);
  const height = top + SIZE.height + LINE * below.length + 14;
  const words = [
    ...above.map(({ text }, i) =>
      richTextSvg(text, { x: LEFT, y: 24 + LINE * i, size: i === 0 ? 18 : SIZE_OF_WORDS, fill: PAPER.words }),
    ),
    ...below.map(({ text, indent, sample }, i) => {
      const y = top + SIZE.height + LINE * (i + 0.6);
      return `${sample?.(LEFT, y - 11) ?? ''}${richTextSvg(text, { x: LEFT + indent, y, size: SIZE_OF_WORDS, fill: PAPER.words })}`;
    }),
  ];
  const image = svgElement('image', {
    x: FRAME.x,
    y: FRAME.y,
    width: FRAME.width,
    height: FRAME.height,
    href: pixels,
    preserveAspectRatio: 'none',
    'image-rendering': 'pixelated',
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE.width}" height="${height}" viewBox="0 0 ${SIZE.width} ${height}" font-family="'STIX Two Text', 'STIX Two', 'Times New Roman', serif">`,
    svgElement(
      'desc',
      {},
      source.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`),
    ),
    svgElement('rect', { width: SIZE.width, height, fill: '#ffffff' }),
    svgElement('g', { transform: `translate(0 ${top})` }, image + under + over),
    ...words,
    '</svg>\n',
  ].join('\n');
}

/** Markup in lines of a width, broken at spaces. */
export function wrapMarkup(markup: string, room: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  for (const word of markup.split(' ')) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && measure(plainText(longer)) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
