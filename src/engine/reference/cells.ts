/** The cells of a tile (mass point by coupling point) in f64, and the results of the tile that they make up. */

import { at } from '../../at.js';
import { sumTemplate, type Template } from '../../generator/sample.js';
import type { Masses } from '../../model/point.js';
import { needsOf } from '../../outputs/outputs.js';
import { massPointsOf } from '../../prediction/channelPoints.js';
import { effectiveSize, LEAST_SIGNAL } from '../../prediction/effectiveSize.js';
import { competingDecays, lifetimeOf } from '../../prediction/lifetime.js';
import { flagsAt, massFlags } from '../../prediction/massFlags.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import type { SampleJudge } from '../../prediction/sampleJudge.js';
import { binsOfRows } from '../../prediction/signalBins.js';
import { forEachPoint, pointsOn, type TileLayout } from '../../prediction/tileLayout.js';
import { sum } from '../../sum.js';
import { FILL_VALUES, isMissing } from '../../tiles/variables.js';
import type { ExperimentResult, Stage } from '../engine.js';
import { raiseUnknown } from '../lifetimeVariables.js';
import type { SpectrumRows } from '../spectra.js';
import { recordsOf } from './recordSources.js';
import { chi2AtPoint, float32Of } from './referenceComparison.js';
import { sampleTrust } from './sampleTrust.js';

/** One mass point at one coupling point. */
export interface Cell {
  readonly template: Template;
  readonly ctauCm: number;
  readonly nEff: number;
  readonly flags: number;
  /** Share of the mass point's events that a sample cannot stand for; 0 where events are generated. */
  readonly uncovered: number;
}

/** The cells of a mass point, shape [couplings]. */
export function evaluateMassPoint(
  setup: PhysicsSetup,
  judge: SampleJudge,
  masses: Masses,
  layout: TileLayout,
): Cell[] {
  const points = massPointsOf(setup, masses);
  const source = recordsOf(setup);
  const samples = points.flatMap(({ channel, point }) => (point.open ? [source(channel, point)] : []));
  const trust = sampleTrust(setup, samples);
  // Decays do not depend on the target: any channel will do.
  const { point: decaying } = at(points, 0);
  const competing = competingDecays(setup.scan, decaying);
  const flagsOfMass = massFlags(setup, points);
  return layout.couplings.map((coupling) => {
    const lifetime = lifetimeOf(setup.scan, decaying, competing, coupling);
    const template = trust.answered(sumTemplate(setup, samples, lifetime));
    const { signal, relativeError } = template;
    const isKnown = !signal.some(isMissing);
    // Without mixing there is no signal, so there is nothing to judge.
    const isJudged = isKnown && !flagsOfMass.closed && lifetime.mixing > 0;
    const flags =
      flagsAt(flagsOfMass, lifetime, isJudged && judge(signal, relativeError)) |
      trust.flags(signal, relativeError);
    const ctauCm = samples.length > 0 ? lifetime.ctauCm : 0;
    // The GPU flushes such small signals to zero.
    const counts = (x: number, bin: number) => (at(signal, bin) < LEAST_SIGNAL ? 0 : x);
    const size = effectiveSize(signal.map(counts), relativeError.map(counts));
    const nEff = isKnown ? size : FILL_VALUES.float32;
    return { template, ctauCm, nEff, flags, uncovered: trust.uncovered };
  });
}

/** The results of a tile from its cells, shape [masses][couplings]. At the stage `spectra`, chi2 and the sums over bins stay empty. */
export function resultFromCells(
  setup: PhysicsSetup,
  layout: TileLayout,
  cells: readonly Cell[][],
  stage: Stage,
): ExperimentResult {
  const lifetimes = { ...lifetimesOf(layout, cells), ...trustOf(setup, layout, cells) };
  const spectra = spectrumRows(setup, cells, stage);
  if (stage === 'spectra') {
    const none = new Float32Array();
    return { chi2: none, signal: none, groupSignal: [], ...lifetimes, ...spectra };
  }
  const { unknown, ...compared } = compareCells(setup, layout, cells);
  raiseUnknown(lifetimes.flags, layout, unknown);
  return { ...compared, ...lifetimes, ...spectra };
}

