/** A thread for `threads.test.ts`: each task is a word that says what to do. */
import { NumericError } from '../../src/errors.js';
import { answerTasks } from '../../src/platform/threads.js';

answerTasks((data: string) => (task: string): { readonly numbers: Float32Array; readonly text: string } => {
  if (task === 'throw') throw new NumericError('too large');
  if (task === 'leave') process.exit(0);
  if (task === 'fall')
    queueMicrotask(() => {
      throw new Error('fallen');
    });
  const numbers = Float32Array.of(1, 2, 3);
  return { numbers, text: `${data} ${task}` };
});
