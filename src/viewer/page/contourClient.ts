/** Asks the worker for contours: one task at a time, and of each panel only the latest. */
import type { DeltaPlane } from '../../contouring/contour.js';
import type { ContourAnswer, ContourTask } from '../picture/contourTask.js';

/** Asks for contours; what was asked for the same panel before and not yet begun is forgotten, and its promise never settles. */
export type AskContours = (
  panel: object,
  plane: DeltaPlane,
  cls: readonly number[],
) => Promise<ContourAnswer>;

/** Starts the worker. */
export function contourClient(): AskContours {
  const worker = new Worker('contourWorker.js', { type: 'module' });
  const waiting = new Map<object, { task: ContourTask; resolve: (answer: ContourAnswer) => void }>();
  let busy: ((answer: ContourAnswer) => void) | undefined;
  let number = 0;
  const next = () => {
    const [first] = waiting;
    if (busy !== undefined || first === undefined) return;
    const [panel, { task, resolve }] = first;
    waiting.delete(panel);
    busy = resolve;
    worker.postMessage(task);
  };
  worker.onmessage = ({ data }: MessageEvent<ContourAnswer>) => {
    busy?.(data);
    busy = undefined;
    next();
  };
  return (panel, plane, cls) =>
    new Promise((resolve) => {
      waiting.delete(panel);
      waiting.set(panel, { task: { number: ++number, plane, cls }, resolve });
      next();
    });
}
