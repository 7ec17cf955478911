/** The controls of the page: axes, sliders, profiles, picture, confidence levels and panels. */
import { at } from '../../at.js';
import { allAxes, nearest, planeAxes, type View } from '../picture/view.js';
import type { PageAxis, PageGrid } from '../wire.js';
import { type Change, type Current, choice, levelsPart, part, picturePart } from './controlParts.js';
import { make, rich } from './dom/elements.js';
import { valueMarkup } from './words.js';

/** Builds the controls into a form, for a view; `change` is called with a new one. Where only values have changed, the sliders follow in place. */
export function makeControls(
  form: HTMLFormElement,
  grids: readonly PageGrid[],
  change: (view: View) => void,
): (view: View) => void {
  form.addEventListener('submit', (event) => event.preventDefault());
  let built = '';
  let latest: View;
  const current = () => latest;
  return (view) => {
    latest = view;
    const { at: _, ...rest } = view;
    const key = JSON.stringify(rest);
    if (key === built) {
      for (const slider of form.querySelectorAll('input[type=range]'))
        slider.dispatchEvent(new Event('follow'));
      return;
    }
    built = key;
    const focused = document.activeElement?.id ?? '';
    form.replaceChildren(
      planePart(grids, view, current, change),
      slidersPart(shownGrids(grids, view), view, current, change),
      levelsPart(view, current, change),
      picturePart(grids, view, current, change),
      panelsPart(grids, current, change),
    );
    // What was built anew keeps the focus of those who use the keyboard.
    if (focused !== '') document.getElementById(focused)?.focus();
  };
}

/** The grids that panels show, each once, in the order of the panels. */
const shownGrids = (grids: readonly PageGrid[], { panels }: View) => [
  ...new Set(panels.map(({ grid }) => at(grids, grid))),
];

const axisWords = ({ name, unit }: PageAxis) =>
  `${name}${unit === '' || name.endsWith(`_${unit.toLowerCase()}`) ? '' : ` (${unit})`}`;

function planePart(grids: readonly PageGrid[], view: View, current: Current, change: Change): HTMLElement {
  const options = planeAxes(grids).map((axis) => [axis.name, axisWords(axis)] as const);
  const show = (x: string, y: string) =>
    change({ ...current(), x, y, over: current().over.filter((name) => name !== x && name !== y) });
  const [x, y] = [view.x, view.y];
  return part('Plane', [
    choice('x', 'Horizontal', options, x, (value) => show(value, value === y ? x : y)),
    choice('y', 'Vertical', options, y, (value) => show(value === x ? y : x, value)),
    make('button', { type: 'button', id: 'swap', onclick: () => show(current().y, current().x) }, [
      'Swap axes',
    ]),
  ]);
}

function slidersPart(grids: readonly PageGrid[], view: View, current: Current, change: Change): HTMLElement {
  const others = allAxes(grids).filter(
    ({ name, values }) => values.length > 1 && name !== view.x && name !== view.y,
  );
  if (others.length === 0)
    return part('Other axes', [make('p', { class: 'hint' }, ['none: the grid has two axes'])]);
  return part(
    'Other axes',
    others.map((axis) => sliderOf(axis, view, current, change)),
  );
}

function sliderOf(axis: PageAxis, view: View, current: Current, change: Change): HTMLElement {
  const { name, values, longName } = axis;
  const isProfiled = view.over.includes(name);
  const shown = (index: number) => rich(valueMarkup(axis, at(values, index)));
  const start = nearest(axis, view.at[name] ?? at(values, 0));
  const label = make('label', { for: `at-${name}`, title: longName }, [
    isProfiled ? rich(axis.symbol) : shown(start),
  ]);
  const slider = make('input', {
    type: 'range',
    id: `at-${name}`,
    min: 0,
    max: values.length - 1,
    step: 1,
    value: start,
    disabled: isProfiled,
    'aria-label': longName,
    'aria-valuetext': String(at(values, start)),
    oninput: () => {
      const index = Number(slider.value);
      label.replaceChildren(shown(index));
      slider.setAttribute('aria-valuetext', String(at(values, index)));
      change({ ...current(), at: { ...current().at, [name]: at(values, index) } });
    },
  });
  // The page sets it, too: to the best fit, for one.
  slider.addEventListener('follow', () => {
    const index = nearest(axis, current().at[name] ?? at(values, 0));
    slider.value = String(index);
    if (!isProfiled) label.replaceChildren(shown(index));
  });
  const profile = make('input', {
    type: 'checkbox',
    id: `over-${name}`,
    checked: isProfiled,
    onchange: () => {
      const { over } = current();
      change({ ...current(), over: profile.checked ? [...over, name] : over.filter((one) => one !== name) });
    },
  });
  return make('div', { class: 'axis' }, [
    label,
    make(
      'label',
      { class: 'profile', for: `over-${name}`, title: `the least chi2 over all ${values.length} values` },
      [profile, 'profile'],
    ),
    slider,
  ]);
}

function panelsPart(grids: readonly PageGrid[], current: Current, change: Change): HTMLElement {
  const first = grids[0]?.number ?? 0;
  return part('Panels', [
    make(
      'button',
      {
        type: 'button',
        id: 'add',
        onclick: () =>
          change({ ...current(), panels: [...current().panels, nextPanel(grids, current(), first)] }),
      },
      ['Add a panel'],
    ),
  ]);
}

/** The first grid and experiment that no panel shows, or the first of all. */
function nextPanel(grids: readonly PageGrid[], { panels }: View, first: number): View['panels'][number] {
  const all = grids.flatMap(({ number, fits }) =>
    fits.map(({ experiment }) => ({ grid: number, experiment })),
  );
  return (
    all.find(
      (one) => !panels.some((panel) => panel.grid === one.grid && panel.experiment === one.experiment),
    ) ?? { grid: first, experiment: '' }
  );
}
