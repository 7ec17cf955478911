/** Computes a point of a grid again, by the program's own engine on the WebGPU of this browser, and compares it with the grid. */
import type { Engine } from '../../../engine/engine.js';
import { openGpuEngine } from '../../../engine/gpu/gpuEngine.js';
import type { Ticker } from '../../../gpu/watchdog.js';
import type { RecomputeTask } from '../../recomputeTask.js';
import { listAdapterNames } from '../doors/dawn.js';
import { setShaderFiles } from '../doors/shaderFiles.js';
import { compareWithGrid } from './compareWithGrid.js';
import { computePoint } from './computePoint.js';
import type { Recomputed } from './recomputed.js';

/** A timer of a browser, whose timers keep nothing alive. */
const TICKER: Ticker = {
  every(milliseconds, tick) {
    const timer = setInterval(tick, milliseconds);
    return () => clearInterval(timer);
  },
};

/** The point of a task; `tell` is told in words what is being done. DeviceError, NumericError. */
export async function recomputePoint(
  task: RecomputeTask,
  tell: (words: string) => void,
): Promise<Recomputed> {
  setShaderFiles(task.shaders);
  const [adapter] = await listAdapterNames();
  tell(`preparing the shaders for ${adapter?.name}`);
  const begun = performance.now();
  let used = '';
  const computed = await computePoint(
    task,
    (scan) => openGpuEngine(scan, { allowSoftware: true, ticker: TICKER }),
    (engine, fraction) => {
      used = inWords(engine);
      tell(`computing on ${used}: ${Math.round(100 * fraction)} %`);
    },
  );
  return {
    ...compareWithGrid(task, computed),
    adapter: used,
    madeBy: task.madeBy,
    milliseconds: performance.now() - begun,
    notes: task.notes,
  };
}

const inWords = ({ info: { adapter, software } }: Engine) => (software ? `${adapter} (software)` : adapter);
