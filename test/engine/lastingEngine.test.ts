/** The order in which tiles come and are computed again, who is blamed for a loss, and what the next engine is told to expect. */
import { describe, expect, it } from 'vitest';
import type { Engine, TileResult } from '../../src/engine/engine.js';
import { openLastingEngine, TileLeftOut } from '../../src/engine/lastingEngine.js';
import { DeviceError, NumericError } from '../../src/errors.js';
import { LostDevice } from '../../src/gpu/deviceFailures.js';
import type { Tile } from '../../src/tiles/tiles.js';

const tileOf = (number: number): Tile => ({ index: [number], start: [number], shape: [1] });
const numberOf = ({ start: [number = -1] }: Tile) => number;

/** What a tile does on an engine: the engine's number, the tile's, and how often it was tried. */
type Behaviour = (engine: number, tile: number, tries: number) => Error | undefined;

/** A lasting engine over fakes, which lose everything in flight when one tile fails by a loss. */
async function lasting(behave: Behaviour, adapterOf: (engine: number) => string = () => 'card') {
  const log: string[] = [];
  let opened = 0;
  const tries = new Map<number, number>();
  const open = async ({ isShort }: { readonly isShort: boolean }): Promise<Engine> => {
    const engine = ++opened;
    log.push(`open ${engine}${isShort ? ' short' : ''}`);
    let lost: Error | undefined;
    let last: Promise<unknown> = Promise.resolve();
    return {
      info: { engine: 'gpu', adapter: adapterOf(engine), driver: 'one', software: false },
      times: { templates: 1, points: 2 },
      foresee: (tiles) => log.push(`foresee ${[...tiles].map(numberOf)}`),
      async evaluateTile(tile) {
        const number = numberOf(tile);
        log.push(`${number} on ${engine}`);
        const before = last;
        const work = (async () => {
          await before.catch(() => undefined);
          const count = (tries.get(number) ?? 0) + 1;
          if (!lost) tries.set(number, count);
          const error = lost ?? behave(engine, number, count);
          if (error instanceof LostDevice) lost = error;
          if (error) throw error;
          // Only its number is looked at.
          return { chi2: Float32Array.of(number) } as unknown as TileResult;
        })();
        last = work;
        return await work;
      },
      spectra: () => Promise.reject(new Error('not asked')),
      compare: () => Promise.reject(new Error('not asked')),
      recycle() {},
      async [Symbol.asyncDispose]() {
        log.push(`close ${engine}`);
      },
    };
  };
  const notices: string[] = [];
  const engine = await openLastingEngine({
    open,
    pause: async () => undefined,
    onNotice: (text) => notices.push(text),
  });
  return { engine, log, notices };
}

/** Results of tiles in the order in which they come. */
async function resultsOf(engine: Engine, numbers: readonly number[]) {
  const came: (number | string)[] = [];
  await Promise.all(
    numbers.map(async (number) => {
      try {
        came.push((await engine.evaluateTile(tileOf(number))).chi2[0] ?? -1);
      } catch (error) {
        came.push(`${number}: ${(error as Error).constructor.name}`);
      }
    }),
  );
  return came;
}

const lost = new LostDevice('it was lost');

