/** Below what a grid holds at a point: the button that computes it again on the page, and what came out. */
import type { Ink } from '../../picture/plot.js';
import { make } from '../dom/elements.js';
import { wordsOf } from '../dom/failures.js';
import { recompute } from './client.js';
import type { Recomputed } from './recomputed.js';
import { resultElements } from './resultElements.js';

/** A point that may be computed again: its address on the server, and the colours of its chart. */
export interface BlockPoint {
  readonly address: string;
  readonly ink: Ink;
}

/** The block of a panel. */
export interface RecomputeBlock {
  readonly element: HTMLElement;
  /** Shows a point as far as it has been computed again; undefined where there is none. */
  readonly show: (point: BlockPoint | undefined) => void;
}

/** How far a point is. */
type State =
  | { readonly kind: 'running' | 'failed'; readonly words: string }
  | { readonly kind: 'done'; readonly point: Recomputed };

/** Makes a block. Points that were computed are kept as long as the page is open. */
export function makeRecomputeBlock(): RecomputeBlock {
  const element = make('div', { class: 'again', hidden: true });
  const states = new Map<string, State>();
  let shown: BlockPoint | undefined;
  const draw = () => {
    element.hidden = shown === undefined;
    if (shown === undefined) return;
    const { address, ink } = shown;
    const state = states.get(address);
    element.dataset.state = state?.kind ?? 'idle';
    element.replaceChildren(...elementsOf(state, ink, () => begin(address)));
  };
  const begin = (address: string) => {
    const set = (state: State) => {
      states.set(address, state);
      if (shown?.address === address) draw();
    };
    set({ kind: 'running', words: 'waiting for the point before it' });
    recompute(address, (words) => set({ kind: 'running', words })).then(
      (point) => set({ kind: 'done', point }),
      (error: unknown) => set({ kind: 'failed', words: wordsOf(error) }),
    );
  };
  return {
    element,
    show: (point) => {
      const isSame = point?.address === shown?.address && point?.ink === shown?.ink;
      shown = point;
      if (!isSame) draw();
    },
  };
}

function elementsOf(state: State | undefined, ink: Ink, begin: () => void): HTMLElement[] {
  if (state?.kind === 'done') return resultElements(state.point, ink);
  if (state?.kind === 'running') return [make('p', { class: 'busy', role: 'status' }, [`${state.words} …`])];
  // The type says that there is always one.
  const hasGpu = (navigator.gpu as GPU | undefined) !== undefined;
  if (!hasGpu)
    return [
      make('p', { class: 'hint' }, [
        'This browser has no WebGPU, with which the page could compute the point again; recent versions of Chrome, Edge, Firefox and Safari have it where the graphics driver is known to them.',
      ]),
    ];
  const failure = state === undefined ? [] : [make('p', { class: 'alert', role: 'alert' }, [state.words])];
  return [
    ...failure,
    make('p', { class: 'offer' }, [
      make('button', { type: 'button', class: 'recompute', onclick: begin }, [
        state === undefined ? 'Compute this point again' : 'Try again',
      ]),
      make('span', { class: 'hint' }, ["on this machine's GPU, by the program's shaders in the browser"]),
    ]),
  ];
}