/** chi2 and signals of every point, and the points whose chi2 is not known. */
function compareCells(setup: PhysicsSetup, layout: TileLayout, cells: readonly Cell[][]) {
  const points = pointsOn(layout.axes);
  const result = {
    chi2: new Float32Array(points),
    signal: new Float32Array(points),
    groupSignal: groupSignals(setup, points),
  };
  const unknown: number[] = [];
  forEachPoint(layout.axes, (point, mass, coupling, mixing) => {
    const { template } = at(at(cells, mass), coupling);
    const factor = at(layout.mixings, mixing);
    const scaled = template.signal.map((s) => s * factor);
    result.signal[point] = float32Of(sum(scaled));
    result.groupSignal.forEach((array, g) => {
      array[point] = float32Of(sum(at(template.groups, g)) * factor);
    });
    const value = float32Of(chi2AtPoint(setup, scaled, template.relativeError));
    result.chi2[point] = value;
    if (isMissing(value)) unknown.push(point);
  });
  return { ...result, unknown };
}

/** The variables that do not depend on a mixing factor. */
function lifetimesOf({ lifetimeAxes }: TileLayout, cells: readonly Cell[][]) {
  const points = pointsOn(lifetimeAxes);
  const result = {
    ctauCm: new Float32Array(points),
    nEff: new Float32Array(points),
    flags: new Uint32Array(points),
  };
  forEachPoint(lifetimeAxes, (point, mass, coupling) => {
    const { ctauCm, nEff, flags } = at(at(cells, mass), coupling);
    result.ctauCm[point] = ctauCm;
    result.nEff[point] = nEff;
    result.flags[point] = flags;
  });
  return result;
}

/** How far a sample can be trusted, where there is one; its largest weights only where an output needs them. */
function trustOf(
  { scan }: PhysicsSetup,
  { lifetimeAxes }: TileLayout,
  cells: readonly Cell[][],
): Pick<ExperimentResult, 'uncovered' | 'largestWeight'> {
  if (!scan.sample) return {};
  const uncovered = Float32Array.from(cells, (ofMass) => at(ofMass, 0).uncovered);
  if (!needsOf(scan).has('largestWeight')) return { uncovered };
  const largestWeight = new Float32Array(pointsOn(lifetimeAxes));
  forEachPoint(lifetimeAxes, (point, mass, coupling) => {
    largestWeight[point] = float32Of(at(at(cells, mass), coupling).template.largestWeight);
  });
  return { uncovered, largestWeight };
}

/** Spectra of all cells in the rows of `rowBinsOf`; by group of channels only if the caller or an output needs that. */
function spectrumRows(setup: PhysicsSetup, cells: readonly Cell[][], stage: Stage): SpectrumRows {
  const bins = binsOfRows(setup);
  const rows = (numbersOf: (template: Template) => Float64Array) =>
    Float32Array.from(
      cells.flatMap((ofMass) =>
        ofMass.flatMap(({ template }) => {
          const numbers = numbersOf(template);
          return bins.map((bin) => (bin === undefined ? 0 : float32Of(at(numbers, bin))));
        }),
      ),
    );
  const isWanted = stage === 'spectra' || needsOf(setup.scan).has('groupBins');
  const isSplit = isWanted && setup.groups.length > 1;
  return {
    binSignal: rows(({ signal }) => signal),
    groupBinSignal: isSplit ? setup.groups.map((_, g) => rows(({ groups }) => at(groups, g))) : [],
    relativeError: rows(({ relativeError }) => relativeError),
  };
}

/** An array for each group of channels; none if there is only one group, whose signal is the whole signal. */
function groupSignals({ groups }: PhysicsSetup, points: number): Float32Array[] {
  return groups.length > 1 ? groups.map(() => new Float32Array(points)) : [];
}
