/** What the page asks its worker for contours, with a worker of the test. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { DeltaPlane } from '../../src/contouring/contour.js';
import { contourClient } from '../../src/viewer/page/contourClient.js';
import type { ContourAnswer, ContourTask } from '../../src/viewer/picture/contourTask.js';

/** A worker that keeps what it is asked, and answers when the test says so. */
class HeldWorker {
  static readonly started: HeldWorker[] = [];
  readonly asked: ContourTask[] = [];
  isEnded = false;
  onmessage: (event: { data: ContourAnswer }) => void = () => undefined;
  onerror: (event: { message: string }) => void = () => undefined;

  constructor() {
    HeldWorker.started.push(this);
  }

  postMessage(task: ContourTask): void {
    this.asked.push(task);
  }

  terminate(): void {
    this.isEnded = true;
  }
}

beforeEach(() => {
  HeldWorker.started.length = 0;
  vi.stubGlobal('Worker', HeldWorker);
});
afterEach(() => vi.unstubAllGlobals());

const PLANE = {} as DeltaPlane;
const ANSWER: ContourAnswer = { contours: [], problem: '' };
const levels = ({ asked }: HeldWorker) => asked.map(({ cls }) => cls);
const worker = (n: number): HeldWorker => {
  const one = HeldWorker.started[n];
  if (one === undefined) throw new Error(`there is no worker ${n}`);
  return one;
};

it('has one task at a time, and of each panel only the latest', async () => {
  const askContours = contourClient();
  const [left, right] = [{}, {}];
  const first = askContours(left, PLANE, [0.1]);
  void askContours(left, PLANE, [0.2]);
  const beside = askContours(right, PLANE, [0.3]);
  const last = askContours(left, PLANE, [0.4]);
  expect(levels(worker(0))).toEqual([[0.1]]);
  worker(0).onmessage({ data: ANSWER });
  expect(await first).toBe(ANSWER);
  expect(levels(worker(0))).toEqual([[0.1], [0.3]]);
  worker(0).onmessage({ data: ANSWER });
  worker(0).onmessage({ data: ANSWER });
  expect(await Promise.all([beside, last])).toEqual([ANSWER, ANSWER]);
  expect(levels(worker(0))).toEqual([[0.1], [0.3], [0.4]]);
});

it('says that its worker failed, and asks another one the next time', async () => {
  const askContours = contourClient();
  const [lost, next] = [askContours({}, PLANE, [0.1]), askContours({}, PLANE, [0.2])];
  worker(0).onerror({ message: '' });
  expect(await lost).toEqual({ contours: [], problem: expect.stringContaining('does not start') });
  expect([worker(0).isEnded, levels(worker(1))]).toEqual([true, [[0.2]]]);
  worker(1).onerror({ message: 'out of memory' });
  expect((await next).problem).toBe('out of memory');
  worker(1).onmessage({ data: ANSWER });
  expect(HeldWorker.started).toHaveLength(2);
});
