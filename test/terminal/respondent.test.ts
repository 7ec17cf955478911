/** Somebody who is asked on a terminal and leaves: what is said then begins a line of its own. */
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { StoppedError } from '../../src/errors.js';
import { openRespondent } from '../../src/terminal/respondent.js';

/** A terminal whose keys are pressed by the test, and what it shows, without what moves its cursor. */
function terminal() {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  let text = '';
  output.setEncoding('utf8').on('data', (piece) => {
    text += piece;
  });
  const respondent = openRespondent(
    input as unknown as NodeJS.ReadStream,
    output as unknown as NodeJS.WriteStream,
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a terminal is told.
  const shown = () => text.replace(/\u001b\[\d*[A-Z]/g, '');
  return { input, respondent, shown };
}

it.each([
  ['Ctrl-C', '\u0003'],
  ['Ctrl-D', '\u0004'],
])('%s at a question ends its line', async (_, key) => {
  const { input, respondent, shown } = terminal();
  const first = respondent?.ask('model [dual]: ');
  input.write('single\r');
  expect(await first).toBe('single');
  const second = respondent?.ask('points [32]: ');
  input.write(key);
  await expect(second).rejects.toThrow(StoppedError);
  await expect(second).rejects.toThrow('stopped before the last answer: nothing was written');
  expect(shown()).toMatch(/points \[32\]: \r?\n$/);
});

it('adds no line where all questions were answered', async () => {
  const { input, respondent, shown } = terminal();
  const answer = respondent?.ask('model [dual]: ');
  input.write('\r');
  expect(await answer).toBe('');
  const before = shown();
  respondent?.[Symbol.dispose]();
  expect(shown()).toBe(before);
});

it('is nobody where there is no terminal', () => {
  const pipe = new PassThrough() as unknown as NodeJS.ReadStream;
  expect(openRespondent(pipe, new PassThrough() as unknown as NodeJS.WriteStream)).toBeUndefined();
});
