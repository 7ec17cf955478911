import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanIdentity } from '../../src/config/identity.js';
import { resolveScan } from '../../src/config/load.js';
import { canonicalJson, type JsonValue } from '../../src/json.js';
import { MINIMAL } from './minimal.js';

const EXTRA = { shaders: 'abc', packages: { webgpu: '0.6.2' } };
const hashOf = async (text: string, file = 'x.yaml', extra = EXTRA) =>
  scanIdentity(await resolveScan(text, file), extra).hash;

describe('scanIdentity', () => {
  it('is the same for a scan renamed, moved, commented, or with its defaults written out', async () => {
    const hash = await hashOf(MINIMAL);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await hashOf(MINIMAL, 'elsewhere/y.yaml')).toBe(hash);
    expect(
      await hashOf(
        `# a comment\nname: other\nseed: 1\noutputs: [flags, chi2, signal, signal_by_channel, n_eff, ctau_cm]\nproduction: { dirt: none }\n${MINIMAL}`,
      ),
    ).toBe(hash);
    expect(await hashOf(MINIMAL.replace('1.25', '1.25\n    gD: 2.0'))).toBe(hash);
  });

  it.each([
    ['points: 3', 'points: 4'],
    ['1.25', '1.26'],
    ['1.25', '1.25\n    epsilon: 7e-4'],
    ['kind: dual', 'kind: dual\n  smZ: false'],
    ['kind: dual', 'kind: dual\n  nature: majorana'],
    ['kind: dual', 'kind: dual\n  zpSpin: exact'],
    ['kind: dual', 'kind: dual\n  decays: [muons]'],
    ['1.25', '1.25\n    kappa: 0.5'],
    [/$/, 'production: { dirt: cylinder }\n'],
    [/$/, 'production: { protonElastic: true }\n'],
    [/$/, 'production: { antineutrinos: true }\n'],
    ['[microboone-2025]', "['microboone-2025:total']"],
    ['[microboone-2025]', '[{ name: microboone-2025, as: mine }]'],
    [/$/, 'seed: 2\n'],
    [/$/, 'events: 1024\n'],
    [/$/, 'events: auto\n'],
    [/$/, 'statistic: neyman\n'],
    [/$/, 'data: asimov\n'],
    [/$/, 'outputs: [chi2]\n'],
  ])('changes with the physics: %s to %s', async (from, to) => {
    expect(await hashOf(MINIMAL.replace(from, to))).not.toBe(await hashOf(MINIMAL));
  });

  it('changes with how far events are raised', async () => {
    const of = (events: string) => hashOf(`${MINIMAL}events: ${events}\n`);
    const hashes = await Promise.all(
      ['16384', 'auto', '{ cap: 65536 }', '{ cap: 262144 }', '{ from: 4096, cap: 65536 }'].map(of),
    );
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(await of('{ from: 16384 }')).toBe(hashes[1]);
  });

  it('tells variants apart that have the same files and the same name in the grid', async () => {
    const of = (name: string) =>
      hashOf(MINIMAL.replace('[microboone-2025]', `[{ name: '${name}', as: mine }]`));
    expect(await of('miniboone-2020:physical')).not.toBe(await of('miniboone-2020'));
    const joint = (entry: string) =>
      hashOf(MINIMAL.replace('[microboone-2025]', `[microboone-2025, ${entry}]`));
    expect(await joint('{ name: miniboone-2020, apart: true }')).not.toBe(await joint('miniboone-2020'));
  });

  it('changes with the order of the axes, the shaders, the packages and the input files', async () => {
    const hash = await hashOf(MINIMAL);
    const lines = MINIMAL.split('\n');
    const swapped = [...lines.slice(0, 5), lines[6], lines[5], ...lines.slice(7)].join('\n');
    expect(await hashOf(swapped)).not.toBe(hash);
    expect(await hashOf(MINIMAL, 'x.yaml', { ...EXTRA, shaders: 'abd' })).not.toBe(hash);
    expect(await hashOf(MINIMAL, 'x.yaml', { ...EXTRA, packages: { webgpu: '0.6.3' } })).not.toBe(hash);
    const scan = await resolveScan(MINIMAL, 'x.yaml');
    const other = {
      ...scan,
      runs: scan.runs.map((run) => ({
        ...run,
        experiment: { ...run.experiment, files: { ...run.experiment.files, 'nuclei.yaml': '0' } },
      })),
    };
    expect(scanIdentity(other, EXTRA).hash).not.toBe(hash);
  });

  it('holds no file name and no path', async () => {
    const scan = await resolveScan(MINIMAL, '/some/where/secret.yaml');
    expect(JSON.stringify(scanIdentity(scan, EXTRA).document)).not.toMatch(
      /secret|some|where|\.yaml|\.csv|\//,
    );
  });
});

describe('canonicalJson', () => {
  it('is JSON, and does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const text = canonicalJson(value as JsonValue);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(Object.fromEntries(Object.entries(value).reverse()) as JsonValue)).toBe(text);
      }),
    );
  });
});
