/** Threads: they answer in turn, move their answers, keep the class of what they throw, and do not leave anybody waiting when they end. */
import { describe, expect, it } from 'vitest';
import {
  ConfigError,
  DeviceError,
  EXIT_CODES,
  InputDataError,
  NumericError,
  StoreError,
} from '../../src/errors.js';
import { startThreads, type Threads } from '../../src/platform/threads.js';
import { packError, unpackError } from '../../src/thrown.js';

interface Answer {
  readonly numbers: Float32Array;
  readonly text: string;
}

function start(count = 1): Threads<string, Answer> {
  return startThreads('../test/platform/answeringThread', count, 'heard');
}

describe('threads', () => {
  it('answer tasks in turn and all together, with what they were started with', async () => {
    await using threads = start(2);
    const answers = await Promise.all(['a', 'b', 'c'].map((task) => threads.ask(task)));
    expect(answers.map(({ text }) => text)).toEqual(['heard a', 'heard b', 'heard c']);
    expect(answers[0]?.numbers).toEqual(Float32Array.of(1, 2, 3));
    expect((await threads.askAll('d')).map(({ text }) => text)).toEqual(['heard d', 'heard d']);
  });

  it('keep the class of what they throw, and answer the next task', async () => {
    await using threads = start();
    const thrown = threads.ask('throw');
    await expect(thrown).rejects.toThrow(NumericError);
    await expect(thrown).rejects.toMatchObject({ message: 'too large', exitCode: EXIT_CODES.NumericError });
    expect((await threads.ask('again')).text).toBe('heard again');
  });

  it.each([
    ['leave', /before its work was done: it stopped/],
    ['fall', /before its work was done: fallen/],
  ])('that end (%s) fail what they were asked, and what they are asked later', async (task, message) => {
    await using threads = start();
    await threads.ask('well');
    const asked = [threads.ask(task), threads.ask('leave')];
    await expect(asked[1]).rejects.toThrow(message);
    await Promise.allSettled(asked);
    await expect(threads.ask('later')).rejects.toThrow(message);
  });

  it('fail what they have not answered when they are disposed of', async () => {
    const threads = start();
    const asked = threads.ask('a');
    const failed = expect(asked).rejects.toThrow('a thread of this process has ended');
    await threads[Symbol.asyncDispose]();
    await failed;
  });
});

it('an error keeps its class, message and exit code on its way between threads', () => {
  const mistakes = [{ file: 'a.yaml', line: 3, what: 'wrong' }];
  const errors = [
    new ConfigError(mistakes),
    new InputDataError('no file'),
    new DeviceError('lost'),
    new NumericError('overflow'),
    new StoreError('full'),
    new RangeError('there is no entry 3 among 2'),
    new Error('other'),
  ];
  for (const error of errors) {
    const arrived = unpackError(structuredClone(packError(error)));
    expect(arrived).toBeInstanceOf(error.constructor);
    expect(arrived).toMatchObject({ message: error.message, stack: error.stack });
  }
  expect(unpackError(structuredClone(packError(new ConfigError(mistakes))))).toMatchObject({ mistakes });
});
