/** Asks the worker for points, one after another. There is one worker for the page, started when a point is first asked for. */
import { ask as askServer } from '../dom/ask.js';
import type { Recomputed, Told } from './recomputed.js';

let worker: Worker | undefined;
let last: Promise<unknown> = Promise.resolve();

/** The point of an address of the server, computed again; `tell` is told what is being done. An Error says in words what went wrong. */
export function recompute(address: string, tell: (words: string) => void): Promise<Recomputed> {
  const asked = last.then(() => ask(address, tell));
  last = asked.catch(() => undefined);
  return asked;
}

async function ask(address: string, tell: (words: string) => void): Promise<Recomputed> {
  tell('reading the scan of the grid');
  const text = await (await askServer(address)).text();
  worker ??= new Worker('recomputeWorker.js', { type: 'module' });
  const running = worker;
  return await new Promise((resolve, reject) => {
    running.onmessage = ({ data }: MessageEvent<Told>) => {
      if (data.kind === 'stage') tell(data.words);
      else if (data.kind === 'done') resolve(data.point);
      else reject(new Error(data.words));
    };
    running.onerror = ({ message }) => {
      running.terminate();
      worker = undefined;
      reject(new Error(`the engine cannot run in this browser: ${message || 'its worker does not start'}`));
    };
    running.postMessage(text);
  });
}
