/** Asks the worker for contours: one task at a time, and of each panel only the latest. */
import type { DeltaPlane } from '../../contouring/contour.js';
import type { ContourAnswer, ContourTask } from '../picture/contourTask.js';

/** Asks for contours; what was asked for the same panel before and not yet begun is forgotten, and its promise never settles. */
export type AskContours = (
  panel: object,
  plane: DeltaPlane,
  cls: readonly number[],
) => Promise<ContourAnswer>;

/** Starts the worker; one that fails says so in its answer, and another is started for the next task. */
export function contourClient(): AskContours {
  const waiting = new Map<object, { task: ContourTask; resolve: (answer: ContourAnswer) => void }>();
  let busy: ((answer: ContourAnswer) => void) | undefined;
  const started = (): Worker => {
    const made = new Worker('contourWorker.js', { type: 'module' });
    made.onmessage = ({ data }: MessageEvent<ContourAnswer>) => answer(data);
    made.onerror = ({ message }) => {
      made.terminate();
      worker = undefined;
      answer({ contours: [], problem: message || 'their worker does not start in this browser' });
    };
    return made;
  };
  let worker: Worker | undefined = started();
  const next = () => {
    const [first] = waiting;
    if (busy !== undefined || first === undefined) return;
    const [panel, { task, resolve }] = first;
    waiting.delete(panel);
    busy = resolve;
    worker ??= started();
    worker.postMessage(task);
  };
  const answer = (given: ContourAnswer) => {
    busy?.(given);
    busy = undefined;
    next();
  };
  return (panel, plane, cls) =>
    new Promise((resolve) => {
      waiting.delete(panel);
      waiting.set(panel, { task: { plane, cls }, resolve });
      next();
    });
}
