/** The controls of the page: axes, sliders, profiles, picture, confidence levels and panels. */
import { at } from '../../at.js';
import { percent } from '../../words.js';
import type { PageAxis, PageGrid } from '../wire.js';
import { make, rich } from './dom.js';
import { allAxes, DELTA, nearest, planeAxes, type View } from './view.js';
import { valueMarkup } from './words.js';

/** Confidence levels with a box of their own. */
const LEVELS = [0.6827, 0.9, 0.95, 0.99];
/** Delta chi2 of the darkest colour. */
const CEILINGS = [9, 25, 100, 1000, 1e4];

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

type Change = (view: View) => void;
type Current = () => View;

const part = (title: string, children: readonly (Node | string)[]) =>
  make('fieldset', {}, [make('legend', {}, [title]), ...children]);

/** A labelled choice. */
function choice(
  id: string,
  label: string,
  options: readonly (readonly [value: string, words: string])[],
  value: string,
  onChange: (value: string) => void,
): HTMLElement {
  const select = make(
    'select',
    { id, onchange: () => onChange(select.value) },
    options.map(([key, words]) => make('option', { value: key, selected: key === value }, [words])),
  );
  return make('div', { class: 'row' }, [make('label', { for: id }, [label]), select]);
}

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

function levelsPart(view: View, current: Current, change: Change): HTMLElement {
  const boxes = LEVELS.map((cl) => {
    const id = `cl-${cl}`;
    const box = make('input', {
      type: 'checkbox',
      id,
      checked: view.cls.includes(cl),
      onchange: () => {
        const { cls } = current();
        const all = box.checked ? [...cls, cl] : cls.filter((one) => one !== cl);
        change({ ...current(), cls: all.sort((a, b) => b - a) });
      },
    });
    return make('label', { class: 'box', for: id }, [box, percent(cl)]);
  });
  const others = view.cls.filter((cl) => !LEVELS.includes(cl));
  const text = make('input', {
    type: 'text',
    id: 'cl-other',
    inputmode: 'decimal',
    value: others.map((cl) => Number((100 * cl).toPrecision(12))).join(', '),
    placeholder: 'such as 99.73',
    onchange: () => {
      const numbers = text.value
        .split(/[,;\s]+/)
        .filter((word) => word !== '')
        .map((word) => Number(word) / 100);
      const isGood = numbers.every((cl) => cl > 0 && cl < 1);
      text.setCustomValidity(isGood ? '' : 'confidence levels lie between 0 and 100 %');
      text.reportValidity();
      if (!isGood) return;
      const kept = current().cls.filter((cl) => LEVELS.includes(cl));
      change({ ...current(), cls: [...new Set([...kept, ...numbers])].sort((a, b) => b - a) });
    },
  });
  return part('Contours at CL', [
    make('div', { class: 'boxes' }, boxes),
    make('div', { class: 'row' }, [make('label', { for: 'cl-other' }, ['Others, %']), text]),
  ]);
}

function picturePart(grids: readonly PageGrid[], view: View, current: Current, change: Change): HTMLElement {
  const numbers = [
    ...new Set(
      grids.flatMap(({ fits }) =>
        fits.filter(({ experiment }) => experiment === '').flatMap((fit) => fit.numbers),
      ),
    ),
  ];
  const pictures = [
    [DELTA, 'Δχ²'] as const,
    ['chi2', 'χ²'] as const,
    ...numbers.map((name) => [name, name] as const),
  ];
  const isProfile = view.over.length > 0;
  const ceilings = [...new Set([...CEILINGS, view.ceiling])].sort((a, b) => a - b);
  return part('Picture', [
    choice('picture', 'Colour', isProfile ? pictures.slice(0, 2) : pictures, view.picture, (picture) =>
      change({ ...current(), picture }),
    ),
    ...(view.picture === DELTA
      ? [
          choice(
            'ceiling',
            'Dark from Δχ²',
            ceilings.map((value) => [String(value), String(value)] as const),
            String(view.ceiling),
            (value) => change({ ...current(), ceiling: Number(value) }),
          ),
        ]
      : []),
    toggle('hatched', 'Mark flagged points', view.hatched, (hatched) => change({ ...current(), hatched })),
    ...(view.panels.length > 1
      ? [
          toggle('together', 'All contours in each panel', view.together, (together) =>
            change({ ...current(), together }),
          ),
        ]
      : []),
  ]);
}

function toggle(id: string, words: string, value: boolean, onChange: (value: boolean) => void): HTMLElement {
  const box = make('input', { type: 'checkbox', id, checked: value, onchange: () => onChange(box.checked) });
  return make('label', { class: 'box', for: id }, [box, words]);
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
