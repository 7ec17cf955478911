/** How the panels of an efficiency are laid out, by the width of the figure. */
import type { FigureStyle } from '../style/figureStyle.js';

/** Panels beside each other, and sizes in pixels. */
export interface Sheet {
  readonly columns: number;
  readonly left: number;
  readonly right: number;
  readonly between: number;
  readonly width: number;
  readonly height: number;
  readonly below: number;
}
const SHEET: Sheet = { columns: 2, left: 78, right: 20, between: 72, width: 320, height: 232, below: 76 };
const SHEETS: Readonly<Record<'column' | 'page', Sheet>> = {
  column: { ...SHEET, columns: 1, width: 382 },
  page: { ...SHEET, width: 395, height: 270 },
};

/** The layout for a style. */
export const sheetOf = ({ width }: FigureStyle): Sheet => (width === undefined ? SHEET : SHEETS[width]);

/** Width of all panels of a row with what is between them, pixels. */
export const innerWidth = ({ columns, width, between }: Sheet) => columns * width + (columns - 1) * between;
