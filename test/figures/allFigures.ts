/** Every kind of figure that the program draws, from small grids and built-in experiments: as SVG documents with text. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineScan } from '../../src/api/defineScan.js';
import { at } from '../../src/at.js';
import { crossSectionFigure } from '../../src/charts/crossSectionFigure.js';
import { drawCurves } from '../../src/charts/curve.js';
import { efficiencyFigure } from '../../src/charts/efficiencyFigure.js';
import { drawEfficiencyPanels } from '../../src/charts/efficiencyPanels.js';
import { efficiencyPanels } from '../../src/charts/efficiencyPanelsOf.js';
import { drawTornado } from '../../src/charts/tornadoFigure.js';
import { widthFigure } from '../../src/charts/widthFigure.js';
import { overrideParameters } from '../../src/config/override.js';
import { evaluateJointPoint } from '../../src/detail/point.js';
import { loadExperiment } from '../../src/experiment/load.js';
import { drawComparison } from '../../src/figures/comparisonFigure.js';
import { drawFigure } from '../../src/figures/figure.js';
import { drawGrids } from '../../src/figures/gridsFigure.js';
import { summarise } from '../../src/inspection/summary.js';
import { massLimitFigure } from '../../src/limits/figure.js';
import { computeMassLimits } from '../../src/limits/massLimits.js';
import { computeCorner } from '../../src/maps/corner.js';
import { drawCorner } from '../../src/maps/cornerFigure.js';
import { drawMap } from '../../src/maps/figure.js';
import { colourScaleOf } from '../../src/maps/interval.js';
import { readMap } from '../../src/maps/mapped.js';
import { mediatorOf } from '../../src/model/models.js';
import { DIRAC } from '../../src/physics/decay.js';
import { drawnPoints } from '../../src/reports/pointSpectra.js';
import { referenceEfficiency } from '../../src/response/referenceEfficiency.js';
import { type Comparison, compareExperiments } from '../../src/results/comparison.js';
import { computeContours } from '../../src/results/contours.js';
import { type CrossSectionRequest, crossSectionPoint } from '../../src/results/crossSectionTable.js';
import type { StudyResult } from '../../src/results/study.js';
import { widthPoints } from '../../src/results/widthTable.js';
import { drawHistograms } from '../../src/spectra/histogram.js';
import { pointFigure } from '../../src/spectra/pointFigure.js';
import { spectrumFigure } from '../../src/spectra/spectrumFigure.js';
import type { FigureStyle } from '../../src/style/figureStyle.js';
import { writeFixture } from '../grid/fixture.js';
import { writeSingleFixture } from '../overlays/singleFixture.js';
import { writeJointFixture } from '../results/jointFixture.js';

/** A figure in a style. */
export interface NamedFigure {
  readonly name: string;
  readonly draw: (style: FigureStyle) => string;
}

/** All figures, from grids that are written to a folder. */
export async function allFigures(folder: string): Promise<NamedFigure[]> {
  return [
    ...(await planeFigures(folder)),
    ...(await experimentFigures()),
    ...(await mapFigures(join(folder, 'mapped'))),
    ...(await pointFigures()),
    { name: 'width', draw: (style) => drawCurves(widths(), style) },
    { name: 'cross section', draw: (style) => drawCurves(crossSections(), style) },
  ];
}

/** Maps of c tau and of chi2, which hides points, and corners of four axes and of two. */
async function mapFigures(folder: string): Promise<NamedFigure[]> {
  const grid = await writeFixture(folder);
  const fix = { m4_gev: 0.2, epsilon: 2e-4 };
  const ctau = await readMap(grid, { x: 'm5_gev', y: 'epsilon', fix: { m4_gev: 0.2 }, of: 'ctau_cm' });
  const chi2 = await readMap(grid, { x: 'm5_gev', y: 'Umu5_sq', fix, of: 'chi2' });
  const corner = await computeCorner(grid, { axes: [], fix: {}, confidenceLevels: [0.6827, 0.95] });
  const two = await computeCorner(grid, { axes: ['m5_gev', 'Umu5_sq'], fix, confidenceLevels: [0.9] });
  return [
    { name: 'map of c tau', draw: (style) => drawMap(ctau, colourScaleOf(ctau.coloured, {}), style) },
    {
      name: 'map of chi2',
      draw: (style) => drawMap(chi2, colourScaleOf(chi2.coloured, { range: { high: 100 } }), style),
    },
    { name: 'corner', draw: (style) => drawCorner(corner, style) },
    { name: 'corner of two axes', draw: (style) => drawCorner(two, style) },
  ];
}

