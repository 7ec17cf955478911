/** What is known of the point under the pointer: its values, flags and spectra, asked for one point at a time. */
import { at } from '../../at.js';
import type { DeltaPlane } from '../../contouring/contour.js';
import { escapeMarkup, numberMarkup } from '../../drawing/richText.js';
import { flagInWords } from '../../planes/flagFamilies.js';
import { shortNumber } from '../../words.js';
import type { Ink } from '../picture/plot.js';
import { binWords, CHART, spectrumSvg } from '../picture/spectrumChart.js';
import type { View } from '../picture/view.js';
import { AT_BACKGROUND, type PageGrid, type PointValues } from '../wire.js';
import { ask as askServer } from './dom/ask.js';
import { make, rich, richLine, svgOf } from './dom/elements.js';
import { wordsOf } from './dom/failures.js';
import { latestOnly } from './latest.js';
import { indicesAt, KNOWN, type ShownPlane } from './reading/planes.js';
import { makeRecomputeBlock } from './recompute/block.js';
import { valueMarkup } from './words.js';

/** A point of a plane that is looked at. */
export interface LookedAt {
  readonly grid: PageGrid;
  readonly plane: ShownPlane;
  readonly delta: DeltaPlane;
  readonly view: View;
  /** Its place in the plane, C order. */
  readonly k: number;
  readonly ink: Ink;
}

/** Shows points in an element. */
export interface Readout {
  readonly element: HTMLElement;
  readonly show: (point: LookedAt | undefined) => void;
}

const HINT =
  'Point at the picture, or focus it and use the arrow keys: all that the grid holds at a point. A click keeps it.';

/** Makes a readout. */
export function makeReadout(): Readout {
  const content = make('div', { class: 'point' });
  const again = makeRecomputeBlock();
  const element = make('div', { class: 'readout', 'aria-live': 'polite' }, [content, again.element]);
  let shown: LookedAt | undefined;
  const kept = new Map<string, PointValues>();
  const ask = latestOnly(async (point: LookedAt, isLatest) => {
    const address = addressOf(point, 'point');
    const values = address === undefined ? undefined : (kept.get(address) ?? (await fetchPoint(address)));
    if (address !== undefined && values !== undefined && values.faults.length === 0)
      kept.set(address, values);
    if (isLatest() && shown === point) fill(content, point, values);
  });
  return {
    element,
    show: (point) => {
      shown = point;
      const address = point && addressOf(point, 'recompute');
      again.show(point && address !== undefined ? { address, ink: point.ink } : undefined);
      if (point === undefined) {
        content.replaceChildren(make('p', { class: 'hint' }, [HINT]));
        return;
      }
      if (content.querySelector('dl') === null) fill(content, point, undefined);
      ask(point);
    },
  };
}

/** What the server answers of a point; undefined where no point of the grid is shown. */
function addressOf({ plane, grid, view, k }: LookedAt, what: 'point' | 'recompute'): string | undefined {
  const indices = indicesAt(plane, grid, view, k);
  return (
    indices &&
    `grids/${grid.number}/${what}?${new URLSearchParams([...indices].map(([name, index]) => [name, String(index)]))}`
  );
}

/** What the server says of a point; what it cannot say is a fault. */
async function fetchPoint(address: string): Promise<PointValues> {
  try {
    return (await (await askServer(address)).json()) as PointValues;
  } catch (error) {
    return { values: [], flags: [], spectra: [], faults: [{ kind: 'damaged', words: wordsOf(error) }] };
  }
}

/** Puts a point into the element: at first what the plane knows, then all. */
function fill(element: HTMLElement, point: LookedAt, values: PointValues | undefined): void {
  const { grid, plane, delta, view, k, ink } = point;
  const indices = indicesAt(plane, grid, view, k);
  const place = [plane.x, plane.y].map((axis, i) =>
    valueMarkup(
      axis,
      at(axis.values, i === 0 ? k % plane.x.values.length : Math.floor(k / plane.x.values.length)),
    ),
  );
  const profiled = plane.over.map((axis) => {
    const index = indices?.get(axis.name);
    return index === undefined ? `${axis.symbol}: none` : valueMarkup(axis, at(axis.values, index));
  });
  const isBackground = plane.places !== undefined && plane.places[k] === AT_BACKGROUND;
  const value = at(delta.delta, k);
  const head = Number.isNaN(value) ? unknownAt(at(plane.known, k)) : `Δ*χ*^2 = ${numberMarkup(value, 4)}`;
  const rows = (values?.values ?? []).flatMap(({ name, longName, unit, value: number }) => [
    make('dt', { title: longName }, [name]),
    make('dd', { 'data-variable': name }, [
      number === null
        ? 'missing'
        : rich(`${numberMarkup(number, 5)}${unit === '' ? '' : ` ${escapeMarkup(unit)}`}`),
    ]),
  ]);
  element.replaceChildren(
    make('div', { class: 'numbers' }, [
      richLine('p', [...place, ...profiled].join(', '), { class: 'place' }),
      richLine('p', isBackground ? `${head}: |*U*|^2 = 0 is better than every point` : head, {
        class: 'delta',
      }),
      make('dl', {}, rows),
      ...flagList(point, values),
      ...(values?.faults ?? []).map(({ words }) => make('p', { class: 'alert' }, [words])),
    ]),
    make(
      'div',
      { class: 'spectra' },
      (values?.spectra ?? []).map((spectrum) => {
        const words = `spectrum of ${spectrum.experiment}: ${spectrum.labels.map((_, bin) => binWords(spectrum, bin)).join('; ')}`;
        return svgOf(spectrumSvg(spectrum, ink), `0 0 ${CHART.width} ${CHART.height}`, words);
      }),
    ),
  );
}

const unknownAt = (known: number) =>
  known === KNOWN.absent ? 'not computed yet' : known === KNOWN.damaged ? 'in a damaged file' : 'no *χ*^2';

function flagList({ plane, k }: LookedAt, values: PointValues | undefined): HTMLElement[] {
  const { names, bits } = plane.flags;
  const word = at(bits, k);
  const here = names.filter((_, i) => (word & (1 << i)) !== 0).map(flagInWords);
  const all =
    values === undefined ? here : [...new Set([...here, ...values.flags.map(({ words }) => words)])];
  const text = all.length === 0 ? 'no flags' : `flags: ${all.join(', ')}`;
  return [make('p', { class: 'flags' }, [text])];
}

/** A point in one line, for those who hear the page. */
export function pointInWords({ plane, delta, k }: LookedAt): string {
  const [i, j] = [k % plane.x.values.length, Math.floor(k / plane.x.values.length)];
  const value = at(delta.delta, k);
  return `${plane.x.name} ${shortNumber(at(plane.x.values, i))}, ${plane.y.name} ${shortNumber(at(plane.y.values, j))}: Delta chi2 ${Number.isNaN(value) ? 'unknown' : shortNumber(value)}`;
}
