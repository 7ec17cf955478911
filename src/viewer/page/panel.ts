/** A panel: one plane of a grid with its contours, words and the point that is looked at. */
import { at } from '../../at.js';
import { type Ink, NIGHT, PAPER } from '../picture/plot.js';
import type { View } from '../picture/view.js';
import type { PageGrid } from '../wire.js';
import type { AskContours } from './contourClient.js';
import { wordsOf } from './dom/failures.js';
import {
  colourOf,
  drawnContours,
  drawPixels,
  FRAME_SHARE,
  overSvg,
  type PanelLines,
  underSvg,
} from './drawing.js';
import { type Chosen, chosenOf, type Drawn, damageOf, keyOf, readDrawn } from './drawn.js';
import { latestOnly } from './latest.js';
import { fillSelect, makeParts, type PanelParts, selectedWords } from './panelParts.js';
import type { PieceReader } from './reading/pieces.js';
import { saveFigure } from './saveFigure.js';

/** What a panel shares with the page. */
export interface PanelSurroundings {
  readonly grids: readonly PageGrid[];
  readonly reader: PieceReader;
  readonly askContours: AskContours;
  /** Called when the contours of a panel have changed. */
  readonly contoursChanged: () => void;
  readonly change: (panel: number, choice: { grid: number; experiment: string } | undefined) => void;
}

/** Contours of a panel for the other panels. */
export interface PanelContours {
  readonly x: string;
  readonly y: string;
  readonly label: string;
  readonly lines: readonly PanelLines[];
}

/** A panel on the page. */
export interface Panel {
  readonly element: HTMLElement;
  readonly show: (view: View, number: number) => void;
  /** Undefined until the worker has answered. */
  readonly contours: () => PanelContours | undefined;
  /** Draws the contours of the other panels. */
  readonly drawOthers: (others: readonly (PanelContours | undefined)[]) => void;
  /** Draws again: the window or its colours have changed. */
  readonly redraw: () => void;
}

/** What changes in a panel. */
interface PanelState {
  number: number;
  drawn: Drawn | undefined;
  others: readonly (PanelContours | undefined)[];
  /** A profile that is being computed. */
  profile: { readonly key: string; readonly controller: AbortController } | undefined;
}

const inkNow = (): Ink => (matchMedia('(prefers-color-scheme: dark)').matches ? NIGHT : PAPER);

let panels = 0;

/** Makes a panel. */
export function makePanel(around: PanelSurroundings): Panel {
  const id = `panel${panels++}`;
  const parts = makeParts(id);
  const { element, select, save, close, canvas, caption } = parts;
  const state: PanelState = { number: 0, drawn: undefined, others: [], profile: undefined };
  const draw = latestOnly((chosen: Chosen, isLatest) => drawChosen(around, parts, state, chosen, isLatest));
  select.addEventListener('change', () => {
    const [grid = '', ...experiment] = select.value.split(':');
    around.change(state.number, { grid: Number(grid), experiment: experiment.join(':') });
  });
  save.addEventListener('click', () => {
    if (state.drawn !== undefined) saveFigure(state.drawn, canvas, id, caption.lines());
  });
  close.addEventListener('click', () => around.change(state.number, undefined));
  return {
    element,
    show: (view, number) => {
      state.number = number;
      const { grid, experiment } = at(view.panels, number);
      fillSelect(select, around.grids, `${grid}:${experiment}`);
      close.hidden = view.panels.length === 1;
      element.setAttribute('aria-label', `panel ${number + 1}: ${selectedWords(select)}`);
      const chosen = chosenOf(view, around.grids, number);
      if (chosen === undefined) return;
      // A profile that nobody waits for any more is given up.
      if (state.profile !== undefined && state.profile.key !== keyOf(chosen))
        state.profile.controller.abort();
      draw(chosen);
    },
    contours: () => {
      if (state.drawn === undefined || state.drawn.isRough) return undefined;
      const { view, lines } = state.drawn;
      return { x: view.x, y: view.y, label: selectedWords(select), lines };
    },
    drawOthers: (others) => {
      state.others = others;
      if (state.drawn === undefined) return;
      drawOver(parts, state, state.drawn);
      caption.show(state.drawn, others, state.number);
    },
    redraw: () => drawAll(parts, state),
  };
}

/** Reads what is chosen and draws it, and then asks for its contours. */
async function drawChosen(
  around: PanelSurroundings,
  parts: PanelParts,
  state: PanelState,
  chosen: Chosen,
  isLatest: () => boolean,
): Promise<void> {
  const { element, tell } = parts;
  const controller = new AbortController();
  if (chosen.view.over.length > 0) {
    state.profile = { key: keyOf(chosen), controller };
    element.setAttribute('aria-busy', 'true');
  }
  try {
    const drawn = await readDrawn(around.reader, chosen, state.drawn, controller.signal);
    state.drawn = drawn;
    tell(damageOf(drawn.picture.plane));
    drawAll(parts, state);
    Object.assign(element.dataset, { shows: drawn.key, contours: 'rough' });
    performance.mark('picture');
    void refine(around, parts, state, drawn);
  } catch (error) {
    if (isLatest() || !(error instanceof DOMException)) tell(wordsOf(error));
  }
  state.profile = undefined;
  element.removeAttribute('aria-busy');
}

/** Replaces the rough contours by those of the worker, unless something else has been drawn by then. */
async function refine(
  around: PanelSurroundings,
  parts: PanelParts,
  state: PanelState,
  drawn: Drawn,
): Promise<void> {
  const { element, tell, caption } = parts;
  const { plane, delta } = drawn.picture;
  const answer = await around.askContours(element, delta, drawn.view.cls);
  if (state.drawn !== drawn) return;
  state.drawn = { ...drawn, lines: answer.contours, isRough: false };
  if (answer.problem !== '') tell(`no contours: ${answer.problem}`);
  drawOver(parts, state, state.drawn);
  caption.showCoarse(plane, answer);
  element.dataset.contours = 'done';
  performance.mark('contours');
  around.contoursChanged();
}

function drawAll(parts: PanelParts, state: PanelState): void {
  const { drawn, others, number } = state;
  if (drawn === undefined) return;
  const { plot, canvas, under, pointer, caption, element } = parts;
  const { picture, view, grid } = drawn;
  const { plane, delta } = picture;
  const ink = inkNow();
  const box = plot.getBoundingClientRect();
  const pixels = (share: number, side: number) => Math.max(1, Math.round(share * side * devicePixelRatio));
  drawPixels(canvas, picture, pixels(FRAME_SHARE.width, box.width), pixels(FRAME_SHARE.height, box.height));
  under.innerHTML = underSvg(picture, view, ink, element.id);
  drawOver(parts, state, drawn);
  pointer.shows({ grid, plane, delta, view, ink });
  caption.show(drawn, others, number);
}

/** Draws the contours, and below them those of the other panels that show the same axes. */
function drawOver(
  { over, pointer, element }: PanelParts,
  { others, number }: PanelState,
  drawn: Drawn,
): void {
  const { picture, lines, isRough, view } = drawn;
  const beside = others.flatMap((other, i) => {
    const isDrawn =
      view.together && other !== undefined && i !== number && other.x === view.x && other.y === view.y;
    return isDrawn ? drawnContours(other.lines, colourOf(i), `${other.label}: `) : [];
  });
  over.innerHTML = overSvg(picture, drawnContours(lines), beside, isRough, element.id);
  pointer.drawAgain();
}
