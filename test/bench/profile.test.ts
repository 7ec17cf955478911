/** Profiles of runs that nobody measured: stages of stacks, the table, and the cut of a scan. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { STAGES, secondsByStage, stageOf } from '../../bench/profile/hostStages.js';
import type { Profile } from '../../bench/profile/profile.js';
import { tableOfProfile } from '../../bench/profile/table.js';
import { reducedScan } from '../../bench/reduced.js';
import { axis, scanOf } from '../scans.js';

const SRC = join(import.meta.dirname, '..', '..', 'src');

describe('stages of the main thread', () => {
  it.each(Object.entries(STAGES))('are of files that are there: %s', async (_, paths) => {
    for (const path of paths) await expect(access(join(SRC, path))).resolves.toBeUndefined();
  });

  const frame = (file: string, name = 'f') => ({ file, name });
  it.each([
    [
      'bounds',
      [frame('physics/crossSection.ts'), frame('prediction/rowBounds.ts'), frame('engine/gpu/gpuEngine.ts')],
    ],
    [
      'pack',
      [frame('gpu/structWords.ts'), frame('engine/packing/packRows.ts'), frame('prediction/tileLayout.ts')],
    ],
    ['write', [frame(''), frame('grid/chunks.ts')]],
    ['unpack', [frame('tiles/finite.ts'), frame('grid/chunks.ts')]],
    ['submit and read back', [frame(''), frame('gpu/buffers.ts'), frame('')]],
    ['waiting', [frame('platform/turns.ts', 'sleep'), frame('gpu/eventLoopSleeper.ts')]],
    ['waiting', [frame('', '(idle)'), frame('', '(root)')]],
    ['garbage collection', [frame('', '(garbage collector)'), frame('prediction/bounds.ts')]],
    ['polling the device', [frame('', 'processImmediate'), frame('', '(root)')]],
    ['other', [frame('', '(program)'), frame('', '(root)')]],
    ['other', []],
  ])('%s', (stage, stack) => {
    expect(stageOf(stack)).toBe(stage);
  });

  it('are summed over the samples of a profile', () => {
    const node = (id: number, file: string, children: number[] = []) => ({
      id,
      callFrame: {
        functionName: 'f',
        scriptId: '1',
        url: file === '' ? '' : pathToFileURL(join(SRC, file)).href,
        lineNumber: 0,
        columnNumber: 0,
      },
      children,
    });
    const nodes = [
      node(1, '', [2, 4]),
      node(2, 'prediction/tileMasses.ts', [3]),
      node(3, 'physics/decay.ts'),
      node(4, ''),
    ];
    const seconds = secondsByStage({
      ...{ nodes, startTime: 0, endTime: 0 },
      samples: [3, 2, 4, 3],
      timeDeltas: [1000, 500, 250, -10],
    });
    expect([...seconds]).toEqual([
      ['lifetimes', 0.0015],
      ['other', 0.00025],
    ]);
  });
});

it('is told in a table, with what is not known', () => {
  const profile: Profile = {
    ...{
      scan: 'a.yaml',
      adapter: 'A',
      software: false,
      node: '20',
      points: 2e6,
      massPoints: 1000,
      events: 64,
    },
    ...{
      seconds: 2,
      peakMemoryMib: 512,
      bytesWritten: 8e6,
      limitedBy: 'gpu',
      engineAlone: 1.8,
      sampledSeconds: 2.1,
    },
    busy: { gpu: 0.9, host: undefined, write: 0.25, writeWait: 0.01 },
    floors: { gpu: 1.5, host: undefined, disk: 0.004 },
    diskUnsynced: 0.002,
    kernels: { events: 0.5, templates: 1.5 },
    stages: { write: 0.02, waiting: 0.06 },
  };
  const table = tableOfProfile(profile).split('\n');
  const line = (begin: string) => table.find((text) => text.startsWith(begin))?.replaceAll(/ +/g, ' ');
  expect(line('2.00 s')).toBe('2.00 s, 1 M points/s, peak memory 512 MiB');
  expect(line('limited by')).toBe('limited by the GPU');
  expect(line('GPU ')).toBe('GPU 90 % 1.50 s 75 % with its host and no disk 1.80 s');
  expect(line('host')).toBe('host unknown unknown processor time of the main thread');
  expect(line('disk')).toBe(
    'disk 25 % 4.00 ms 0.2 % 2000 MB/s, unsynced 2.00 ms; waited for 1.0 % of the run',
  );
  // The largest first.
  expect(table.indexOf(table.find((text) => text.includes('templates')) ?? '')).toBe(
    table.findIndex((text) => text.startsWith('GPU by kernel')) + 1,
  );
  expect(line(' templates')).toBeUndefined();
  expect(line('  templates')).toBe(' templates 1.50 s 75 %');
});

it('is of a scan that may be cut down evenly, with both ends of its axes', () => {
  const scan = scanOf([axis('m5_gev', [1, 2, 3, 4, 5, 6, 7, 8, 9]), axis('Umu5_sq', [0.1, 0.2])], {
    eventsPerMassPoint: 4096,
  });
  const cut = reducedScan(scan, { points: 3, events: 512 });
  expect(cut.axes.map(({ values }) => values)).toEqual([
    [1, 5, 9],
    [0.1, 0.2],
  ]);
  expect(cut.eventsPerMassPoint).toBe(512);
  expect(cut.autoEvents).toBeUndefined();
  const raising = { ...scan, autoEvents: { cap: 131072 } };
  expect(reducedScan(raising, { points: 3, events: 512 }).autoEvents).toEqual({ cap: 2048 });
  for (const whole of [scan, raising]) {
    expect(reducedScan(whole, { points: Infinity, events: Infinity })).toEqual(whole);
  }
  expect(reducedScan(scan, { points: 1, events: 1 }).axes[0]?.values).toEqual([1]);
});
