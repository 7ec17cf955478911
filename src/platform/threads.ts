/**
 * Threads that answer tasks. Buffers and typed arrays in tasks and answers are moved, not copied: they change hands. No memory is shared, because
 * uploading from a SharedArrayBuffer ends webgpu 0.6.2 with a segmentation fault.
 */
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { packError, unpackError } from '../thrown.js';

/** A fixed number of threads with the same module. */
export interface Threads<Task, Answer> extends AsyncDisposable {
  readonly count: number;
  /** The answer of the next thread in turn, which may have earlier tasks to answer first. Rejects with what the thread threw or died of. */
  ask(task: Task): Promise<Answer>;
  /** The answers of all threads. */
  askAll(task: Task): Promise<Answer[]>;
}

/** A task under way, with its number; and its answer, or what was thrown instead. */
interface Numbered<Task> {
  readonly number: number;
  readonly task: Task;
}
type Answered<Answer> = { readonly number: number } & (
  | { readonly answer: Answer }
  | { readonly thrown: ReturnType<typeof packError> }
);

/** Functions that settle the promise of an answer. */
interface Asker<Answer> {
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/**
 * Starts threads that run a module, named without its ending by a path from the folder of all modules, and give it `data`. The module calls
 * `answerTasks`. An idle thread does not keep the process alive.
 */
export function startThreads<Task, Answer>(
  module: string,
  count: number,
  data: unknown,
): Threads<Task, Answer> {
  const threads = Array.from({ length: count }, () => startThread<Task, Answer>(module, data));
  let next = 0;
  return {
    count,
    async ask(task) {
      const thread = threads[next++ % count];
      if (!thread) throw new RangeError('there are no threads to ask');
      return await thread.ask(task);
    },
    askAll: (task) => Promise.all(threads.map((thread) => thread.ask(task))),
    async [Symbol.asyncDispose]() {
      await Promise.all(threads.map((thread) => thread.end()));
    },
  };
}

function startThread<Task, Answer>(module: string, data: unknown) {
  // Without the options of this process, of which some, like those of `node --eval`, are refused to threads.
  const worker = new Worker(entryOf(module), { workerData: data, execArgv: [] });
  const asked = new Map<number, Asker<Answer>>();
  let number = 0;
  let failure: Error | undefined;
  const failAll = (error: Error) => {
    failure ??= error;
    for (const { reject } of asked.values()) reject(failure);
    asked.clear();
  };
  worker.unref();
  worker.on('message', (answered: Answered<Answer>) => {
    const asker = asked.get(answered.number);
    asked.delete(answered.number);
    if (asked.size === 0) worker.unref();
    if ('thrown' in answered) asker?.reject(unpackError(answered.thrown));
    else asker?.resolve(answered.answer);
  });
  worker.on('error', (error: unknown) => failAll(ended(error instanceof Error ? error.message : `${error}`)));
  worker.on('messageerror', (error: unknown) => failAll(ended(`${error}`)));
  worker.on('exit', () => failAll(ended('it stopped')));
  return {
    ask(task: Task): Promise<Answer> {
      return new Promise((resolve, reject) => {
        if (failure) {
          reject(failure);
          return;
        }
        asked.set(++number, { resolve, reject });
        worker.ref();
        worker.postMessage({ number, task } satisfies Numbered<Task>, buffersIn(task));
      });
    },
    async end(): Promise<void> {
      await worker.terminate();
    },
  };
}

function ended(why: string): Error {
  return new Error(`a thread of this process has ended before its work was done: ${why}`);
}

/** The folder of all modules. This one is in a folder of it, also where modules are joined into few files (scripts/joinModules.mjs). */
const MODULES = new URL('..', import.meta.url);

/** The module of a thread: compiled where this one is, else its source, which a thread cannot read without tsx. */
function entryOf(module: string): URL {
  if (!import.meta.url.endsWith('.ts')) return new URL(`${module}.js`, MODULES);
  const [source, tsx] = [new URL(`${module}.ts`, MODULES).href, import.meta.resolve('tsx/esm/api')];
  const text = `import { register } from ${JSON.stringify(tsx)}; register(); await import(${JSON.stringify(source)});`;
  return new URL(`data:text/javascript,${encodeURIComponent(text)}`);
}

/** In a thread: answers the tasks that it is asked, one after another. `prepare` gets the data that it was started with. */
export function answerTasks<Data, Task, Answer>(prepare: (data: Data) => (task: Task) => Answer): void {
  let answer: ((task: Task) => Answer) | undefined;
  parentPort?.on('message', ({ number, task }: Numbered<Task>) => {
    try {
      answer ??= prepare(workerData);
      const given = answer(task);
      parentPort?.postMessage({ number, answer: given } satisfies Answered<Answer>, buffersIn(given));
    } catch (error) {
      parentPort?.postMessage({ number, thrown: packError(error) } satisfies Answered<Answer>);
    }
  });
}

/** The buffers of all typed arrays in plain data, each once. */
function buffersIn(value: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (value instanceof ArrayBuffer) found.add(value);
  else if (ArrayBuffer.isView(value)) buffersIn(value.buffer, found);
  else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) buffersIn(part, found);
  }
  return [...found];
}
