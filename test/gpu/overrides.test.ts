/** Overrides of the kernels have their values from the host, which knows them anyhow: a default would be a second one, and in time another. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SHADERS_FOLDER } from '../../src/platform/shaderFiles.js';

it('no override has a default', async () => {
  const files = (await readdir(SHADERS_FOLDER, { recursive: true })).filter((name) => name.endsWith('.wgsl'));
  const texts = await Promise.all(files.map((name) => readFile(join(SHADERS_FOLDER, name), 'utf8')));
  const overrides = texts.flatMap((text) => text.match(/\boverride\s[^;]*;/g) ?? []);
  expect(overrides.length).toBeGreaterThan(3);
  expect(overrides.filter((text) => text.includes('='))).toEqual([]);
});
