/** `npm run test:long`: tests that take minutes each, beside those of `npm test`. */
import { defineConfig } from 'vitest/config';
import { plugins, settings } from './vitest.config.js';

export default defineConfig({
  plugins,
  test: {
    ...settings,
    include: ['test/long/**/*.long.test.ts'],
    env: { PROBE_ROWS: '10240' },
    // Hours, if need be.
    testTimeout: 0,
    hookTimeout: 0,
  },
});
