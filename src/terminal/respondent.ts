/** Questions on a terminal. */
import { createInterface } from 'node:readline/promises';
import { StoppedError } from '../errors.js';

/** Somebody at the terminal; disposing of it gives the terminal back. */
export interface TerminalRespondent extends Disposable {
  ask(question: string): Promise<string>;
  tell(text: string): void;
}

/** Whoever sits at the terminal; undefined where input or output is none. The end of the input is a StoppedError of the question. */
export function openRespondent(
  input: NodeJS.ReadStream = process.stdin,
  output: NodeJS.WriteStream = process.stdout,
): TerminalRespondent | undefined {
  if (!input.isTTY || !output.isTTY) return undefined;
  const lines = createInterface({ input, output });
  let isAsking = false;
  const ended = new Promise<never>((_, reject) => {
    lines.once('close', () => {
      // The cursor stands behind the question, where no other words belong.
      if (isAsking) output.write('\n');
      reject(new StoppedError('stopped before the last answer: nothing was written', 'SIGINT'));
    });
  });
  // Nobody may be asking when it ends.
  ended.catch(() => undefined);
  return {
    async ask(question) {
      isAsking = true;
      const answer = await Promise.race([lines.question(question), ended]);
      isAsking = false;
      return answer;
    },
    tell: (text) => {
      output.write(`${text}\n`);
    },
    [Symbol.dispose]: () => lines.close(),
  };
}
