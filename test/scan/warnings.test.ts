/** Warnings of a scan: what `experiment check` says of its experiments, as far as the scan uses it. */
import { describe, expect, it } from 'vitest';
import { resolveScan } from '../../src/config/load.js';
import type { Experiment } from '../../src/experiment/types.js';
import type { EventSample } from '../../src/samples/eventSample.js';
import { warningsOf } from '../../src/scan/warnings.js';
import { MINIMAL } from '../config/minimal.js';
import { ownSample } from '../samples/ownSample.js';
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

  it('doubt soil that reaches beyond the rays, whether a scan or a preset says so', async () => {
    const far = await resolveScan(
      `${MINIMAL}production: { dirt: { preset: cylinder, radius_cm: 1e9 } }\n`,
      'x.yaml',
    );
    const what =
      "soil reaches 1e9 cm off the beam's axis, 45240 cm from the neutrinos' source: hardly a neutrino comes there; check its sizes (cm)";
    expect(warningsOf(far)).toEqual([`microboone-2025: production.dirt: ${what}`]);
    // As far as half the way to the source is no doubt, nor is a ring as high as it is wide.
    const wide = await resolveScan(
      `${MINIMAL}production: { dirt: { preset: cylinder, length_cm: 20000, radius_cm: 22000 } }\n`,
      'x.yaml',
    );
    expect(warningsOf(wide)).toEqual([]);
    const [run] = far.runs;
    const { dirt } = run?.production ?? {};
    if (dirt === undefined) throw new RangeError('the scan has soil');
    const presets = { cylinder: { preset: 'cylinder', bodies: dirt.bodies } };
    const own = { ...experiment, name: 'mine', dirt: presets };
    expect(warningsOf(scanOf(AXES, { experiment: own }))).toEqual([`mine: dirt.presets.cylinder: ${what}`]);
    const parallel = { ...own, sourceZCm: Number.NEGATIVE_INFINITY };
    expect(warningsOf(scanOf(AXES, { experiment: parallel }))).toEqual([
      'mine: dirt.presets.cylinder: soil reaches 1e9 cm from the detector, more than 10 km; check its sizes (cm)',
    ]);
  });

  it('say nothing of counts that the scan does not use', () => {
    const scan = scanOf(AXES, { experiment: doubtful });
    expect(warningsOf({ ...scan, statistic: { ...scan.statistic, data: 'asimov' } })).toEqual([POT]);
  });
});

it('events of a sample that are born outside of the active volume are counted and left out', () => {
  const scan = scanOf(AXES);
  const [run] = scan.runs;
  if (!run) throw new RangeError('a scan has a run');
  const fixed = { ...scan.fixed, m5_gev: 0.2 };
  const own = ownSample(quickstart, [{ parameters: fixed, events: 2048, seed: 3, decays: 'integrated' }]);
  const withSample = (sample: EventSample) => ({ ...scan, runs: [{ ...run, sample }] });
  expect(warningsOf(withSample(own))).toEqual([]);
  const dirt = { ...own.scatter, z: own.scatter.z.map((z, i) => (i < 12 ? z - 1e5 : z)) };
  expect(warningsOf(withSample({ ...own, scatter: dirt }))).toEqual([
    `microboone-2025: signal: 12 of the ${own.count.toLocaleString('en-US')} events of own are left out: their N are born outside of the active volume, and only births in it are spread evenly along a flight`,
  ]);
});
