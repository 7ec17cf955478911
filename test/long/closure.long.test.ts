/** Closure with Monte Carlo errors three times smaller than in `npm test`, in MicroBooNE and in MiniBooNE. */
import { describe } from 'vitest';
import { describeClosure } from '../validation/closure.js';
import { describeOilClosure } from '../validation/minibooneClosure.js';

describe('MicroBooNE', () => {
  describeClosure({ events: 750_000, samples: 20, eventsOfProgram: 65536 });
});

describe('MiniBooNE', () => {
  describeOilClosure({ events: 750_000, samples: 40, eventsOfProgram: 32768 });
});