describe('tiles in flight', () => {
  it('are computed again one at a time, and come in their order', async () => {
    const { engine, log, notices } = await lasting((on, tile) => (on === 1 && tile === 1 ? lost : undefined));
    expect(await resultsOf(engine, [0, 1, 2, 3])).toEqual([0, 1, 2, 3]);
    expect(log).toEqual([
      ...['open 1', '0 on 1', '1 on 1', '2 on 1', '3 on 1'],
      ...['close 1', 'open 2', 'foresee ', '1 on 2', '2 on 2', '3 on 2'],
    ]);
    expect(notices).toEqual(['it was lost: it was opened again, and what was in hand is computed again']);
    expect(engine.mishaps).toEqual(notices);
    // Those of both engines.
    expect(engine.times).toEqual({ templates: 2, points: 4 });
  });

  it('are not left out for the loss of another one', async () => {
    const { engine, log } = await lasting((_, tile) => (tile === 1 ? lost : undefined));
    expect(await resultsOf(engine, [0, 1, 2, 3])).toEqual([0, '1: TileLeftOut', 2, 3]);
    expect(log.filter((entry) => entry.startsWith('open'))).toEqual([
      ...['open 1', 'open 2', 'open 3', 'open 4', 'open 5 short', 'open 6'],
    ]);
    expect(log.filter((entry) => entry.startsWith('1 on'))).toHaveLength(5);
    expect(log.filter((entry) => entry.startsWith('2 on'))).toEqual(['2 on 1', '2 on 6']);
  });

  it('end with what is no failure of the device at once, and alone', async () => {
    const wrong = new NumericError('too large');
    const { engine, log } = await lasting((_, tile) => (tile === 1 ? wrong : undefined));
    expect(await resultsOf(engine, [0, 1, 2])).toEqual([0, '1: NumericError', 2]);
    expect(log.filter((entry) => entry.startsWith('open'))).toEqual(['open 1']);
  });
});

describe('a device that fails whatever is computed', () => {
  it('is given up after three tiles, and opened no more', async () => {
    const { engine, log } = await lasting(() => lost);
    expect(await resultsOf(engine, [0, 1, 2, 3, 4])).toEqual([
      ...['0: TileLeftOut', '1: TileLeftOut', '2: DeviceError', '3: DeviceError', '4: DeviceError'],
    ]);
    const opened = log.filter((entry) => entry.startsWith('open')).length;
    await expect(engine.evaluateTile(tileOf(5))).rejects.toThrow(/so it went with 3 tiles in a row/);
    expect(log.filter((entry) => entry.startsWith('open'))).toHaveLength(opened);
    await engine[Symbol.asyncDispose]();
    expect(log.filter((entry) => entry.startsWith('close'))).toHaveLength(opened);
  });

  it('is not given up for tiles here and there', async () => {
    const { engine } = await lasting((_, tile) => (tile % 2 === 1 ? lost : undefined));
    const came = [];
    for (let number = 0; number < 10; number++) came.push(...(await resultsOf(engine, [number])));
    expect(came.filter((result) => typeof result === 'string')).toHaveLength(5);
  });

  it('is not replaced by another one', async () => {
    const { engine, log } = await lasting(
      (on) => (on === 1 ? lost : undefined),
      (on) => (on === 1 ? 'card' : 'other'),
    );
    const error: unknown = await engine.evaluateTile(tileOf(0)).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(DeviceError);
    expect(error).not.toBeInstanceOf(TileLeftOut);
    expect(String(error)).toContain(
      'it was lost; and it cannot be opened again: there is only other (one), whose numbers may differ',
    );
    expect(log.filter((entry) => entry.startsWith('open')).length).toBe(
      log.filter((entry) => entry.startsWith('close')).length,
    );
  });
});

it('short dispatches stay where they have helped', async () => {
  const { engine, log, notices } = await lasting((on) => (on < 5 ? lost : undefined));
  expect(await resultsOf(engine, [0, 1])).toEqual([0, 1]);
  expect(log.filter((entry) => entry.startsWith('open')).at(-1)).toBe('open 5 short');
  expect(notices.at(-1)).toMatch(/with shorter dispatches from now on$/);
});

it('the next engine is told the tiles that nobody has asked for', async () => {
  const { engine, log } = await lasting((on, tile) => (on === 1 && tile === 2 ? lost : undefined));
  engine.foresee?.([0, 1, 2, 3, 4, 5].map(tileOf));
  expect(await resultsOf(engine, [0, 1, 2, 3])).toEqual([0, 1, 2, 3]);
  expect(log.filter((entry) => entry.startsWith('foresee'))).toEqual(['foresee 0,1,2,3,4,5', 'foresee 4,5']);
});
