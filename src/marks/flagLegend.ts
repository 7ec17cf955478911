/** The legend of the marks of flagMarks.ts: a table with a row for each raised flag, its mark, and its shares of grid points. */
import { at } from '../at.js';
import { CAPTION_SIZES, wrap } from '../drawing/captionText.js';
import { measureText } from '../drawing/fonts.js';
import { escapeMarkup, richTextSvg } from '../drawing/richText.js';
import { type FlagFamily, familyOf, flagInWords } from '../planes/flagFamilies.js';
import { DRAWN_FAMILIES } from '../planes/flaggedPoints.js';
import { flagSwatch } from './flagMarks.js';

/** A flag that is raised somewhere in the figure. */
export interface ToldFlag {
  readonly flag: string;
  /** A cell for each of the table's columns, as markup. */
  readonly shares: readonly string[];
}

/** The share of grid points with each flag. */
export interface FlagTable {
  /** The regions that the shares refer to, as markup: `the plane`, `excluded at 95 % CL`. */
  readonly columns: readonly string[];
  readonly flags: readonly ToldFlag[];
}

/** The layout of a table; its height is zero without flags. */
export interface FlagLegend {
  readonly blocks: readonly Block[];
  /** Pixels. */
  readonly height: number;
}

/** No table. */
export const NO_FLAGS: FlagLegend = { blocks: [], height: 0 };

/** As many columns as fit beside each other, with all rows. */
interface Block {
  readonly columns: readonly {
    readonly header: readonly string[];
    readonly cells: readonly string[];
    readonly right: number;
  }[];
  readonly headerLines: number;
  readonly rows: readonly { readonly name: string; readonly flag: string }[];
}

const SIZE = CAPTION_SIZES.notes;
const SWATCH = { width: 26, height: 12, gap: 8 } as const;
const [LINE, GAP, HEADER_WIDTH] = [18, 22, 118];
const HEADING = 'flags, by share of grid points';
const NOTES: Readonly<Partial<Record<FlagFamily, string>>> = {
  closed: ': no signal possible',
  information: ' (for information)',
};

/** Lays out the table in blocks no wider than `width` pixels; rows are ordered by families, in the order in which these are drawn. */
export function layOutFlagLegend({ columns, flags }: FlagTable, width: number): FlagLegend {
  if (flags.length === 0) return NO_FLAGS;
  const families: readonly FlagFamily[] = [...DRAWN_FAMILIES, 'information'];
  const ordered = families.flatMap((family) => flags.filter(({ flag }) => familyOf(flag) === family));
  const rows = ordered.map(({ flag }) => ({
    name: escapeMarkup(`${flagInWords(flag)}${NOTES[familyOf(flag)] ?? ''}`),
    flag,
  }));
  const names = SWATCH.width + SWATCH.gap + widest([HEADING, ...rows.map(({ name }) => name)]);
  const blocks: (Omit<Block, 'columns'> & { columns: Block['columns'][number][]; headerLines: number })[] =
    [];
  columns.forEach((column, i) => {
    const header = wrap(column.split(' '), ' ', SIZE, HEADER_WIDTH);
    const cells = ordered.map(({ shares }) => at(shares, i));
    const columnWidth = GAP + widest([...header, ...cells]);
    const last = blocks.at(-1);
    const start = last?.columns.at(-1)?.right;
    if (last && start !== undefined && start + columnWidth <= width) {
      last.columns.push({ header, cells, right: start + columnWidth });
      last.headerLines = Math.max(last.headerLines, header.length);
    } else
      blocks.push({
        columns: [{ header, cells, right: names + columnWidth }],
        headerLines: header.length,
        rows,
      });
  });
  return { blocks, height: blocks.reduce((sum, block) => sum + heightOf(block), 0) };
}

const widest = (texts: readonly string[]) => Math.max(0, ...texts.map((text) => measureText(text, SIZE)));
const heightOf = ({ headerLines, rows }: Block) => LINE * (headerLines + rows.length) + 8;

/** SVG elements of a legend whose first line has its baseline at y. */
export function drawFlagLegend({ blocks }: FlagLegend, x: number, y: number, id: string): string[] {
  let top = y + 4;
  return blocks.flatMap((block, b) => {
    const start = top;
    top += heightOf(block);
    return drawBlock(block, x, start, `${id}${b}`);
  });
}

function drawBlock({ columns, headerLines, rows }: Block, x: number, y: number, id: string): string[] {
  const style = { size: SIZE, fill: '#5a5a5a' } as const;
  const body = y + LINE * headerLines;
  const heading = richTextSvg(HEADING, { x, y: body - LINE, ...style });
  const names = rows.flatMap(({ name, flag }, i) => {
    const baseline = body + LINE * i;
    const box = { x, y: baseline - 10, width: SWATCH.width, height: SWATCH.height };
    const text = richTextSvg(name, { x: x + SWATCH.width + SWATCH.gap, y: baseline, ...style });
    return [...flagSwatch(flag, box, `${id}row${i}`), text];
  });
  const cells = columns.flatMap(({ header, cells: columnCells, right }) => {
    const place = { x: x + right, anchor: 'end', ...style } as const;
    const head = header.map((line, i) =>
      richTextSvg(line, { ...place, y: body - LINE * (header.length - i) }),
    );
    return [...head, ...columnCells.map((cell, i) => richTextSvg(cell, { ...place, y: body + LINE * i }))];
  });
  return [heading, ...names, ...cells];
}
