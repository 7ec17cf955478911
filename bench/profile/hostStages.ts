/**
 * Where the main thread spends its time in a run, by samples of V8's profiler: the real run, not a model of it. A sample belongs to the stage
 * of the innermost file of its stack that has one.
 */
import { type Profiler, Session } from 'node:inspector';
import { fileURLToPath } from 'node:url';

/** Files and folders below src/ by the stage of a tile that they are, in the order in which a tile passes through them. */
export const STAGES: Readonly<Record<string, readonly string[]>> = {
  'lay out': ['prediction/tileLayout.ts', 'prediction/tilePlan.ts', 'tiles/tiles.ts'],
  'mass points': ['prediction/channelPoints.ts', 'prediction/energyTableCache.ts', 'model/'],
  bounds: ['prediction/rowBounds.ts', 'prediction/bounds.ts'],
  pack: [
    ...['engine/packing/packRows.ts', 'engine/packing/yieldPoints.ts', 'engine/packing/templateRows.ts'],
    ...['engine/packing/packTile.ts', 'engine/packing/bufferStore.ts', 'engine/packing/packingThreads.ts'],
    ...['engine/packing/rowSums.ts', 'platform/threads.ts'],
  ],
  lifetimes: ['prediction/tileMasses.ts', 'prediction/lifetime.ts', 'prediction/lifetimeValues.ts'],
  unpack: [
    ...['engine/packing/yields.ts', 'engine/gpu/tileReads.ts', 'engine/gpu/unsettledPoints.ts'],
    ...['engine/gpu/resultPool.ts', 'tiles/finite.ts'],
  ],
  flags: [
    ...['engine/lifetimeVariables.ts', 'prediction/sampleJudge.ts', 'prediction/effectiveSize.ts'],
    ...['prediction/flags.ts', 'prediction/massFlags.ts'],
  ],
  join: ['engine/joinExperiments.ts', 'engine/gpu/jointSums.ts', 'outputs/joins.ts'],
  'best fit': ['tiles/bestFit.ts'],
  write: [
    'grid/chunks.ts',
    'grid/atomicStore.ts',
    'tiles/block.ts',
    'grid/createGrid.ts',
    'grid/store.ts',
    'grid/folders.ts',
    'grid/tileDigestFiles.ts',
    'grid/writing/tileWriter.ts',
    'digests/',
    'outputs/',
  ],
};

/** What is left of a stack without a stage: files that submit and read back. */
const SUBMIT = ['gpu/', 'engine/'];

/** Whether a file is one of those, or in one of the folders. */
function isOneOf(file: string, paths: readonly string[]): boolean {
  return paths.some((path) => file === path || (path.endsWith('/') && file.startsWith(path)));
}

/** A frame as V8 names it: file below src/ or empty, and function. */
export interface Frame {
  readonly file: string;
  readonly name: string;
}

/** The stage of a stack, innermost frame first. */
export function stageOf(stack: readonly Frame[]): string {
  const [innermost] = stack;
  if (innermost === undefined) return 'other';
  if (innermost.name === '(garbage collector)') return 'garbage collection';
  if (innermost.name === '(idle)') return 'waiting';
  if (stack.some(({ file }) => file === 'gpu/eventLoopSleeper.ts' || file === 'platform/turns.ts'))
    return 'waiting';
  for (const { file } of stack) {
    const found = Object.entries(STAGES).find(([, paths]) => isOneOf(file, paths));
    if (found) return found[0];
  }
  // dawn.node asks the device in a callback of its own, which V8 sees as time of the turn itself.
  if (innermost.name === 'processImmediate') return 'polling the device';
  if (stack.some(({ file }) => isOneOf(file, SUBMIT))) return 'submit and read back';
  return 'other';
}

/** Seconds by stage of a profile of V8. */
export function secondsByStage({
  nodes,
  samples = [],
  timeDeltas = [],
}: Profiler.Profile): Map<string, number> {
  const parents = new Map<number, number>();
  const frames = new Map<number, Frame>();
  for (const { id, callFrame, children = [] } of nodes) {
    for (const child of children) parents.set(child, id);
    frames.set(id, { file: fileBelowSource(callFrame.url), name: callFrame.functionName });
  }
  const stages = new Map<number, string>();
  const stageOfNode = (leaf: number) => {
    const stack: Frame[] = [];
    for (let id: number | undefined = leaf; id !== undefined; id = parents.get(id)) {
      const frame = frames.get(id);
      if (frame) stack.push(frame);
    }
    return stageOf(stack);
  };
  const seconds = new Map<string, number>();
  samples.forEach((id, i) => {
    const stage = stages.get(id) ?? stageOfNode(id);
    stages.set(id, stage);
    // The time since the sample before it. Clocks may go back.
    seconds.set(stage, (seconds.get(stage) ?? 0) + Math.max(0, timeDeltas[i] ?? 0) / 1e6);
  });
  return seconds;
}

const SOURCE = fileURLToPath(new URL('../../src/', import.meta.url));

function fileBelowSource(url: string): string {
  const path = url.startsWith('file://') ? fileURLToPath(url) : url;
  return path.startsWith(SOURCE) ? path.slice(SOURCE.length) : '';
}

/** Begins to take samples of this thread; the returned function ends that and returns the seconds by stage. */
export function startSampling(): () => Map<string, number> {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: 250 });
  session.post('Profiler.start');
  return () => {
    let profile: Profiler.Profile | undefined;
    // The inspector answers its own thread before the call returns.
    session.post('Profiler.stop', (error, answer) => {
      if (error) throw error;
      profile = answer.profile;
    });
    session.disconnect();
    if (!profile) throw new Error('the profiler left no profile');
    return secondsByStage(profile);
  };
}
