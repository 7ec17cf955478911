/** Variants that change keys of the response and the neutrinos of all beams, beside those that bring data: in any order, with places of mistakes. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { InputDataError } from '../../src/errors.js';
import { loadExperiment } from '../../src/experiment/load.js';
import type { Experiment } from '../../src/experiment/types.js';
import { DATA_DIR } from '../../src/input/inputFiles.js';
import { beamSummary } from '../../src/inspection/summary.js';
import * as at from '../../src/physics/responseLayout.js';
import { channelsOf } from '../../src/prediction/channels.js';
import { scanOf, withRun } from '../scans.js';
import { edit } from './scratch.js';

/** Of a response: treatment of a lepton without energy, factor of the efficiency, number of cuts, edges of E_QE. */
function choicesOf({ response: { table } }: Experiment) {
  const number = (place: number) => table[place] ?? Number.NaN;
  const observable = number(at.HEADER_OBSERVABLE_RECORDS);
  const edges = number(observable + at.OBSERVABLE_EDGES);
  return {
    belowZero: at.BELOW_ZERO[number(number(at.HEADER_SMEARING) + at.SMEARING_BELOW_ZERO)],
    factor: number(at.HEADER_FACTOR),
    cuts: number(at.HEADER_CUTS),
    lastLowEdge: number(edges + 9),
  };
}

/** Of each beam: its range of energies and whether its other kind counts. */
const beamsOf = (e: Experiment) =>
  e.beams.map(({ name, flux, countsWrongSign }) => [name, flux.minEnergyGev, countsWrongSign]);

const default_ = { belowZero: 'one-ring', factor: 1 / 0.55, cuts: 1, lastLowEdge: 1.25 };
const of2024 = { belowZero: 'lost', factor: 1 / 0.55, cuts: 1, lastLowEdge: 1.3 };
const of2023 = { belowZero: 'lost', factor: 1, cuts: 3, lastLowEdge: 1.3 };

describe('the choices of miniboone-2020', () => {
  it.each([
    ['', default_, [['fhc', 0.05, false]]],
    [':physical', default_, [['fhc', 0.05, true]]],
    [':panorama', of2024, [['fhc', 0.1, false]]],
    [':panorama-2023', of2023, [['fhc', 0.1, false]]],
    [':rhc:panorama', of2024, [['rhc', 0.1, true]]],
    [
      ':combined:panorama-2023',
      of2023,
      [
        ['fhc', 0.1, false],
        ['rhc', 0.1, true],
      ],
    ],
    [
      ':panorama:combined',
      of2024,
      [
        ['fhc', 0.1, false],
        ['rhc', 0.1, true],
      ],
    ],
    [
      ':combined',
      default_,
      [
        ['fhc', 0.05, false],
        ['rhc', 0.05, false],
      ],
    ],
  ])('miniboone-2020%s', async (variants, choices, beams) => {
    const e = await loadExperiment(`miniboone-2020${variants}`);
    expect(choicesOf(e)).toEqual(choices);
    expect(beamsOf(e)).toEqual(beams);
  });

  it('say what they reproduce in the title, beside what data they are', async () => {
    const e = await loadExperiment('miniboone-2020:combined:panorama-2023');
    expect(e.title).toBe(
      'MiniBooNE 2020, electron-like excess, both modes, as the public code of arXiv:2308.02543 of May 2023',
    );
    expect(e.response.label).toBe('single ring as in the public code, 2023');
  });

  it('count the wrong sign without a scan asking for it, as if it asked', async () => {
    const [rhc, panorama] = await Promise.all(
      ['miniboone-2020:rhc', 'miniboone-2020:rhc:panorama'].map((name) => loadExperiment(name)),
    );
    if (!rhc || !panorama) throw new Error('both are there');
    const scaleOf = (experiment: Experiment, antineutrinos: boolean) => {
      const production = { dirt: undefined, protonElastic: false, antineutrinos };
      const [first] = channelsOf(withRun(scanOf([], { eventsPerMassPoint: 64 }), { experiment, production }));
      return first?.eventScale ?? Number.NaN;
    };
    expect(scaleOf(panorama, false)).toBe(scaleOf(panorama, true));
    const wrongSign = rhc.beams.map((beam) => beamSummary(beam).wrong_sign_fraction ?? 0);
    expect(scaleOf(rhc, true) / scaleOf(rhc, false)).toBeCloseTo(1 / (1 - (wrongSign[0] ?? 0)), 3);
    // Fluxes from 0.1 GeV: less than from 0.05.
    expect(scaleOf(panorama, true)).toBeLessThan(scaleOf(rhc, true));
  });
});

