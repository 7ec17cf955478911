/** Warnings of a scan: what `experiment check` says of its experiments, as far as the scan uses it. */
import { describe, expect, it } from 'vitest';
import type { Experiment } from '../../src/experiment/types.js';
import { warningsOf } from '../../src/scan/warnings.js';
import { axis, quickstart, scanOf } from '../scans.js';

const { experiment } = quickstart;
const doubtful: Experiment = {
  ...experiment,
  name: 'mine',
  beams: experiment.beams.map((beam) => ({ ...beam, pot: 6.87 })),
  bins: experiment.bins.map((bin, i) => (i === 0 ? { ...bin, data: 52.5 } : bin)),
};
const AXES = [axis('m5_gev', [0.2, 0.3])];
const POT = 'mine: beams.bnb.pot: 6.87 is outside of 1e18 to 1e23; is a power of ten missing?';

describe('warnings of a scan', () => {
  it('are none for an experiment of the program', () => {
    expect(warningsOf(scanOf(AXES))).toEqual([]);
  });

  it('name the experiment and what is doubtful about it', () => {
    expect(warningsOf(scanOf(AXES, { experiment: doubtful }))).toEqual([
      POT,
      'mine: observation.bins[0] (1 shower).data: 52.5 is no whole number of events',
    ]);
  });

  it('are of every experiment, in the order of the scan', () => {
    const scan = scanOf(AXES);
    const [run] = scan.runs;
    if (!run) throw new RangeError('a scan has a run');
    const runs = [
      { ...run, experiment: { ...doubtful, name: 'yours' } },
      run,
      { ...run, experiment: doubtful },
    ];
    const names = warningsOf({ ...scan, runs }).map((line) => line.split(':')[0]);
    expect(names).toEqual(['yours', 'yours', 'mine', 'mine']);
  });

  it('say nothing of counts that the scan does not use', () => {
    const scan = scanOf(AXES, { experiment: doubtful });
    expect(warningsOf({ ...scan, statistic: { ...scan.statistic, data: 'asimov' } })).toEqual([POT]);
  });
});
