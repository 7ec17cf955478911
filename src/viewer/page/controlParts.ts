/** Parts of the controls: choices, confidence levels, and the picture. */

import { percent } from '../../words.js';
import { DELTA, type View } from '../picture/view.js';
import type { PageGrid } from '../wire.js';
import { make } from './dom/elements.js';

/** Confidence levels with a box of their own. */
const LEVELS = [0.6827, 0.9, 0.95, 0.99];
/** Delta chi2 of the darkest colour. */
const CEILINGS = [9, 25, 100, 1000, 1e4];

/** Tells the page of a new view, and which one is shown. */
export type Change = (view: View) => void;
export type Current = () => View;

/** Controls that belong together. */
export const part = (title: string, children: readonly (Node | string)[]) =>
  make('fieldset', {}, [make('legend', {}, [title]), ...children]);

/** A labelled choice. */
export function choice(
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

/** Confidence levels of the contours. */
export function levelsPart(view: View, current: Current, change: Change): HTMLElement {
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

/** What the colours are, and which marks and contours there are. */
export function picturePart(
  grids: readonly PageGrid[],
  view: View,
  current: Current,
  change: Change,
): HTMLElement {
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