/** A copy of miniboone-2020 with texts of its experiment.yaml replaced. */
async function spoilt(...edits: readonly (readonly [from: string, to: string])[]): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'dualnu-variant-'));
  onTestFinished(() => rm(parent, { recursive: true }));
  const dir = join(parent, 'miniboone-2020');
  await cp(join(DATA_DIR, 'experiments', 'miniboone-2020'), dir, { recursive: true });
  for (const [from, to] of edits) await edit(dir, 'experiment.yaml', from, to);
  return dir;
}

async function messagesOf(path: string): Promise<string> {
  const error: unknown = await loadExperiment(path).catch((e: unknown) => e);
  if (!(error instanceof InputDataError)) throw new Error('the experiment is sound');
  return error.message;
}

describe('mistakes in a change stand where the change does', () => {
  const LOST = 'smearing.energy.below_zero: lost';
  it.each([
    [
      'a value that the response refuses',
      'smearing.energy.below_zero: gone',
      /experiment\.yaml:\d+:\d+: variants\.panorama\.response\.changes\.smearing\.energy\.below_zero: .*one-ring/,
    ],
    [
      'a key that it does not have',
      'smearing.energy.bellow_zero: lost',
      /experiment\.yaml:\d+:\d+: variants\.panorama\.response\.changes\.smearing\.energy\.bellow_zero: unknown key; did you mean below_zero\?/,
    ],
    [
      'something in the value',
      'cuts[1]: { quantity: e_vis_gev, keep: over, limit: 0.14, source: x }',
      /experiment\.yaml:\d+:\d+: variants\.panorama\.response\.changes\.cuts\[1\]: keep: .*above/,
    ],
    [
      'a place beyond a list',
      'cuts[7].limit: 3',
      /changes\.cuts\[7\]\.limit: has no place in cuts\[7\] of .*response\.yaml/,
    ],
    [
      'a place behind the next',
      'cuts[7]: {}',
      /changes\.cuts\[7\]: has no place in cuts of .*response\.yaml, whose places are 0 to 1;/,
    ],
    ['no mapping', 'label.text: x', /changes\.label\.text: has no place in label of .*response\.yaml/],
    ['no key at all', 'a b: 1', /changes\.a b: no key of a response; write it as in/],
  ])('%s', async (_, to, message) => {
    const dir = await spoilt([LOST, to]);
    expect(await messagesOf(`${dir}:panorama`)).toMatch(message);
    await expect(loadExperiment(dir)).resolves.toMatchObject({ name: 'miniboone-2020' });
  });

  it('and changes need a source', async () => {
    const dir = await spoilt([
      '      source: fastmc.py, analysis.py and fit_functions.py of the public code\n',
      '',
    ]);
    expect(await messagesOf(`${dir}:panorama`)).toMatch(
      /variants\.panorama\.response\.source: missing citation/,
    );
  });
});

describe('the neutrinos of all beams', () => {
  it('lie within the range of each flux', async () => {
    const dir = await spoilt(['neutrinos:\n      # DarkNews', 'neutrinos:\n      # In place of DarkNews']);
    await edit(dir, 'experiment.yaml', 'range_gev: [0.1, 7.475]', 'range_gev: [0.1, 20]');
    const { beams } = await loadExperiment(`${dir}:panorama`);
    expect(beams.map(({ flux }) => [flux.minEnergyGev, flux.maxEnergyGev])).toEqual([[0.1, 7.475]]);
    await edit(dir, 'experiment.yaml', 'range_gev: [0.1, 20]', 'range_gev: [8, 20]');
    expect(await messagesOf(`${dir}:panorama`)).toMatch(
      /variants\.panorama\.neutrinos\.range_gev: 8 to 20 GeV has nothing of a beam's flux, which is used from 0\.05 to 7\.475 GeV/,
    );
    await edit(dir, 'experiment.yaml', 'range_gev: [8, 20]', 'range_gev: [3, 2]');
    expect(await messagesOf(`${dir}:panorama`)).toMatch(
      /variants\.panorama\.neutrinos\.range_gev: no range; give the lower energy first/,
    );
  });

  it('have a wrong sign only where the flux does', async () => {
    const dir = await spoilt(['      numubar_column: numubar\n', '']);
    await edit(dir, 'experiment.yaml', 'wrong_sign: none', 'wrong_sign: all');
    expect(await messagesOf(dir)).toMatch(
      /neutrinos\.wrong_sign: beam fhc gives no flux of the other kind; name its numubar_column/,
    );
  });
});
