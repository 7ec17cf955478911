import { describe, expect, it } from 'vitest';
import { loadScan, resolveScan } from '../../src/config/load.js';
import { ConfigError } from '../../src/errors.js';
import { MINIMAL } from './minimal.js';

describe('the quickstart', () => {
  it('is a million points, with m4 = 0.1 GeV and epsilon = 8e-4 near grid values', async () => {
    const scan = await loadScan('scans/quickstart.yaml');
    expect(scan.axes.map((axis) => axis.name)).toEqual(['m4_gev', 'm5_gev', 'Umu5_sq', 'epsilon']);
    expect(scan.axes.map((axis) => axis.values.length)).toEqual([32, 32, 32, 32]);
    const relativeGap = (axis: number, target: number) =>
      Math.min(...(scan.axes[axis]?.values ?? []).map((v) => Math.abs(v / target - 1)));
    expect(relativeGap(0, 0.1)).toBeLessThan(1e-3);
    expect(relativeGap(3, 8e-4)).toBeLessThan(1e-3);
    expect(scan.fixed).toEqual({ mZprime_gev: 1.25, gD: 2, V54: 0.5, kappa: 1, V44: 0 });
    expect(scan.model).toEqual({
      kind: 'dual',
      nature: 'dirac',
      smZ: true,
      charge: 'darknews',
      zpSpin: 'isotropic',
      decays: { muons: false, hadrons: false, dark: false },
    });
    expect(scan.runs[0]?.production).toEqual({ dirt: undefined, protonElastic: false, antineutrinos: false });
    expect([scan.name, scan.eventsPerMassPoint, scan.runs[0]?.experiment.name]).toEqual([
      'quickstart',
      16384,
      'microboone-2025',
    ]);
    expect(scan.statistic).toEqual({ kind: 'cnp', data: 'observed' });
    expect(scan.outputs).toEqual(['chi2', 'signal', 'signal_by_channel', 'ctau_cm', 'n_eff', 'flags']);
  });
});

describe('resolveScan', () => {
  it('keeps the order of the axes and fills in the defaults', async () => {
    const scan = await resolveScan(MINIMAL, 'my scan.yaml');
    expect(scan.axes.map((axis) => axis.name)).toEqual(['Umu5_sq', 'm5_gev', 'm4_gev']);
    expect(scan.fixed).toEqual({ gD: 2, V54: 0.5, epsilon: 8e-4, kappa: 1, V44: 0, mZprime_gev: 1.25 });
    expect([scan.name, scan.seed, scan.file]).toEqual(['my-scan', 1, 'my scan.yaml']);
  });

  it('understands events: a number, auto, or from where to where they are raised', async () => {
    const of = async (events: string) => {
      const { eventsPerMassPoint, autoEvents, outputs } = await resolveScan(`${MINIMAL}${events}`, 'x.yaml');
      return { eventsPerMassPoint, autoEvents, writes: outputs.includes('events') };
    };
    expect(await of('')).toEqual({ eventsPerMassPoint: 16384, autoEvents: undefined, writes: false });
    expect(await of('events: 1024')).toMatchObject({ eventsPerMassPoint: 1024, autoEvents: undefined });
    const auto = { eventsPerMassPoint: 16384, autoEvents: { cap: undefined }, writes: true };
    expect(await of('events: auto')).toEqual(auto);
    expect(await of('events: {}')).toEqual(auto);
    expect(await of('events: { from: 512, cap: 4096 }')).toEqual({
      eventsPerMassPoint: 512,
      autoEvents: { cap: 4096 },
      writes: true,
    });
    expect(await of('events: auto\noutputs: [chi2]')).toMatchObject({ writes: false });
  });

  it('takes no default for what is an axis', async () => {
    const scan = await resolveScan(
      MINIMAL.replace('axes:', 'axes:\n  epsilon: { values: [1e-4, 1e-3] }'),
      'x.yaml',
    );
    expect(scan.fixed.epsilon).toBeUndefined();
    expect(scan.axes[0]).toEqual({ name: 'epsilon', spacing: 'values', values: [1e-4, 1e-3] });
  });

  it('takes delta in place of m4', async () => {
    const scan = await resolveScan(
      MINIMAL.replace('m4_gev: { log: [0.01, 1], points: 3 }', 'delta: { values: [1] }'),
      'x.yaml',
    );
    expect(scan.axes.at(-1)).toEqual({ name: 'delta', spacing: 'values', values: [1] });
    expect(scan.fixed.m4_gev).toBeUndefined();
  });
});