/** Spectra of a point: for one experiment with its background in parts, and for two, of which one has protons and a control sample. */
async function pointFigures(): Promise<NamedFigure[]> {
  const scan = await defineScan({
    model: { kind: 'dual', parameters: { m4_gev: 0.1, mZprime_gev: 1.25, epsilon: 8e-4, Umu5_sq: 1e-5 } },
    axes: { m5_gev: { linear: [0.2, 0.3], points: 2 } },
    experiments: ['microboone-2025', 'miniboone-2020'],
    production: { dirt: 'cylinder' },
    events: 256,
  });
  const points = drawnPoints(scan, evaluateJointPoint(scan, overrideParameters(scan, { m5_gev: 0.2 })));
  const { report, experiment } = at(points, 0);
  const parts = ['NC 1 pi0', 'out of the TPC', 'CC 1 pi0', 'cosmic', 'other'].map((name, k) => ({
    name,
    events: Object.fromEntries(
      report.bins.map(({ label, background }) => [label, (background * (5 - k)) / 15]),
    ),
  }));
  const spectra = { background: { parts, source: 'ASSUMPTION, for a test' } };
  return [
    {
      name: 'point',
      draw: (style) =>
        drawHistograms(pointFigure([{ report, experiment: { ...experiment, spectra } }]), style),
    },
    { name: 'point of two experiments', draw: (style) => drawHistograms(pointFigure(points), style) },
  ];
}

async function planeFigures(folder: string): Promise<NamedFigure[]> {
  const [grid, joint, single] = [
    await writeFixture(join(folder, 'grid')),
    await writeJointFixture(join(folder, 'joint')),
    await writeSingleFixture(join(folder, 'single')),
  ];
  const plane = { x: 'm5_gev', y: 'Umu5_sq', confidenceLevels: [0.68, 0.95] };
  const fix = { m4_gev: 0.02, epsilon: 8e-4 };
  const one = await computeContours(grid, { ...plane, fix });
  const profiled = await computeContours(grid, { ...plane, fix: {}, profile: ['m4_gev', 'epsilon'] });
  const excess = { ...plane, fix: { mZprime_gev: 0.1 }, experiment: 'excess' };
  const flagged = await computeContours(joint, { ...excess, confidenceLevels: [0.5, 0.95, 0.99999999] });
  const sum = await computeContours(joint, { ...excess, experiment: undefined });
  const several = ['a', 'b', 'c'].map((folder, i) => {
    const fixed = { ...sum.attributes.fixed, epsilon: 8e-4 / (i + 1) };
    return { folder, result: { ...sum, attributes: { ...sum.attributes, title: folder, fixed } } };
  });
  const compare = { x: 'm5_gev', y: 'Umu5_sq', panels: ['mZprime_gev'], fix: {}, cl: 0.95 };
  const compared = await compareExperiments(joint, { ...compare, excludes: 'search', prefers: ['excess'] });
  const limits = { x: 'm4_gev', y: 'Umu4_sq', panels: ['mZprime_gev'], fix: {}, cl: 0.95 };
  const beside = await compareExperiments(single, {
    ...limits,
    excludes: 'search',
    prefers: ['excess', 'search'],
  });
  const masses = await computeMassLimits(joint, {
    x: 'm5_gev',
    fix: { mZprime_gev: 0.1 },
    experiments: ['search', 'excess'],
    confidenceLevel: 0.9,
    degreesOfFreedom: 1,
  });
  const one90 = at(masses.curves, 0);
  const expected = { ...masses, curves: [{ ...one90, expected: one90.limits }] };
  const limitFolder = fileURLToPath(new URL('../../data/limits/umu4/', import.meta.url));
  const besideCurves = await computeContours(single, {
    ...plane,
    x: 'm4_gev',
    y: 'Umu4_sq',
    fix: { mZprime_gev: 1 },
    experiment: 'search',
    curves: [
      `${limitFolder}kek-2019.csv,label=KEK as in PRD 100 (2019) 073011,style=dashed`,
      `${limitFolder}na62-2021.csv,label=NA62 2021,style=shaded`,
    ],
  });
  return [
    { name: 'contours', draw: (style) => drawFigure(one, style) },
    { name: 'colour map', draw: (style) => drawFigure(flagged, { ...style, hasMap: true }) },
    {
      name: 'beyond the grid',
      draw: (style) => drawFigure(one, { ...style, xRange: [0.01, 20], yRange: [1e-9, 1] }),
    },
    { name: 'several grids', draw: (style) => drawGrids(several, style) },
    { name: 'contours, profiled', draw: (style) => drawFigure(profiled, style) },
    { name: 'contours with flags', draw: (style) => drawFigure(flagged, style) },
    { name: 'contours of a sum', draw: (style) => drawFigure(sum, style) },
    { name: 'comparison', draw: (style) => drawComparison(compared, style) },
    { name: 'comparison with limits', draw: (style) => drawComparison(beside, style) },
    { name: 'limits', draw: (style) => drawCurves(massLimitFigure(masses, style), style) },
    { name: 'limits, expected', draw: (style) => drawCurves(massLimitFigure(expected, style), style) },
    { name: 'contours with curves', draw: (style) => drawFigure(besideCurves, style) },
    { name: 'tornado', draw: (style) => drawTornado(tornado(compared), style) },
  ];
}

