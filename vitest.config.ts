import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { localImports } from './test/localImports.js';
import { LongestFirst, sharingFiles } from './test/processSharing.js';

/** Also those of `npm run test:long`. */
export const plugins = [localImports()];
export const settings: NonNullable<ViteUserConfig['test']> = {
  // Two cores and a software GPU: two processes at a time.
  pool: 'forks',
  maxWorkers: 2,
  // Only against a hang, which then says in which test it is: no load makes half an hour of any of them.
  testTimeout: 30 * 60_000,
  hookTimeout: 30 * 60_000,
  teardownTimeout: 60_000,
};

const sharing = sharingFiles(import.meta.dirname);
const include = ['test/**/*.test.ts'];

export default defineConfig({
  plugins,
  test: {
    ...settings,
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'own', include, exclude: ['test/long/**', ...sharing] } },
      { extends: true, test: { name: 'shared', include: sharing, isolate: false } },
    ],
  },
});
