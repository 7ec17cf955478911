/** Lines of native code on stderr: here written by the test itself, straight to the file descriptor. */
import { fstatSync, readdirSync, writeSync } from 'node:fs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { saidByDriver } from '../../src/gpu/device.js';
import { linesOf } from '../../src/platform/nativeLines.js';

let lines: typeof import('../../src/platform/nativeLines.js');
beforeEach(async () => {
  // What is held, and whether it is, belongs to the process: each test has its own.
  vi.resetModules();
  lines = await import('../../src/platform/nativeLines.js');
});

const say = (text: string) => writeSync(2, text);
const stderrFile = () => {
  const { dev, ino } = fstatSync(2);
  return `${dev} ${ino}`;
};

describe.skipIf(process.platform === 'win32')('native lines', () => {
  it('are held back, each once, and stderr is what it was before', async () => {
    await lines.prepareToHold();
    const before = stderrFile();
    let during = '';
    const value = lines.holdNativeLines(() => {
      during = stderrFile();
      say('Warning: Found no drivers!\n    at CheckSuccess (/src/vulkan/Error.cpp:106)\n\n');
      say('Warning: maxThings artificially reduced from 1000000 to 16\n');
      say('Warning: Found no drivers!\n');
      return 42;
    });
    expect(value).toBe(42);
    expect(during).not.toBe(before);
    expect(stderrFile()).toBe(before);
    lines.holdNativeLines(() => say('Warning: Found no drivers!\nError: lost\n'));
    expect(lines.heldLines()).toEqual(['Found no drivers!', 'lost']);
  });

  it('are held back where the call throws, and it throws on', async () => {
    await lines.prepareToHold();
    const before = stderrFile();
    const failing = () => {
      say('MESA: error: broken\n');
      throw new RangeError('native');
    };
    expect(() => lines.holdNativeLines(failing)).toThrow(new RangeError('native'));
    expect(stderrFile()).toBe(before);
    expect(lines.heldLines()).toEqual(['MESA: error: broken']);
  });

  it.skipIf(process.platform !== 'linux')('leave no file open', async () => {
    await lines.prepareToHold();
    lines.holdNativeLines(() => undefined);
    const open = () => readdirSync('/proc/self/fd').length;
    const before = open();
    for (let i = 0; i < 20; i++) lines.holdNativeLines(() => say('again\n'));
    expect(open()).toBe(before);
    expect(lines.heldLines()).toEqual(['again']);
  });

  it('are not touched before it is prepared, nor when they are shown', async () => {
    const before = stderrFile();
    lines.holdNativeLines(() => expect(stderrFile()).toBe(before));
    await lines.prepareToHold();
    lines.showNativeLines();
    lines.holdNativeLines(() => expect(stderrFile()).toBe(before));
    expect(lines.heldLines()).toEqual([]);
  });

  it('are not touched where there is no place for a file', async () => {
    await lines.prepareToHold();
    vi.stubEnv('TMPDIR', '/nonexistent/folder');
    const before = stderrFile();
    lines.holdNativeLines(() => expect(stderrFile()).toBe(before));
    vi.unstubAllEnvs();
  });
});

describe('what is said of them', () => {
  it('has no severities, frames and empty lines', () => {
    expect(linesOf('Warning: a b\n    at F (/x/y.cpp:1)\n\nError: c\nplain\n')).toEqual([
      'a b',
      'c',
      'plain',
    ]);
    expect(linesOf('')).toEqual([]);
  });

  it('is the end of a message, and short', () => {
    expect(saidByDriver([])).toBe('');
    expect(saidByDriver(['a', 'b'])).toBe(' (the driver says: a; b)');
    expect(saidByDriver(['a', 'b', 'c', 'd', 'e'])).toBe(' (the driver says: a; b; c; 2 more, see --debug)');
  });
});