async function experimentFigures(): Promise<NamedFigure[]> {
  const [micro, mini] = [
    await loadExperiment('microboone-2025'),
    await loadExperiment('miniboone-2020:combined:panorama'),
  ];
  const summaries = [micro, mini].map(summarise);
  const curves = referenceEfficiency(micro.response);
  const bins = [0.1, 0.2, 0.4, 0.8].map((low) => {
    return { low, high: 2 * low, share: 0.25, total: 0.3, topologies: [0.1, 0.1, 0.1] };
  });
  const quantities = ['e_ee_gev', 'theta_ee_deg', 'opening_deg', 'asymmetry'] as const;
  const efficiency = {
    response: 'toy',
    model: 'single, dirac, SM Z on, charge darknews',
    parameters: { m4_gev: 0.106, mZprime_gev: 0.03, Umu4_sq: 2e-10, epsilon: 8e-4 },
    efficiency: 0.323,
    topologies: ['one-shower', 'one-shower-one-track', 'two-showers'].map((name) => ({ name })),
    projections: quantities.map((quantity) => ({ quantity, bins })),
  } as unknown as Parameters<typeof efficiencyPanels>[0];
  const { title } = micro;
  return [
    ...summaries.map((summary, i) => ({
      name: `spectra ${i + 1}`,
      draw: (style: FigureStyle) => drawHistograms(spectrumFigure(summary), style),
    })),
    {
      name: 'efficiency',
      draw: (style) => drawCurves(efficiencyFigure(at(summaries, 0), curves), style),
    },
    {
      name: 'efficiency of a point',
      draw: (style) => drawEfficiencyPanels(efficiencyPanels(efficiency, { title, smears: true }), style),
    },
  ];
}

const couplings = { gD: 2, epsilon: 8e-4, charge: 0.3028, kappa: 1, decayVertex: 0.5 };
const ends = (low: number, high: number) =>
  Array.from({ length: 40 }, (_, i) => low * (high / low) ** (i / 39));

function widths() {
  const range = { mass: 'm', name: 'm5_gev', spacing: 'log', values: ends(0.11, 1.3) } as const;
  const request = {
    model: 'dual',
    masses: { m: 0.2, mPrime: 0.1, mX: 0.3 },
    range,
    nature: DIRAC,
    couplings,
    choices: { muons: true, hadrons: true, dark: false },
    smZ: true,
    v44: 0,
    mixingSq: 0,
  } as const;
  return widthFigure(request, range, widthPoints(request));
}

function crossSections() {
  const mediator = mediatorOf('dual');
  const on = { kind: 'proton', massGev: 0.938272, formFactor: () => 1 } as const;
  const strength = mediator.couplings.productionStrength({ ...couplings, decayVertex: 0 });
  const target = { on, protons: 1, neutrons: 0 };
  const request: CrossSectionRequest = {
    production: { mediator, m: 0.2, mX: 1.25, mixing: 1e-4, smZ: true, target, strength },
    target: 'proton',
    model: 'dual',
    antineutrino: true,
    vertexSq: 1e-8,
    epsilon: 8e-4,
    gD: 2,
    charge: 0.3028,
    energies: { spacing: 'log', values: ends(0.4, 3) },
  };
  return crossSectionFigure(
    request,
    request.energies.values.map((energy) => crossSectionPoint(request, energy)),
  );
}

/** A study of two assumptions, one of which has a long name. */
function tornado(comparison: Comparison): StudyResult {
  const share = (value: number): Comparison => ({
    ...comparison,
    panels: comparison.panels.map((panel) => ({
      ...panel,
      preferred: panel.preferred.map((region) => ({ ...region, area: 2, excludedShare: value })),
    })),
  });
  const outcome = (base: number, of: StudyResult['outcomes'][number]['of'], value: number) => {
    return { base, of, comparison: share(value), grids: [] };
  };
  const label = 'an assumption about the neutrino flux of the beam that takes more than a line to tell';
  const request = { x: 'm5_gev', y: 'Umu5_sq', panels: ['mZprime_gev'], fix: {}, cl: 0.95 };
  return {
    study: {
      name: 'test',
      title: undefined,
      file: 'study.yaml',
      compare: { ...request, excludes: 'search', prefers: 'excess' },
      bases: ['as it was', 'as it is, with another kind of soil'],
      variations: [
        { label, base: 'none', alternatives: ['one', 'two', 'three', 'four', 'five'] },
        { label: 'V_54', base: '0.5', alternatives: ['0.25', '0.95'] },
      ],
      scans: [],
    },
    outcomes: [
      ...[0, 1].map((base) => outcome(base, undefined, 0.9 - 0.2 * base)),
      ...[0, 1, 2, 3, 4].map((i) => outcome(0, { variation: 0, alternative: i }, 0.5 + 0.1 * i)),
      ...[0, 1].map((i) => outcome(1, { variation: 1, alternative: i }, 0.6 + 0.2 * i)),
    ],
  };
}
