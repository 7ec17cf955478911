/** `npm run test:long`: tests that take minutes each, beside those of `npm test`. */
import { defineConfig } from 'vitest/config';
import { plugins, settings } from './vitest.config.js';

export default defineConfig({
  plugins,
  test: {
    ...settings,
    include: ['test/long/**/*.long.test.ts'],
    // Hours, if need be.
    testTimeout: 0,
    hookTimeout: 0,
  },
});