/** Text replaced in a good file, text instead, and the whole error. */
const BAD: [name: string, from: string | RegExp, to: string, error: string][] = [
  ['an unknown key', 'm5_gev', 'm5_gv', '7:3: axes.m5_gv: unknown key; did you mean m5_gev?'],
  [
    'an unknown key deeper down',
    'points',
    'point',
    '6:33: axes.Umu5_sq.point: unknown key; did you mean points?',
  ],
  [
    'an unknown top-level key',
    'experiments',
    'experiment',
    '9:1: experiment: unknown key; did you mean experiments?',
  ],
  ['an unknown model', 'dual', 'triple', '2:9: model.kind: "triple" is not one of dual, single'],
  [
    'a dark vertex without dark decays',
    'mZprime_gev: 1.25',
    'mZprime_gev: 1.25\n    V44: 0.5',
    '5:5: model.parameters.V44: enters with model.decays: [dark] only; add that, or remove it',
  ],
  [
    'MeV for GeV',
    '[0.11, 1.3]',
    '[110, 1300]',
    '7:19: axes.m5_gev.log[0]: 110 GeV is outside of 0.001 to 10 GeV; did you mean 0.11 GeV (110 MeV)?',
  ],
  [
    'a fixed value out of range',
    '1.25',
    '1250',
    '4:18: model.parameters.mZprime_gev: 1250 GeV is outside of 0.0011 to 100 GeV; did you mean 1.25 GeV (1250 MeV)?',
  ],
  ['a mixing above one', '1e-1]', '10]', '6:26: axes.Umu5_sq.log[1]: 10 is outside of 0 to 1; correct it'],
  [
    'm5 <= m4 everywhere',
    '[0.11, 1.3]',
    '[0.001, 0.01]',
    '7:3: axes.m5_gev: m5 <= m4 everywhere (m5 reaches 0.01 GeV, m4 starts at 0.01 GeV): no point can decay to e+e-; raise m5 or lower m4',
  ],
  [
    'a splitting below 2 m_e',
    '[0.11, 1.3]',
    '[0.001, 0.011]',
    '7:3: axes.m5_gev: m5 - m4 below 2 m_e everywhere (m5 reaches 0.011 GeV, m4 starts at 0.01 GeV): no point can decay to e+e-; raise m5 or lower m4',
  ],
  [
    'masses above the beam',
    '[0.11, 1.3]',
    '[7.1, 10]',
    "7:3: axes.m5_gev: no mass can be produced: microboone-2025's flux ends at 7.475 GeV, the lightest m5 needs 7.78 GeV; lower m5",
  ],
  [
    'an empty list of values',
    '{ log: [0.11, 1.3], points: 3 }',
    '{ values: [] }',
    '7:21: axes.m5_gev.values: an axis needs at least one value',
  ],
  [
    'no points',
    'points: 3',
    'points: 0',
    '6:41: axes.Umu5_sq.points: 0 is out of range: at least 1 expected',
  ],
  [
    'one point for a range',
    'points: 3',
    'points: 1',
    '6:41: axes.Umu5_sq.points: one point does not reach from 0.000001 to 0.1; use values: [0.000001]',
  ],
  [
    'points left out',
    ', points: 3',
    '',
    '6:12: axes.Umu5_sq: missing points; such as { log: [0.000001, 0.1], points: 32 }',
  ],
  [
    'points with values',
    '{ log: [0.11, 1.3], points: 3 }',
    '{ values: [1], points: 1 }',
    '7:34: axes.m5_gev.points: values are listed one by one; remove points',
  ],
  [
    'two spacings',
    'log: [0.11, 1.3]',
    'log: [0.11, 1.3], linear: [0.11, 1.3]',
    '7:11: axes.m5_gev: give exactly one of log, linear (with points), values',
  ],
  [
    'an axis of nothing',
    '{ log: [0.11, 1.3], points: 3 }',
    '',
    '7:11: axes.m5_gev: expected a mapping (key: value), found nothing',
  ],
  [
    'values that repeat',
    '{ log: [0.11, 1.3], points: 3 }',
    '{ values: [0.2, 0.3, 0.3] }',
    '7:32: axes.m5_gev.values[2]: 0.3 after 0.3: values must increase strictly',
  ],
  [
    'a range the wrong way round',
    '[0.11, 1.3]',
    '[1.3, 0.11]',
    '7:18: axes.m5_gev.log: 1.3 to 0.11 does not increase; put the lower value first',
  ],
  [
    'a log axis from zero',
    '1e-6',
    '0',
    '6:20: axes.Umu5_sq.log[0]: 0 has no logarithm; start above 0, or use linear',
  ],
  ['a NaN', '1.3]', '.nan]', '7:25: axes.m5_gev.log[1]: expected a finite number, found NaN'],
  [
    'fixed and axis',
    'mZprime_gev: 1.25',
    'mZprime_gev: 1.25\n    m5_gev: 0.2',
    '5:5: model.parameters.m5_gev: both fixed here and an axis; remove one',
  ],
  [
    'm4 and delta',
    'mZprime_gev: 1.25',
    'mZprime_gev: 1.25\n    delta: 1',
    '5:5: model.parameters.delta: m4_gev is given too, and each follows from the other and m5_gev; remove one',
  ],
  [
    'neither m4 nor delta',
    /\n {2}m4_gev.*/,
    '',
    '3:3: model.parameters.m4_gev: neither m4_gev nor delta is given; add it to axes or to model.parameters',
  ],
  [
    'no dark-photon mass',
    'mZprime_gev: 1.25',
    'gD: 2',
    '3:3: model.parameters.mZprime_gev: missing; add it to axes or to model.parameters',
  ],
  [
    'no axes',
    /axes:\n(.*\n){3}/,
    'axes: {}\n',
    '5:1: axes: no axis; name at least one parameter to scan, such as Umu5_sq',
  ],
  [
    'too many points',
    /points: 3/g,
    'points: 1000000',
    '5:1: axes: 1.00e+18 grid points; at most 2^40: use fewer points an axis',
  ],
  [
    'an unknown experiment',
    'microboone-2025',
    'miniboon-2020',
    '9:15: experiments[0]: unknown experiment miniboon-2020; did you mean miniboone-2020?',
  ],
  [
    'the same experiment twice',
    '[microboone-2025]',
    '[microboone-2025, microboone-2025]',
    '9:32: experiments[1]: microboone-2025 is listed twice; remove one, or name it: { name: microboone-2025, as: ... }',
  ],
  [
    'data that count twice',
    '[microboone-2025]',
    '[microboone-2025, { name: microboone-2025, as: again, dirt: cylinder }]',
    '9:40: experiments[1].name: again has data that microboone-2025 counts already: 1 shower, 1 shower + 1 track, 2 showers (95 events); write { name: microboone-2025, apart: true } to keep it out of the sums',
  ],
  [
    'half of the data twice',
    '[microboone-2025]',
    "['miniboone-2020:rhc', 'miniboone-2020:combined']",
    '9:37: experiments[1]: miniboone-2020:combined has data that miniboone-2020:rhc counts already: nu_e-bar-like 200-300 MeV, nu_e-bar-like 300-375 MeV, nu_e-bar-like 375-475 MeV and 8 more (551 events); write { name: miniboone-2020:combined, apart: true } to keep it out of the sums',
  ],
  [
    'nothing that counts',
    '[microboone-2025]',
    '[{ name: microboone-2025, apart: true }]',
    '9:14: experiments: all of them are apart; at least one must enter the sums',
  ],
  [
    'names that are one in the grid',
    '[microboone-2025]',
    '[{ name: microboone-2025, as: a-b }, { name: miniboone-2020, as: a--b }]',
    '9:59: experiments[1].name: a--b and a-b would both be a_b in the grid; give one another name: { name: miniboone-2020, as: ... }',
  ],
  [
    'an unknown variant',
    'microboone-2025',
    '"microboone-2025:totl"',
    '9:15: experiments[0]: microboone-2025 has no variant totl; did you mean total?',
  ],
  [
    'no experiment',
    '[microboone-2025]',
    '[]',
    '9:14: experiments: name an experiment, such as microboone-2025',
  ],
  [
    'events not a power of two',
    /$/,
    'events: 10000\n',
    '10:9: events: not a power of two; the usual 16384 is',
  ],
  ['too few events', /$/, 'events: 128\n', '10:9: events: 128 is out of range: at least 256 expected'],
  [
    'events that are no number',
    /$/,
    'events: many\n',
    '10:9: events: a power of two such as 16384, auto, or { from, cap } expected',
  ],
  [
    'a cap below what events begin with',
    /$/,
    'events: { from: 4096, cap: 1024 }\n',
    '10:9: events: the cap is not above what events begin with',
  ],
  [
    'a cap that is no power of two',
    /$/,
    'events: { cap: 100000 }\n',
    '10:16: events.cap: not a power of two; the usual 16384 is',
  ],
  [
    'the output events where all have the same',
    /$/,
    'outputs: [chi2, events]\n',
    '10:17: outputs[1]: every mass point has the same number of events; remove it, or write events: auto',
  ],
  [
    'an unknown statistic',
    /$/,
    'statistic: cmp\n',
    '10:12: statistic: "cmp" is not one of cnp, neyman, pearson, poisson; did you mean cnp?',
  ],
  [
    'an unknown output',
    /$/,
    'outputs: [chi3]\n',
    '10:11: outputs[0]: "chi3" is not one of chi2, signal, signal_by_channel, ctau_cm, n_eff, flags, events, spectrum, spectrum_by_channel, branching_ee, sample_trust, largest_weight; did you mean chi2?',
  ],
  [
    'a text for a number',
    'points: 3',
    'points: "3"',
    '6:41: axes.Umu5_sq.points: expected a finite number, found "3"',
  ],
  [
    'YAML 1.1 for a yes',
    'kind: dual',
    'kind: dual\n  smZ: yes',
    '3:8: model.smZ: expected true or false, found "yes"',
  ],
  [
    'a name that is a path',
    /$/,
    'name: ../x\n',
    '10:7: name: use letters, digits, dots, dashes and underscores: it names the grid on disk',
  ],
  ['a key given twice', /$/, 'axes: {}\n', '10:1: axes: key given twice; remove one'],
  [
    'a second document',
    /$/,
    '---\nseed: 1\n',
    '10:1: not valid YAML: a second document begins here; keep one, and move the other to its own file',
  ],
  ['a tab', /$/, '\tseed: 1\n', '10:1: not valid YAML: Tabs are not allowed as indentation'],
  [
    'an open bracket',
    /$/,
    'outputs: [chi2\n',
    '11:1: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  ['an empty file', /[\s\S]*/, '', '1:1: expected a mapping (key: value), found nothing'],
  ['a text', /[\s\S]*/, 'dual', '1:1: expected a mapping (key: value), found "dual"'],
];

describe('bad scan files', () => {
  it.each(BAD)('%s', async (_, from, to, message) => {
    const error: unknown = await resolveScan(MINIMAL.replace(from, to), 'scans/x.yaml').catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(ConfigError);
    expect(error instanceof Error && error.message).toBe(`scans/x.yaml:${message}`);
  });

  it('a file that is not there', async () => {
    await expect(loadScan('scans/nothing.yaml')).rejects.toThrow(
      'scans/nothing.yaml: no such file; give a scan file, such as scans/quickstart.yaml',
    );
  });

  it('an experiment folder that is not there, looked for beside the scan file', async () => {
    const text = MINIMAL.replace('microboone-2025', './mine');
    await expect(resolveScan(text, 'scans/x.yaml')).rejects.toThrow(
      'scans/x.yaml:9:15: experiments[0]: no experiment folder scans/mine;',
    );
  });
});

/** The single model, as short as it can be. */
const SINGLE = `model:
  kind: single
  parameters:
    mZprime_gev: 0.03
axes:
  m4_gev: { log: [0.02, 0.5], points: 3 }
  Umu4_sq: { log: [1e-12, 1e-6], points: 3 }
experiments: [microboone-2025]
`;

describe('the single model', () => {
  it('has parameters and defaults of its own', async () => {
    const scan = await resolveScan(SINGLE, 'x.yaml');
    expect(scan.model.kind).toBe('single');
    expect(scan.fixed).toEqual({ mZprime_gev: 0.03, epsilon: 8e-4, gD: 2, kappa: 1 });
  });

  it.each([
    ['Umu4_sq', 'Umu5_sq', /axes\.Umu5_sq: no parameter of the single model; did you mean Umu4_sq\?/],
    [
      'mZprime_gev: 0.03',
      'mZprime_gev: 0.03\n    V54: 0.5',
      /parameters\.V54: no parameter of the single model/,
    ],
    ['[0.02, 0.5]', '[0.0005, 0.001]', /m4_gev: m4 - the light neutrino below 2 m_e everywhere .* raise m4/],
    ['[0.02, 0.5]', '[8, 9]', /m4_gev: no mass can be produced: .* lower m4/],
    ['kind: single', 'kind: dual', /axes\.Umu4_sq: no parameter of the dual model; did you mean Umu5_sq\?/],
  ])('refuses %s to %s', async (from, to, error) => {
    await expect(resolveScan(SINGLE.replace(from, to), 'x.yaml')).rejects.toThrow(error);
  });
});

describe('production', () => {
  const withProduction = (text: string) => resolveScan(`${MINIMAL}production: ${text}\n`, 'x.yaml');

  it('names a preset of the dirt and switches channels', async () => {
    const scan = await withProduction('{ dirt: dn-cone, protonElastic: true, antineutrinos: true }');
    expect(scan.runs[0]?.production).toMatchObject({ protonElastic: true, antineutrinos: true });
    expect(scan.runs[0]?.production.dirt).toMatchObject({
      preset: 'dn-cone',
      bodies: [{ shape: { radiiCm: [287.4, 38.8] } }],
    });
  });

  it('refuses a preset that the experiment has not', async () => {
    await expect(withProduction('{ dirt: cylindre }')).rejects.toThrow(
      /x\.yaml:10:\d+: production\.dirt: microboone-2025 has no dirt cylindre; did you mean cylinder\?/,
    );
  });

  it('refuses to leave out a wrong sign that the experiment counts by itself', async () => {
    const scan = (antineutrinos: string) =>
      resolveScan(
        `${MINIMAL.replace('microboone-2025', 'miniboone-2020:rhc:panorama')}production: {${antineutrinos}}\n`,
        'x.yaml',
      );
    await expect(scan(' antineutrinos: false ')).rejects.toThrow(
      /x\.yaml:10:\d+: production\.antineutrinos: miniboone-2020:rhc:panorama counts both kinds in beam rhc by itself/,
    );
    expect((await scan('')).runs[0]?.experiment.beams[0]?.countsWrongSign).toBe(true);
  });
});
