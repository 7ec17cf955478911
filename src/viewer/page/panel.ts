/** A panel: one plane of a grid with its contours, words and the point that is looked at. */
import { at } from '../../at.js';
import { deltaChi2 } from '../../contouring/contour.js';
import type { PageFit, PageGrid } from '../wire.js';
import { makeCaption } from './caption.js';
import type { AskContours } from './contourClient.js';
import { roughLines } from './contourTask.js';
import { make, svgOf } from './dom.js';
import {
  colourOf,
  drawnContours,
  drawPixels,
  FRAME_SHARE,
  numbersTitle,
  overSvg,
  type PanelLines,
  type Picture,
  pictureOf,
  underSvg,
} from './drawing.js';
import type { PieceReader } from './pieces.js';
import { readNumbers, readPlane, type ShownPlane } from './planes.js';
import { type Ink, NIGHT, PAPER, SIZE } from './plot.js';
import { makePointer } from './pointer.js';
import { saveFigure } from './saveFigure.js';
import { DELTA, fixedIndices, type View } from './view.js';

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
  readonly contours: () => PanelContours | undefined;
  /** Draws the contours of the other panels. */
  readonly drawOthers: (others: readonly (PanelContours | undefined)[]) => void;
  /** Draws again: the window or its colours have changed. */
  readonly redraw: () => void;
}

/** All that a panel has drawn. */
export interface Drawn {
  readonly view: View;
  readonly grid: PageGrid;
  readonly fit: PageFit;
  readonly picture: Picture;
  readonly lines: readonly PanelLines[];
  readonly isRough: boolean;
}

const inkNow = (): Ink => (matchMedia('(prefers-color-scheme: dark)').matches ? NIGHT : PAPER);

let panels = 0;

