/** A point that was computed again, as elements: who computed it, whether it is what the grid holds, and the numbers side by side. */
import { labelMarkup } from '../../../drawing/labelMarkup.js';
import { escapeMarkup, numberMarkup } from '../../../drawing/richText.js';
import { briefNumber } from '../../../words.js';
import type { Ink } from '../../picture/plot.js';
import { CHART, spectrumSvg } from '../../picture/spectrumChart.js';
import { make, rich, svgOf } from '../dom/elements.js';
import type { ComparedNumber, ComparedSpectrum, Recomputed } from './recomputed.js';
import { nameOf, verdictOf } from './verdict.js';

/** Digits that are shown: those that float32 has. */
const DIGITS = 7;

/** The elements. */
export function resultElements(point: Recomputed, ink: Ink): HTMLElement[] {
  const { adapter, milliseconds, notes, numbers, spectra, madeBy } = point;
  const { isAlert, head, rest } = verdictOf(point);
  const seconds = briefNumber(milliseconds / 1000, 2);
  const rows = numbers.map((number) => {
    const name = make('th', { scope: 'row', title: number.longName }, [rich(escapeMarkup(nameOf(number)))]);
    return make('tr', {}, [name, ...cellsOf(number)]);
  });
  return [
    make('p', { class: isAlert ? 'verdict alert' : 'verdict', role: 'status' }, [
      make('b', {}, [head]),
      rest,
    ]),
    make('p', { class: 'by' }, [`here: ${adapter}, in ${seconds} s; the grid: ${madeBy}`]),
    ...notes.map((note) => make('p', { class: 'warning' }, [note])),
    make('div', { class: 'tables' }, [
      tableOf('table', ['point', 'grid', 'here', 'difference'], rows),
      ...spectra.map((spectrum) => binsOf(spectrum, spectra.length > 1)),
    ]),
    make(
      'div',
      { class: 'spectra' },
      spectra.filter(({ grid }) => grid === undefined).map((spectrum) => chartOf(spectrum, ink)),
    ),
  ];
}

/** The signal of each bin; of a grid without spectra, only as it was computed here. */
function binsOf({ here, grid, ofBound }: ComparedSpectrum, isOneOfSeveral: boolean): HTMLElement {
  const title = isOneOfSeveral ? `signal by bin, ${here.experiment}` : 'signal by bin';
  const columns = grid === undefined ? ['here (not in the grid)'] : ['grid', 'here', 'difference'];
  const rows = here.signal.map((signal, bin) => {
    const label = here.labels[bin] ?? `bin ${bin}`;
    const name = make('th', { scope: 'row', title: label }, [rich(labelMarkup(label))]);
    if (grid === undefined) return make('tr', {}, [name, make('td', {}, [valueElement(signal)])]);
    return make('tr', {}, [name, ...cellsOf({ grid: grid[bin] ?? null, here: signal, ofBound })]);
  });
  return tableOf('table bins', [title, ...columns], rows);
}

/** The spectrum of a point of a grid without spectra. */
function chartOf({ here }: ComparedSpectrum, ink: Ink): SVGSVGElement {
  const words = `spectrum of ${here.experiment}, computed here`;
  return svgOf(spectrumSvg(here, ink), `0 0 ${CHART.width} ${CHART.height}`, words);
}

function tableOf(name: string, columns: readonly string[], rows: readonly HTMLElement[]): HTMLElement {
  const head = columns.map((words) => make('th', { scope: 'col' }, [words]));
  return make('div', { class: name }, [
    make('table', {}, [make('thead', {}, [make('tr', {}, head)]), make('tbody', {}, rows)]),
  ]);
}

type Compared = Pick<ComparedNumber, 'grid' | 'here' | 'ofBound'>;

/** The number in the grid, the one here, and their difference. */
function cellsOf({ grid, here, ofBound }: Compared): HTMLElement[] {
  const bound =
    ofBound === undefined ? '' : `at most ${briefNumber(100 * ofBound, 2)} % of what engines may differ by`;
  return [
    make('td', {}, [valueElement(grid)]),
    make('td', {}, [valueElement(here)]),
    make('td', { title: bound }, [differenceElement(grid, here)]),
  ];
}

function valueElement(value: Compared['grid']): Node | string {
  if (value === undefined) return '–';
  return value === null ? 'missing' : rich(numberMarkup(value, DIGITS));
}

/** The difference relative to the grid. */
function differenceElement(grid: Compared['grid'], here: Compared['here']): Node | string {
  if (grid === undefined) return 'not in the grid';
  if (grid === here) return 'none';
  if (typeof grid !== 'number' || typeof here !== 'number') return 'one is missing';
  if (grid === 0) return rich(numberMarkup(here, 2));
  const relative = (here - grid) / Math.abs(grid);
  return rich(`${relative > 0 ? '+' : ''}${numberMarkup(relative, 2)}`);
}
