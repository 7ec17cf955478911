import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Two cores and a software GPU: files run in processes of their own, two at a time.
    pool: 'forks',
    maxWorkers: 2,
    // A test that takes ten seconds alone may take a minute beside others on a busy machine.
    testTimeout: 150_000,
    hookTimeout: 60_000,
  },
});
