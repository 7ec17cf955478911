/** The page: it asks the server for the grids, and shows the view of its address. */

import { firstView, type View, viewFromText, viewToText } from '../picture/view.js';
import type { GridState, PageGrid } from '../wire.js';
import { contourClient } from './contourClient.js';
import { makeControls } from './controls.js';
import { ask } from './dom/ask.js';
import { make } from './dom/elements.js';
import { wordsOf } from './dom/failures.js';
import { makePanel, type Panel } from './panel.js';
import { pieceReader } from './reading/pieces.js';

/** Milliseconds after which the address follows the view: browsers refuse to change it at every step of a slider. */
const ADDRESS_DELAY = 250;

/** Large numbers for people: 1.18M. */
const COUNT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

const found = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;

async function start(): Promise<void> {
  const grids = (await (await ask('grids')).json()) as PageGrid[];
  document.title = `${grids.map(({ title }) => title).join(', ')} - dualnu view`;
  const first = firstView(grids);
  let view = viewFromText(location.hash.slice(1), first, grids);
  let timer = 0;
  const panels: Panel[] = [];
  const holder = found('panels');
  const contoursChanged = () => {
    const all = panels.map((panel) => panel.contours());
    for (const panel of panels) panel.drawOthers(all);
  };
  const show = (next: View) => {
    view = next;
    updateControls(view);
    while (panels.length > view.panels.length) panels.pop()?.element.remove();
    while (panels.length < view.panels.length) {
      const panel = makePanel(around);
      panels.push(panel);
      holder.append(panel.element);
    }
    for (const [i, panel] of panels.entries()) panel.show(view, i);
    clearTimeout(timer);
    timer = window.setTimeout(() => history.replaceState(null, '', `#${viewToText(view)}`), ADDRESS_DELAY);
  };
  const around = {
    grids,
    reader: pieceReader(),
    askContours: contourClient(),
    contoursChanged: () => {
      if (view.together) contoursChanged();
    },
    change: (panel: number, choice: { grid: number; experiment: string } | undefined) =>
      show({
        ...view,
        panels: view.panels.flatMap((one, i) => (i !== panel ? [one] : choice === undefined ? [] : [choice])),
      }),
  };
  const updateControls = makeControls(found<HTMLFormElement>('controls'), grids, (next) => {
    show(next);
    if (next.together) contoursChanged();
  });
  holder.replaceChildren();
  show(view);
  const drawn = firstPicture();
  found('grids').replaceChildren(
    ...grids.map((grid) =>
      gridLine(grid, drawn, (values) => show({ ...view, at: { ...view.at, ...values } })),
    ),
  );
  const redraw = () => {
    for (const panel of panels) panel.redraw();
  };
  new ResizeObserver(redraw).observe(holder);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  window.addEventListener('hashchange', () => show(viewFromText(location.hash.slice(1), first, grids)));
}

/** Resolves when every panel has drawn something, or said why not. */
async function firstPicture(): Promise<void> {
  const isOver = () =>
    [...document.querySelectorAll<HTMLElement>('.panel')].every(
      (panel) => panel.dataset.contours === 'done' || panel.querySelector('.alert:not([hidden])') !== null,
    );
  while (!isOver()) await new Promise((resolve) => setTimeout(resolve, 100));
}

/** Goes to the values of some axes. */
type GoTo = (values: Readonly<Record<string, number>>) => void;

/** A grid in one line, with what is there of it and its best fit, which are asked for when the first pictures are drawn. */
function gridLine(grid: PageGrid, drawn: Promise<void>, goTo: GoTo): HTMLElement {
  const state = make('span', { class: 'state' });
  const about = make('details', {}, [
    make('summary', {}, [`${grid.title}: ${COUNT.format(grid.points)} points`]),
    make(
      'dl',
      {},
      grid.about.flatMap(([label, words]) => [make('dt', {}, [label]), make('dd', {}, [words])]),
    ),
  ]);
  const notes = grid.note === '' ? [] : [make('span', { class: 'warning' }, [grid.note])];
  // After the first pictures, which it would hold up: it reads all of the grid's chi2.
  void drawn.then(() => readState(grid, state, goTo));
  return make('span', { class: 'grid' }, [about, state, ...notes]);
}

async function readState(grid: PageGrid, element: HTMLElement, goTo: GoTo): Promise<void> {
  try {
    const response = await ask(`grids/${grid.number}/state`);
    const { done, total, damaged, best } = (await response.json()) as GridState;
    const isWhole = done === total && damaged.length === 0;
    element.replaceChildren(
      ...(isWhole ? [] : [make('span', { class: 'warning' }, [`${done} of ${total} tiles are there`])]),
      ...damaged.slice(0, 3).map((words) => make('span', { class: 'alert' }, [words])),
      ...(best === null || best.at === 'background'
        ? []
        : [
            make(
              'button',
              {
                type: 'button',
                class: 'best',
                title: best.words,
                onclick: () => {
                  if (best.at !== 'background') goTo(best.at);
                },
              },
              ['Go to the best fit'],
            ),
          ]),
    );
    element.dataset.state = 'known';
  } catch (error) {
    element.replaceChildren(make('span', { class: 'alert' }, [wordsOf(error)]));
  }
}

start().catch((error: unknown) => {
  found('panels').replaceChildren(make('p', { class: 'alert', role: 'alert' }, [wordsOf(error)]));
});
