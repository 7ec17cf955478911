/** The elements of a panel. */
import { SIZE } from '../picture/plot.js';
import type { PageGrid } from '../wire.js';
import { type Caption, makeCaption } from './caption.js';
import { make, svgOf } from './dom/elements.js';
import { FRAME_SHARE } from './drawing.js';
import { makePointer, type Pointer } from './pointer.js';

/** What a panel consists of. */
export interface PanelParts {
  readonly element: HTMLElement;
  readonly plot: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  /** Marks, axes and colour bar; and above them the contours. */
  readonly under: SVGSVGElement;
  readonly over: SVGSVGElement;
  readonly select: HTMLSelectElement;
  readonly save: HTMLButtonElement;
  readonly close: HTMLButtonElement;
  readonly pointer: Pointer;
  readonly caption: Caption;
  /** Says what is wrong; nothing where nothing is. */
  readonly tell: (words: string) => void;
}

/** Makes them. `id` is unique in the document. */
export function makeParts(id: string): PanelParts {
  const box = `0 0 ${SIZE.width} ${SIZE.height}`;
  const [canvas, under, over] = [make('canvas'), svgOf('', box), svgOf('', box)];
  Object.assign(canvas.style, frameStyle());
  const plot = make(
    'div',
    { class: 'plot', tabindex: 0, role: 'application', 'aria-roledescription': 'picture of a plane' },
    [canvas, under, over],
  );
  const pointer = makePointer(plot);
  const select = make('select', { 'aria-label': 'grid and experiment of this panel', id: `${id}-of` });
  const save = make('button', { type: 'button', class: 'save' }, ['Save SVG']);
  const words = 'close this panel';
  const close = make('button', { type: 'button', class: 'close', 'aria-label': words, title: words }, ['×']);
  const problem = make('p', { class: 'alert', role: 'alert', hidden: true });
  const caption = makeCaption();
  const element = make('section', { class: 'panel', id }, [
    make('header', {}, [select, save, close]),
    problem,
    make('div', { class: 'body' }, [make('div', {}, [plot, caption.element]), pointer.readout.element]),
  ]);
  const tell = (text: string) => {
    problem.textContent = text;
    problem.hidden = text === '';
  };
  return { element, plot, canvas, under, over, select, save, close, pointer, caption, tell };
}

/** The place of the pixels in the picture. */
function frameStyle(): Partial<CSSStyleDeclaration> {
  const percent = (share: number) => `${(100 * share).toFixed(4)}%`;
  const { x, y, width, height } = FRAME_SHARE;
  return { left: percent(x), top: percent(y), width: percent(width), height: percent(height) };
}

/** Fills the choice of grid and experiment: values are `NUMBER:EXPERIMENT`. */
export function fillSelect(select: HTMLSelectElement, grids: readonly PageGrid[], value: string): void {
  const options = grids.flatMap(({ number, title, fits }) =>
    fits.map(({ experiment, label }) => ({ key: `${number}:${experiment}`, words: `${title}: ${label}` })),
  );
  select.replaceChildren(
    ...options.map(({ key, words }) => make('option', { value: key, selected: key === value }, [words])),
  );
}

/** The words of the choice. */
export const selectedWords = (select: HTMLSelectElement) => select.selectedOptions[0]?.textContent ?? '';
