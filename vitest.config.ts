import { defineConfig } from 'vitest/config';
import { localImports } from './test/localImports.js';
import { LongestFirst } from './test/longestFirst.js';

export default defineConfig({
  plugins: [localImports()],
  test: {
    include: ['test/**/*.test.ts'],
    // Those of `npm run test:long`.
    exclude: ['test/long/**'],
    // Two cores and a software GPU: files run in processes of their own, two at a time.
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // Only against a hang, which then says in which test it is: no load makes half an hour of any of them.
    testTimeout: 30 * 60_000,
    hookTimeout: 30 * 60_000,
    teardownTimeout: 60_000,
  },
});
