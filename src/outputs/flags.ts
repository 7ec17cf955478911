/** Output `flags`: validity flags of a point, and of its mixing. */

import { FLAGS } from '../prediction/flags.js';
import { mixingFlag } from '../prediction/massFlags.js';
import { mixingsOf } from '../prediction/tileLayout.js';
import type { ExperimentScan } from '../resolved/scan.js';
import { flagAttributes } from '../tiles/variables.js';
import { ANY_FLAG, SAME } from './joins.js';
import type { Output, OutputVariable } from './output.js';
import { hasMixingAxis, LIFETIME_AXES, MIXING_AXIS } from './places.js';

const { largeMixing } = FLAGS;

/** Flags that only scans of samples have. */
const OF_SAMPLES: readonly string[] = ['sampleUncovered', 'sampleFewEvents'];

/** The flags that a scan's points may carry; where |U|^2 is an axis and a factor only, that axis has its own. */
function flagsOf(scan: ExperimentScan): Readonly<Record<string, number>> {
  const hasSample = scan.runs.some(({ sample }) => sample !== undefined);
  const isHere = (name: string) =>
    name === 'largeMixing' ? !hasMixingAxis(scan) : hasSample || !OF_SAMPLES.includes(name);
  return Object.fromEntries(Object.entries(FLAGS).filter(([name]) => isHere(name)));
}

/** The variable of flags of masses and couplings. */
export const FLAG_WORDS = {
  name: 'flags',
  dtype: 'uint32',
  units: '1',
  longName: 'validity flags',
  meaning: 'bits, below',
  on: LIFETIME_AXES,
  attributes: (scan) => flagAttributes(flagsOf(scan)),
  join: ANY_FLAG,
  each: true,
  from: 'flags',
  make: ({ result }) => result.flags,
} as const satisfies OutputVariable;

const MIXING_FLAGS = {
  name: 'mixing_flags',
  dtype: 'uint32',
  units: '1',
  longName: 'validity flags of the mixing',
  meaning: 'bits, below; where `Umu5_sq` is an axis and a factor only',
  on: MIXING_AXIS,
  attributes: () => flagAttributes({ largeMixing }),
  join: SAME,
  each: false,
  make: ({ scan, tile }) => Uint32Array.from(mixingsOf(scan, tile), mixingFlag),
} as const satisfies OutputVariable;

/** The output `flags`. */
export const flags = {
  name: 'flags',
  summary: 'validity flags of masses and couplings, and mixing_flags',
  needs: ['bins', 'lifetimes', 'flags'],
  byDefault: true,
  variables: [FLAG_WORDS, MIXING_FLAGS],
} as const satisfies Output;
