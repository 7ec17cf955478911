#!/usr/bin/env node
/**
 * Sets dualnu up in a checkout: npm packages, a GPU adapter (on Linux Mesa's software adapter where there is none), the build.
 * Run again, it does only what is missing. Plain Node without packages, because it runs before `npm ci`.
 *   npm run setup                 what scans need
 *   npm run setup -- --test       also Python with xarray and zarr, for the tests that open grids from Python
 *   npm run setup -- --dry-run    prints what it would do, and does nothing
 */
import { readFacts } from './setup/facts.mjs';
import { planSetup } from './setup/plan.mjs';
import { printStep, runStep } from './setup/runStep.mjs';
import { fail } from './setup/say.mjs';

const KNOWN = ['--dry-run', '--test'];
const unknown = process.argv.slice(2).find((argument) => !KNOWN.includes(argument));
if (unknown !== undefined) fail([`unknown argument ${unknown} (known: ${KNOWN.join(', ')})`]);

const facts = readFacts(process.argv.includes('--test'));
const steps = planSetup(facts);
if (process.argv.includes('--dry-run')) steps.forEach(printStep);
else {
  let { adapter } = facts;
  for (const step of steps) adapter = runStep(step, adapter);
}
