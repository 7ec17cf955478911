/** The order in which tiles come and are computed again, who is blamed for a loss, and what the next engine is told to expect. */
import { describe, expect, it } from 'vitest';
import type { Engine, TileResult } from '../../src/engine/engine.js';
import { type Opening, openLastingEngine, TileLeftOut } from '../../src/engine/lastingEngine.js';
import { DeviceError, NumericError } from '../../src/errors.js';
import { LostDevice } from '../../src/gpu/deviceFailures.js';
import { nextTurn } from '../../src/platform/turns.js';
import type { Tile } from '../../src/tiles/tiles.js';

const tileOf = (number: number): Tile => ({ index: [number], start: [number], shape: [1] });
const numberOf = ({ start: [number = -1] }: Tile) => number;

/** What a tile does on an engine: the engine's number, the tile's, and how often it was tried. */
type Behaviour = (engine: number, tile: number, tries: number) => Error | undefined;

/** A lasting engine over fakes, which lose everything in flight when one tile fails by a loss. */
async function lasting(
  behave: Behaviour,
  adapterOf: (engine: number) => string = () => 'card',
  driverOf: (engine: number) => string = () => 'one',
) {
  const log: string[] = [];
  /** Tiles, each with its engine, that were begun while another one was in flight there. */
  const beside: string[] = [];
  /** The adapter on which each engine was to be opened. */
  const wanted: (string | undefined)[] = [];
  let opened = 0;
  const tries = new Map<number, number>();
  const open: Opening['open'] = async ({ isShort, again }) => {
    const engine = ++opened;
    log.push(`open ${engine}${isShort ? ' short' : ''}`);
    wanted.push(again?.adapter);
    let inFlight = 0;
    let lost: Error | undefined;
    let last: Promise<unknown> = Promise.resolve();
    return {
      info: { engine: 'gpu', adapter: adapterOf(engine), driver: driverOf(engine), software: false },
      times: { templates: 1, points: 2 },
      foresee: (tiles) => log.push(`foresee ${[...tiles].map(numberOf)}`),
      async evaluateTile(tile) {
        const number = numberOf(tile);
        log.push(`${number} on ${engine}`);
        if (inFlight > 0) beside.push(`${number} on ${engine}`);
        inFlight += 1;
        const before = last;
        const work = (async () => {
          await before.catch(() => undefined);
          await nextTurn();
          const count = (tries.get(number) ?? 0) + 1;
          if (!lost) tries.set(number, count);
          const error = lost ?? behave(engine, number, count);
          if (error instanceof LostDevice) lost = error;
          if (error) throw error;
          // Only its number is looked at.
          return { chi2: Float32Array.of(number) } as unknown as TileResult;
        })();
        last = work;
        return await work.finally(() => {
          inFlight -= 1;
        });
      },
      spectra: () => Promise.reject(new Error('not asked')),
      compare: () => Promise.reject(new Error('not asked')),
      recycle() {},
      async [Symbol.asyncDispose]() {
        log.push(`close ${engine}${inFlight > 0 ? ' in use' : ''}`);
      },
    };
  };
  const notices: string[] = [];
  const engine = await openLastingEngine({
    open,
    pause: async () => undefined,
    onNotice: (text) => notices.push(text),
  });
  return { engine, log, notices, beside, wanted };
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

  it('are each tried on four new devices with long dispatches at most, whatever became of others', async () => {
    const { engine, log } = await lasting((_, tile) => (tile < 2 ? lost : undefined));
    expect(await resultsOf(engine, [0, 1, 2])).toEqual(['0: TileLeftOut', '1: TileLeftOut', 2]);
    // The first loss was that of tile 0 alone; the next device is opened for tile 1, on which it counts none yet.
    const devices = (tile: number) => log.filter((entry) => entry.startsWith(`${tile} on`));
    expect(devices(0)).toEqual([1, 2, 3, 4, 5].map((on) => `0 on ${on}`));
    expect(devices(1)).toEqual([1, 6, 7, 8, 9, 10].map((on) => `1 on ${on}`));
    expect(log.filter((entry) => entry.endsWith('short'))).toEqual(['open 5 short', 'open 10 short']);
  });

  it('that are asked for after a loss are not given to the device that was lost', async () => {
    const { engine, log } = await lasting((_, tile) => (tile === 0 ? lost : undefined));
    expect(await resultsOf(engine, [0])).toEqual(['0: TileLeftOut']);
    expect(await resultsOf(engine, [1])).toEqual([1]);
    expect(log.filter((entry) => entry.startsWith('1 on'))).toEqual(['1 on 6']);
  });

  it('are alone on the device when they are computed again, whoever asks for more', async () => {
    const { engine, beside } = await lasting((on, tile) => (on === 1 && tile === 0 ? lost : undefined));
    const early = [0, 1, 2].map((number) => engine.evaluateTile(tileOf(number)));
    await early[0];
    await Promise.all([...early, engine.evaluateTile(tileOf(3))]);
    // Tile 3 is computed between two of them.
    expect(beside).toEqual(['1 on 1', '2 on 1']);
  });

  it('end with what is no failure of the device at once, and alone', async () => {
    const wrong = new NumericError('too large');
    const { engine, log } = await lasting((_, tile) => (tile === 1 ? wrong : undefined));
    expect(await resultsOf(engine, [0, 1, 2])).toEqual([0, '1: NumericError', 2]);
    expect(log.filter((entry) => entry.startsWith('open'))).toEqual(['open 1']);
  });
});

describe('a device that fails whatever is computed', () => {
  it('is opened on the adapter of the first one', async () => {
    const { engine, wanted } = await lasting((on) => (on < 3 ? lost : undefined));
    expect(await resultsOf(engine, [0])).toEqual([0]);
    expect(wanted).toEqual([undefined, 'card', 'card']);
  });

  it('is opened four times at the start', async () => {
    let opened = 0;
    const open = async () => {
      opened += 1;
      // Without a bound nothing else would end this.
      throw opened > 20 ? new RangeError('opened again and again') : lost;
    };
    await expect(openLastingEngine({ open, pause: async () => undefined })).rejects.toBe(lost);
    expect(opened).toBe(4);
  });

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

  it('is not replaced by itself under another driver', async () => {
    const { engine } = await lasting(
      (on) => (on === 1 ? lost : undefined),
      () => 'card',
      (on) => (on === 1 ? 'one' : 'two'),
    );
    await expect(engine.evaluateTile(tileOf(0))).rejects.toThrow('there is only card (two), whose numbers');
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
