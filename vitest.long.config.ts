/** `npm run test:long`: tests that take minutes each, beside those of `npm test`. */
import { defineConfig } from 'vitest/config';
import common from './vitest.config.js';

export default defineConfig({
  ...common,
  test: {
    ...common.test,
    include: ['test/long/**/*.long.test.ts'],
    exclude: [],
    // Hours, if need be.
    testTimeout: 0,
    hookTimeout: 0,
  },
});
