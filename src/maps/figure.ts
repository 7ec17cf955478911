/** The figure of a map: the plane in colours, with a colour bar above it, and hatching where there is no number to trust. */
import { axisTitles, pageForLabels } from '../drawing/axisMarks.js';
import { captionHead } from '../drawing/captionHead.js';
import { CAPTION_SIZES, proseMarkup, spacedMarkup, wrap } from '../drawing/captionText.js';
import { cellEdges, cellPaths } from '../drawing/cells.js';
import { COLOUR_BAR_HEIGHT, drawColourBar, drawColourMap } from '../drawing/colourMap.js';
import type { ColourScale } from '../drawing/colourScale.js';
import { type Box, handMark, type Scale } from '../drawing/figureLayout.js';
import { plotFrame } from '../drawing/plotFrame.js';
import { richTextSvg } from '../drawing/richText.js';
import { markupLines } from '../drawing/titleMarkup.js';
import { parameterPhrases } from '../figures/caption.js';
import { drawFlagLegend, type FlagTable, layOutFlagLegend, NO_FLAGS } from '../marks/flagLegend.js';
import { drawFlags } from '../marks/flagMarks.js';
import { dotted, drawMissingLegend, type MissingNotes, missingLegendHeight } from '../marks/missingMark.js';
import { shownAxis } from '../marks/shownRange.js';
import { flaggedPoints } from '../planes/flaggedPoints.js';
import { flagsOfPlane } from '../planes/flags.js';
import { DEFAULT_STYLE, type FigureStyle, pageOfStyle } from '../style/figureStyle.js';
import { shareInWords } from '../words.js';
import type { MappedPlane } from './mapped.js';
import { experimentTitle, mapSentences, variableWords } from './words.js';

/** Lines of markup (richText.ts) of a map. */
interface MapCaption {
  readonly titles: readonly string[];
  readonly parameters: readonly string[];
  readonly bar: string;
  readonly notes: readonly string[];
}

/** The words of a map, in lines no wider than `width` pixels; a plain figure has no notes. */
function mapCaption(mapped: MappedPlane, width: number, style: FigureStyle): MapCaption {
  const { title, bar } = variableWords(mapped);
  const experiment = experimentTitle(mapped);
  const lines = (text: string, size: number) => wrap(text.split(' '), ' ', size, width);
  const phrases = parameterPhrases(mapped.choice, mapped.grid.attributes);
  return {
    titles: markupLines(title, width, style.title),
    parameters: [
      ...(experiment === undefined ? [] : lines(proseMarkup(experiment), CAPTION_SIZES.parameters)),
      ...wrap(phrases, ',  ', CAPTION_SIZES.parameters, width),
    ],
    bar,
    notes: style.isPlain ? [] : lines(mapSentences(mapped).join(' '), CAPTION_SIZES.notes),
  };
}

/** Draws a map as an SVG document whose text is still text in the bundled font; without a scale no point has a colour. */
export function drawMap(
  mapped: MappedPlane,
  scale: ColourScale | undefined,
  style: FigureStyle = DEFAULT_STYLE,
): string {
  const { choice } = mapped;
  const [x, y] = [
    shownAxis(choice.x, style.xRange, '--x-range'),
    shownAxis(choice.y, style.yRange, '--y-range'),
  ];
  const page = pageForLabels(pageOfStyle(style), y);
  const { left, frameWidth: width } = page;
  const caption = mapCaption(mapped, width, style);
  const head = captionHead(caption, left);
  const flags = style.isPlain ? NO_FLAGS : layOutFlagLegend(toldFlags(mapped), width);
  const missing = missingNotes(mapped);
  const top = head.end + (scale === undefined ? 22 : COLOUR_BAR_HEIGHT + 16);
  const bottom = top + page.frameHeight;
  const notesEnd = bottom + 78 + 18 * caption.notes.length;
  const height = notesEnd - 6 + missingLegendHeight(missing) + flags.height;
  const frame = { top, bottom, height, legend: 0, page };
  const box: Box = { x: left, y: top, width, height: bottom - top };
  const small = { size: CAPTION_SIZES.notes, fill: '#5a5a5a' };
  return plotFrame({
    frame,
    x,
    y,
    marks: (document) => [handMark(document, (px, py) => mapMarks(mapped, scale, { px, py, box }))],
    words: [
      ...axisTitles(choice.x, choice.y, frame, style),
      ...caption.notes.map((line, i) => [line, { x: left, y: bottom + 78 + 18 * i, ...small }] as const),
    ],
    legend: () => [
      ...head.elements,
      ...(scale === undefined
        ? [richTextSvg('no point has a number to show', { x: left + 12, y: top + 24, size: 14 })]
        : drawColourBar(scale, caption.bar, { x: left, y: head.end + 8, width })),
      ...drawMissingLegend(missing, left, notesEnd, 'missing'),
      ...drawFlagLegend(flags, left, notesEnd + missingLegendHeight(missing), 'legend'),
    ],
  });
}

/** The colours, dots where the value is missing, and the marks of flags. */
function mapMarks(
  { choice: { x, y }, values, coloured, flags }: MappedPlane,
  scale: ColourScale | undefined,
  { px, py, box }: { readonly px: Scale; readonly py: Scale; readonly box: Box },
): string[] {
  const place = { columns: cellEdges(x).map(px), rows: cellEdges(y).map(py) };
  const lost = cellPaths(
    Uint8Array.from(values, (value) => (Number.isNaN(value) ? 1 : 0)),
    place,
  ).get(1);
  return [
    ...(scale === undefined ? [] : drawColourMap(coloured, scale, place)),
    ...(lost === undefined ? [] : dotted(lost, box, 'map')),
    ...drawFlags(flaggedPoints([flags]), { x, y }, { px, py, frame: box, id: 'flags', isOnMap: true }),
  ];
}

/** The flags that are raised in the plane, with their shares of it. */
function toldFlags({ flags }: MappedPlane): FlagTable {
  const { points, flags: counts } = flagsOfPlane(flags);
  return {
    columns: ['the plane'],
    flags: Object.entries(counts).flatMap(([flag, count]) =>
      count === 0 ? [] : [{ flag, shares: [spacedMarkup(shareInWords(count / points))] }],
    ),
  };
}

function missingNotes({ missing, values }: MappedPlane): MissingNotes {
  if (missing === 0) return [];
  return [
    [`${missing} of the ${values.length} points of this plane ${missing === 1 ? 'has' : 'have'} no value`],
  ];
}
