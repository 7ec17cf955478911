/** The report of the fixture: self-contained, escaped, with every section, and legible where parts cannot be made. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JSDOM } from 'jsdom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGrid } from '../../src/grid/store.js';
import { choosePlaneOf, planeOfVariable } from '../../src/report/choice.js';
import { reportCommand } from '../../src/report/command.js';
import { composeReport, type ReportRequest } from '../../src/report/compose.js';
import { escapeHtml, html, inlineSvg, table } from '../../src/report/html.js';
import { configurationYaml } from '../../src/report/provenance.js';
import { fixtureSpec, writeFixture } from '../grid/fixture.js';

const REQUEST: ReportRequest = {
  fix: {},
  confidenceLevels: [0.95],
  maps: ['ctau_cm'],
  scanFile: undefined,
  verify: true,
  oracle: 0,
  version: '0.1.0',
  date: '2026-01-02 03:04 UTC',
  command: "dualnu report 'a <b> & c.zarr' --out report.html",
};
const EVIL = `<script>alert(1)</script>"'&`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dualnu-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a report', () => {
  it('has every section, loads nothing, and shows text from files as it is', async () => {
    const dir = join(folder, 'grid');
    const base = fixtureSpec();
    const attributes = { ...base.attributes, title: EVIL, experiment_title: EVIL, model: EVIL };
    await writeFixture(dir, { ...base, attributes });
    const runs = [
      { started: '2026-01-01', seconds: 12.5, points_computed: 5382, gpu_busy: 0.5, adapter: EVIL },
      { started: '2026-01-02' },
    ];
    await writeFile(`${dir}.log.json`, JSON.stringify(runs));
    const report = await composeReport(dir, REQUEST);
    const { document } = new JSDOM(report.html).window;
    expect([...document.querySelectorAll('h2')].map((h) => h.textContent)).toEqual([
      'Best fit',
      'Contours',
      'Profiles',
      'Maps',
      'Limits',
      'Flags',
      'Warnings',
      'Configuration',
      'Provenance',
      'Cost',
      'Verification',
    ]);
    expect(document.querySelector('h1')?.textContent).toBe(EVIL);
    expect(document.querySelectorAll('script, link, img, iframe, object')).toHaveLength(0);
    expect(report.html).not.toMatch(/(src|href)="(?!#|data:)/);
    expect(report.html).not.toMatch(/@import|url\((?!#)/);
    expect(report.html).not.toMatch(/NaN|undefined|\[object/);
    expect(document.querySelectorAll('figure > svg[role="img"]')).toHaveLength(3);
    const text = document.body.textContent ?? '';
    expect(text).toContain(REQUEST.command);
    expect(text).toContain('12.5 s');
    expect(text).toContain('whole, and as it was written');
    expect(report.verdict).toBe('whole');
    // There is no scan file, which the report says instead of the spectra.
    expect(report.warnings.join()).toMatch(/no spectra and no warnings of the scan are here/);
  });

  it('has ids that differ from figure to figure, and refers to no other', async () => {
    const dir = join(folder, 'ids');
    await writeFixture(dir);
    const { html: page } = await composeReport(dir, { ...REQUEST, maps: ['ctau_cm', 'signal'] });
    const ids = [...page.matchAll(/\bid="([^"]*)"/g)].map(([, id = '']) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id = ''] of page.matchAll(/url\(#([^)]*)\)/g)) expect(ids).toContain(id);
    for (const [, id = ''] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(id);
  });

  it('says what it cannot show, and goes on', async () => {
    const dir = join(folder, 'partial');
    const grid = await writeFixture(dir);
    await rm(join(dir, 'chi2', 'c'), { recursive: true });
    const report = await composeReport(grid.dir, { ...REQUEST, maps: ['ctau_cm', 'nothing'] }).catch(
      (error: unknown) => error,
    );
    // A grid whose chi2 is gone is damaged: nothing of it is to be believed.
    expect(String(report)).toMatch(/repair/);
    const whole = join(folder, 'whole');
    await writeFixture(whole);
    const { html: page } = await composeReport(whole, {
      ...REQUEST,
      maps: ['nothing'],
      verify: false,
      oracle: 3,
    });
    expect(page).toContain('no spectra, no warnings of the scan and no comparison by --oracle are here');
    expect(page).toContain('Not shown: --of nothing: the grid has no variable nothing');
    expect(page).toContain('Not verified by this report');
  });
});

it('does not leave out without a word what --oracle asks for', async () => {
  const asked = {
    ...{ _: [], $0: 'dualnu', grid: join(folder, 'none'), out: 'x.html', x: undefined, y: undefined },
    ...{ fix: [], cl: ['0.95'], map: [], scan: undefined, strict: false, json: false },
  };
  await expect(reportCommand.handler({ ...asked, verify: false, oracle: '3' })).rejects.toThrow(
    /drop --no-verify or --oracle/,
  );
  await expect(reportCommand.handler({ ...asked, verify: true, oracle: '3' })).rejects.toThrow(
    /not a dualnu grid/,
  );
});

describe('the plane of a report', () => {
  it('is |U|^2 over the mass of N at the best fit, unless something else is asked for', async () => {
    const grid = await openGrid((await writeFixture(join(folder, 'plane'))).dir);
    const best = { chi2: 1, at: { m4_gev: 0.2, epsilon: 2e-3, m5_gev: 0.3, Umu5_sq: 1e-4 }, on_edge: [] };
    const plane = choosePlaneOf(grid, best, { fix: {} });
    expect(plane).toEqual({ x: 'm5_gev', y: 'Umu5_sq', fix: { m4_gev: 0.2, epsilon: 2e-3 } });
    expect(choosePlaneOf(grid, best, { fix: { m5_gev: 0.3 } })).toMatchObject({ x: 'm4_gev', y: 'Umu5_sq' });
    expect(choosePlaneOf(grid, best, { y: 'epsilon', fix: {} })).toMatchObject({ x: 'm5_gev', y: 'epsilon' });
    expect(() => choosePlaneOf(grid, best, { y: 'eps', fix: {} })).toThrow(/unknown axis eps/);
    const background = { chi2: 1, at: 'background', on_edge: [] } as const;
    expect(choosePlaneOf(grid, background, { fix: {} })?.fix.m4_gev).toBeCloseTo(0.0632, 4);
    if (plane === undefined) throw new Error('no plane');
    expect(planeOfVariable(grid, plane, ['m4_gev', 'm5_gev', 'epsilon'], best)).toEqual({
      x: 'm5_gev',
      y: 'epsilon',
      fix: { m4_gev: 0.2 },
    });
    expect(planeOfVariable(grid, plane, ['m4_gev'], best)).toBeUndefined();
  });
});

describe('HTML', () => {
  it('escapes what is put in, in text and in attributes, and shows control characters', () => {
    expect(html`<p title="${EVIL}">${EVIL}</p>`.html).not.toMatch(/<script|"'/);
    expect(escapeHtml('a\u001b[2Jb\nc')).toBe(`a${escapeHtml('\u001b')}[2Jb\nc`);
    expect(escapeHtml('\u001b')).not.toContain('\u001b');
    expect(table(['<a>'], [['<b>', html`<i>c</i>`]]).html).toContain('<i>c</i>');
    expect(table(['<a>'], [['<b>']]).html).not.toContain('<b>');
  });

  it('takes a figure with ids of its own', () => {
    const svg = '<svg><clipPath id="a"><rect/></clipPath><g clip-path="url(#a)"/></svg>';
    expect(inlineSvg(svg, 'f', 'a "b"').html).toBe(
      '<svg role="img" aria-label="a &#34;b&#34;"><clipPath id="f-a"><rect/></clipPath><g clip-path="url(#f-a)"/></svg>',
    );
  });
});

it('the configuration as YAML has evenly spaced axes by their ends', () => {
  const { axes, attributes } = fixtureSpec();
  const yaml = configurationYaml(attributes.config, axes);
  expect(yaml).toMatch(/m5_gev:\n\s+log: \[ ?0\.11, 1\.3 ?\]/);
  expect(yaml).toContain('points: 23');
  expect(configurationYaml('not JSON', axes)).toBe('not JSON');
});
