/**
 * An engine that outlives its device. When the device is lost, does not answer or has no memory left, an engine is opened on another one, and
 * the tiles that were in flight are computed again, one at a time, so that a tile at which the device is lost again is known. Such a tile is
 * computed on the fourth new device with short dispatches, and left out if that fails, too; the other tiles go on. Results do not depend on
 * any of this.
 */
import { DeviceError } from '../errors.js';
import { isDeviceFailure, LostDevice } from '../gpu/deviceFailures.js';
import type { Engine, EngineInfo } from './engine.js';
import { createForesight } from './foresight.js';
import { inOrder } from './inOrder.js';

/** How engines are opened one after another. */
export interface Opening {
  /**
   * Opens an engine; on the adapter `again` where a device was lost. With `isShort`, its dispatches are short. `tries` counts openings that
   * have failed since the loss. Throws DeviceError.
   */
  open(options: { readonly isShort: boolean; readonly again?: EngineInfo; tries: number }): Promise<Engine>;
  /** Waits between openings that fail. */
  pause(seconds: number): Promise<void>;
  /** Called with a sentence whenever something has happened to the device. */
  readonly onNotice?: ((text: string) => void) | undefined;
}

/** A tile at which the device failed each time. Other tiles may be computed; this one, too, by a later run. */
export class TileLeftOut extends DeviceError {}

/** A tile is computed again as often on new devices before its dispatches become short. */
const MOST_REDONE = 3;
/** After as many tiles in a row that had to be left out, it is not the tiles. */
const MOST_LEFT_IN_A_ROW = 3;
/** Seconds between attempts to open an engine: a driver takes a while to reset a device. */
const PAUSES_S = [0, 2, 10, 60] as const;

/** Opens an engine that is opened again when its device fails. Throws DeviceError. */
export async function openLastingEngine(opening: Opening): Promise<Engine> {
  const mishaps: string[] = [];
  const tell = (text: string) => {
    mishaps.push(text);
    opening.onNotice?.(text);
  };
  let engine = await openFirst(opening, tell);
  const { info } = engine;
  const foresight = createForesight();
  const spent = { templates: 0, points: 0 };
  const underWay = new Set<Promise<unknown>>();
  const redo = inOrder();
  const deliver = inOrder();
  let isOpen = true;
  let isShort = false;
  let leftInARow = 0;
  /** Why the engine can no longer be used. */
  let broken: DeviceError | undefined;
  /** Why there will be no other engine. */
  let end: DeviceError | undefined;

  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    spent.templates += engine.times.templates;
    spent.points += engine.times.points;
    await engine[Symbol.asyncDispose]();
  };
  /** Opens another engine if this one is broken. One call at a time. */
  const mend = async () => {
    if (end) throw end;
    if (!broken) return;
    const { message } = broken;
    await Promise.allSettled(underWay);
    await close();
    try {
      engine = await openAgain(opening, info, isShort);
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      end = new DeviceError(`${message}; and it cannot be opened again: ${error.message}`, { cause: error });
      throw end;
    }
    isOpen = true;
    broken = undefined;
    const how = isShort ? ', with shorter dispatches from now on' : '';
    tell(`${message}: it was opened again, and what was in hand is computed again${how}`);
    foresight.renew(engine);
  };
  const run = async <T>(work: (engine: Engine) => Promise<T>): Promise<T> => {
    const result = work(engine);
    underWay.add(result);
    try {
      const value = await result;
      leftInARow = 0;
      return value;
    } catch (error) {
      if (isDeviceFailure(error)) broken ??= error;
      throw error;
    } finally {
      underWay.delete(result);
    }
  };
  /** Work that failed, alone on the device. */
  const redoAlone = async <T>(work: (engine: Engine) => Promise<T>, first: Engine): Promise<T> => {
    // Of several tiles in flight, the device was at the oldest, which is the first to be here.
    let losses = broken && first === engine ? 1 : 0;
    const wasShort = isShort;
    for (;;) {
      if (losses > MOST_REDONE) isShort = true;
      await mend();
      await Promise.allSettled(underWay);
      try {
        return await run(work);
      } catch (error) {
        if (!isDeviceFailure(error)) throw error;
        losses += 1;
        if (losses <= MOST_REDONE + 1) continue;
        // That dispatches are short has not helped.
        isShort = wasShort;
        leftInARow += 1;
        const why = `${error.message}, as ${losses - 1} times before`;
        if (leftInARow < MOST_LEFT_IN_A_ROW) throw new TileLeftOut(why, { cause: error });
        end = new DeviceError(`${why}; so it went with ${leftInARow} tiles in a row`, { cause: error });
        throw end;
      }
    }
  };
  const attempt = async <T>(work: (engine: Engine) => Promise<T>): Promise<T> => {
    // Behind what is done again.
    if (broken) await redo(mend);
    const first = engine;
    try {
      return await run(work);
    } catch (error) {
      if (!isDeviceFailure(error)) throw error;
      return await redo(() => redoAlone(work, first));
    }
  };
  const perform = <T>(work: (engine: Engine) => Promise<T>): Promise<T> => {
    const result = attempt(work);
    // Awaited after earlier calls; until then a failure must not count as unhandled.
    result.catch(() => undefined);
    return deliver(() => result);
  };

  return {
    info,
    mishaps,
    get times() {
      if (!isOpen) return spent;
      const { templates, points } = engine.times;
      return { templates: spent.templates + templates, points: spent.points + points };
    },
    foresee(tiles) {
      foresight.begin(engine, tiles);
    },
    evaluateTile(tile, onProgress) {
      foresight.take(tile);
      return perform((current) => current.evaluateTile(tile, onProgress));
    },
    spectra: (tile, onProgress) => perform((current) => current.spectra(tile, onProgress)),
    compare: (...all) => perform((current) => current.compare(...all)),
    recycle: (result) => engine.recycle(result),
    [Symbol.asyncDispose]: close,
  };
}

/** The first engine: a device that is lost while it is prepared is opened again; that there is none, or too little memory, is said at once. */
async function openFirst({ open, pause }: Opening, tell: (text: string) => void): Promise<Engine> {
  for (let tries = 0; ; tries++) {
    try {
      return await open({ isShort: false, tries: 0 });
    } catch (error) {
      if (!(error instanceof LostDevice) || tries >= MOST_REDONE) throw error;
      await pause(PAUSES_S[tries] ?? 0);
      tell(`${error.message}: it is opened again`);
    }
  }
}

/** Another engine on the same adapter. Throws the last DeviceError where none can be opened. */
async function openAgain({ open, pause }: Opening, info: EngineInfo, isShort: boolean): Promise<Engine> {
  let failure: unknown;
  for (const [tries, seconds] of PAUSES_S.entries()) {
    await pause(seconds);
    try {
      const engine = await open({ isShort, again: info, tries });
      if (isSame(engine.info, info)) return engine;
      await engine[Symbol.asyncDispose]();
      throw new DeviceError(
        `there is only ${engine.info.adapter} (${engine.info.driver}), whose numbers may differ in their last bits`,
      );
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      failure = error;
    }
  }
  throw failure;
}

function isSame(one: EngineInfo, other: EngineInfo): boolean {
  return one.adapter === other.adapter && one.driver === other.driver;
}
