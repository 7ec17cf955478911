/** Loader hook, given to Node by `--import`: appends the URL of every module that is loaded to the file that LOADED_FILES names. */
import { appendFileSync } from 'node:fs';
import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

// Node evaluates the module again in the thread of its hooks.
if (isMainThread) register(import.meta.url);

/** @type {import('node:module').LoadHook} */
export async function load(url, context, next) {
  appendFileSync(process.env.LOADED_FILES ?? 'loaded', `${url}\n`);
  return await next(url, context);
}
