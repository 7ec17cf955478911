/** The pointer on a picture: the grid point below it, by mouse, finger or arrow keys, and the cross that marks it. */
import { at } from '../../at.js';
import { svgElement } from '../../drawing/richText.js';
import { FRAME, placesOn, SIZE } from '../picture/plot.js';
import { cellBorders, indexAt } from '../picture/raster.js';
import { svgOf } from './dom/elements.js';
import { type LookedAt, makeReadout, pointInWords, type Readout } from './readout.js';

/** What lies under the pointer. */
export type Shown = Omit<LookedAt, 'k'>;

/** The pointer of a panel. */
export interface Pointer {
  readonly readout: Readout;
  /** Tells which plane is shown now; the pointer stays where it was. */
  readonly shows: (shown: Shown) => void;
  readonly drawAgain: () => void;
}

/** Makes a pointer on the element that holds a picture. */
export function makePointer(plot: HTMLElement): Pointer {
  const readout = makeReadout();
  readout.show(undefined);
  const cross = svgOf('', `0 0 ${SIZE.width} ${SIZE.height}`);
  cross.classList.add('cross');
  plot.append(cross);
  let shown: Shown | undefined;
  let place: readonly [i: number, j: number] | undefined;
  let isKept = false;
  const draw = () => {
    cross.innerHTML = shown === undefined || place === undefined ? '' : crossSvg(shown, place, isKept);
  };
  const look = (next: readonly [number, number] | undefined) => {
    if (shown === undefined) return;
    place = next;
    draw();
    const point = place && { ...shown, k: place[1] * shown.plane.x.values.length + place[0] };
    readout.show(point);
    plot.setAttribute('aria-label', point === undefined ? describe(shown) : pointInWords(point));
  };
  plot.addEventListener('pointermove', (event) => {
    if (!isKept) look(placeUnder(plot, shown, event));
  });
  plot.addEventListener('pointerdown', (event) => {
    const under = placeUnder(plot, shown, event);
    isKept = under !== undefined && !(isKept && under.join() === place?.join());
    look(under ?? place);
  });
  plot.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      isKept = false;
      look(undefined);
      return;
    }
    const step = STEPS[event.key];
    if (step === undefined || shown === undefined) return;
    event.preventDefault();
    isKept = true;
    const { x, y } = shown.plane;
    const [i, j] = place ?? [x.values.length >> 1, y.values.length >> 1];
    const within = (k: number, n: number) => Math.min(n - 1, Math.max(0, k));
    const far = event.shiftKey ? 10 : 1;
    look([within(i + far * step[0], x.values.length), within(j + far * step[1], y.values.length)]);
  });
  return {
    readout,
    shows: (next) => {
      const isOther =
        shown !== undefined &&
        (shown.plane.x.name !== next.plane.x.name ||
          shown.plane.y.name !== next.plane.y.name ||
          shown.grid !== next.grid);
      shown = next;
      if (isOther) isKept = false;
      look(isOther ? undefined : place);
    },
    drawAgain: draw,
  };
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowDown: [0, -1],
  ArrowUp: [0, 1],
};

const describe = ({ plane, grid }: Shown) =>
  `picture of ${grid.title}: ${plane.y.longName} over ${plane.x.longName}; arrow keys go from point to point`;

/** Indices of the grid point under an event; undefined beside the frame. */
function placeUnder(
  plot: HTMLElement,
  shown: Shown | undefined,
  { clientX, clientY }: PointerEvent,
): readonly [number, number] | undefined {
  if (shown === undefined) return undefined;
  const box = plot.getBoundingClientRect();
  const u = ((clientX - box.left) / box.width) * SIZE.width - FRAME.x;
  const v = FRAME.y + FRAME.height - ((clientY - box.top) / box.height) * SIZE.height;
  if (u < 0 || v < 0 || u > FRAME.width || v > FRAME.height) return undefined;
  return [
    indexAt(cellBorders(shown.plane.x), u / FRAME.width),
    indexAt(cellBorders(shown.plane.y), v / FRAME.height),
  ];
}

function crossSvg({ plane: { x, y } }: Shown, [i, j]: readonly [number, number], isKept: boolean): string {
  const { px, py } = placesOn(x, y);
  const [u, v] = [px(at(x.values, i)), py(at(y.values, j))];
  const d = `M${u},${FRAME.y}V${FRAME.y + FRAME.height}M${FRAME.x},${v}H${FRAME.x + FRAME.width}`;
  return [
    svgElement('path', { d, stroke: '#ffffff', 'stroke-width': 2.4, 'stroke-opacity': 0.6 }),
    svgElement('path', { d, stroke: '#111111', 'stroke-width': 0.9, 'stroke-opacity': 0.8 }),
    svgElement('circle', {
      cx: u,
      cy: v,
      r: 5,
      fill: isKept ? '#ffffff' : 'none',
      stroke: '#111111',
      'stroke-width': 1.6,
    }),
  ].join('');
}