/** Makes a panel. */
export function makePanel(around: PanelSurroundings): Panel {
  const id = `panel${panels++}`;
  const canvas = make('canvas');
  const under = svgOf('', `0 0 ${SIZE.width} ${SIZE.height}`);
  const over = svgOf('', `0 0 ${SIZE.width} ${SIZE.height}`);
  const plot = make(
    'div',
    { class: 'plot', tabindex: 0, role: 'application', 'aria-roledescription': 'picture of a plane' },
    [canvas, under, over],
  );
  const pointer = makePointer(plot);
  const select = make('select', { 'aria-label': 'grid and experiment of this panel', id: `${id}-of` });
  const save = make('button', { type: 'button', class: 'save' }, ['Save SVG']);
  const close = make(
    'button',
    { type: 'button', class: 'close', 'aria-label': 'close this panel', title: 'close this panel' },
    ['×'],
  );
  const problem = make('p', { class: 'alert', role: 'alert', hidden: true });
  const caption = makeCaption();
  const element = make('section', { class: 'panel', id }, [
    make('header', {}, [select, save, close]),
    problem,
    make('div', { class: 'body' }, [make('div', {}, [plot, caption.element]), pointer.readout.element]),
  ]);
  Object.assign(canvas.style, percentages());
  let wanted: View | undefined;
  let isRunning = false;
  let slow: AbortController | undefined;
  let drawn: Drawn | undefined;
  let others: readonly (PanelContours | undefined)[] = [];
  let number = 0;
  let last: { readonly key: string; readonly plane: ShownPlane } | undefined;

  const tell = (words: string) => {
    problem.textContent = words;
    problem.hidden = words === '';
  };
  const drawOver = () => {
    if (drawn === undefined) return;
    const { picture, lines, isRough, view } = drawn;
    const fitting = view.together
      ? others.flatMap((other, i) =>
          other === undefined || i === number || other.x !== view.x || other.y !== view.y
            ? []
            : drawnContours(other.lines, colourOf(i), `${other.label}: `),
        )
      : [];
    over.innerHTML = overSvg(picture, drawnContours(lines), fitting, isRough, id);
    pointer.drawAgain();
  };
  const drawAll = () => {
    if (drawn === undefined) return;
    const { picture, view, grid } = drawn;
    const box = plot.getBoundingClientRect();
    const pixels = (share: number, side: number) => Math.max(1, Math.round(share * side * devicePixelRatio));
    drawPixels(canvas, picture, pixels(FRAME_SHARE.width, box.width), pixels(FRAME_SHARE.height, box.height));
    under.innerHTML = underSvg(picture, view, inkNow(), id);
    drawOver();
    pointer.shows({ grid, plane: picture.plane, delta: picture.delta, view, ink: inkNow() });
    caption.show(drawn, others, number);
  };
  const read = async (view: View, grid: PageGrid, fit: PageFit): Promise<void> => {
    const controller = new AbortController();
    const isProfile = view.over.length > 0;
    if (isProfile) {
      slow = controller;
      element.setAttribute('aria-busy', 'true');
    }
    const key = JSON.stringify([
      grid.number,
      grid.identity,
      fit.experiment,
      view.x,
      view.y,
      view.over,
      [...fixedIndices(view, grid)],
    ]);
    const plane =
      last?.key === key && isProfile
        ? last.plane
        : await readPlane(around.reader, grid, fit, view, controller.signal);
    last = { key, plane };
    const delta = deltaChi2(plane.x, plane.y, plane.chi2, fit.backgroundChi2);
    const name = isProfile ? undefined : numbersOf(view, fit);
    const variable = grid.variables.find((one) => one.name === name);
    const numbers = variable && {
      values: await readNumbers(around.reader, grid, variable.name, view, controller.signal),
      title: numbersTitle(variable.longName, variable.unit),
    };
    const lines = view.cls.map((cl) => ({ cl, lines: roughLines(delta, cl) }));
    drawn = { view, grid, fit, picture: pictureOf(plane, delta, view, numbers), lines, isRough: true };
    tell(
      plane.faults
        .filter(({ kind }) => kind === 'damaged')
        .map(({ words }) => words)
        .join('; '),
    );
    drawAll();
    Object.assign(element.dataset, { shows: key, contours: 'rough' });
    performance.mark('picture', { detail: key });
    void refine(drawn, key);
  };
  const refine = async (of: Drawn, key: string) => {
    const { plane, delta } = of.picture;
    const answer = await around.askContours(element, delta, of.view.cls);
    if (drawn !== of) return;
    drawn = { ...of, lines: answer.contours, isRough: false };
    if (answer.problem !== '') tell(`no contours: ${answer.problem}`);
    drawOver();
    caption.showCoarse(plane, answer);
    element.dataset.contours = 'done';
    performance.mark('contours', { detail: key });
    around.contoursChanged();
  };
  const run = async () => {
    isRunning = true;
    while (wanted !== undefined) {
      const view = wanted;
      wanted = undefined;
      const chosen = view.panels[number];
      const grid = chosen && around.grids[chosen.grid];
      const fit = grid?.fits.find(({ experiment }) => experiment === chosen?.experiment);
      if (grid === undefined || fit === undefined) continue;
      try {
        await read(view, grid, fit);
      } catch (error) {
        if (wanted === undefined || !(error instanceof DOMException)) tell(wordsOf(error));
      }
      slow = undefined;
      element.removeAttribute('aria-busy');
    }
    isRunning = false;
  };
  select.addEventListener('change', () => {
    const [grid = '', ...experiment] = select.value.split(':');
    around.change(number, { grid: Number(grid), experiment: experiment.join(':') });
  });
  save.addEventListener('click', () => {
    if (drawn !== undefined) saveFigure(drawn, canvas, id, caption.lines());
  });
  close.addEventListener('click', () => around.change(number, undefined));
  return {
    element,
    show: (view, place) => {
      number = place;
      const chosen = at(view.panels, place);
      fillSelect(select, around.grids, `${chosen.grid}:${chosen.experiment}`);
      close.hidden = view.panels.length === 1;
      element.setAttribute(
        'aria-label',
        `panel ${place + 1}: ${select.selectedOptions[0]?.textContent ?? ''}`,
      );
      wanted = view;
      // A profile that nobody waits for any more is given up.
      slow?.abort();
      if (!isRunning) void run();
    },
    contours: () =>
      drawn && !drawn.isRough
        ? {
            x: drawn.view.x,
            y: drawn.view.y,
            label: select.selectedOptions[0]?.textContent ?? '',
            lines: drawn.lines,
          }
        : undefined,
    drawOthers: (all) => {
      others = all;
      if (drawn === undefined) return;
      drawOver();
      caption.show(drawn, others, number);
    },
    redraw: drawAll,
  };
}

/** The variable of a picture, of the experiment that is shown where it has its own. */
function numbersOf({ picture }: View, fit: PageFit): string | undefined {
  if (picture === DELTA || picture === 'chi2') return undefined;
  // chi2_microboone_2025 ends as its other variables do.
  const ending = fit.chi2.slice('chi2'.length);
  return (
    fit.numbers.find((name) => name === `${picture}${ending}`) ?? fit.numbers.find((name) => name === picture)
  );
}

function wordsOf(error: unknown): string {
  if (error instanceof TypeError && /fetch/i.test(error.message))
    return 'the viewer does not answer any more: is dualnu view still running?';
  return error instanceof Error ? error.message : String(error);
}

function percentages(): Partial<CSSStyleDeclaration> {
  const percent = (share: number) => `${(100 * share).toFixed(4)}%`;
  return {
    left: percent(FRAME_SHARE.x),
    top: percent(FRAME_SHARE.y),
    width: percent(FRAME_SHARE.width),
    height: percent(FRAME_SHARE.height),
  };
}

function fillSelect(select: HTMLSelectElement, grids: readonly PageGrid[], value: string): void {
  const options = grids.flatMap(({ number, title, fits }) =>
    fits.map(({ experiment, label }) => ({ key: `${number}:${experiment}`, words: `${title}: ${label}` })),
  );
  select.replaceChildren(
    ...options.map(({ key, words }) => make('option', { value: key, selected: key === value }, [words])),
  );
}
