/** How many tiles were there, by a run log. */
import { expect, it } from 'vitest';
import { tilesInLog } from '../../../src/grid/writing/runLog.js';

const MINE = { identity: 'mine', points_resumed: 0, tiles_done: 7 };

it.each([
  ['one run that ended', [MINE], 7],
  ['the last that knew it', [MINE, { ...MINE, points_resumed: 9, tiles_done: 8 }], 8],
  ['a run after it that went on and was killed', [MINE, { identity: 'mine', points_resumed: 9 }], 7],
  [
    'a run after it that began anew and was killed',
    [MINE, { identity: 'mine', points_resumed: 0 }],
    undefined,
  ],
  ["another scan's in its place", [MINE, { ...MINE, identity: 'other' }], undefined],
  ['other scans only', [{ ...MINE, identity: 'other' }], undefined],
  ['none', [], undefined],
  ['what is no number', [{ ...MINE, tiles_done: '7' }], undefined],
])('%s', (_, runs, tiles) => {
  expect(tilesInLog(runs, 'mine')).toBe(tiles);
});
