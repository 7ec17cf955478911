/** An experiment's summary as a page of text, and its efficiency and spectra as tables. */

import { at } from '../at.js';
import type { BeamSummary, ExperimentSummary } from '../inspection/summary.js';
import { type EfficiencyCurves, REFERENCE_MASS_GEV } from '../response/referenceEfficiency.js';
import { type NumberTable, tableToText } from '../results/numberTable.js';
import { geometryInWords } from '../shapes/detectors.js';
import { soilInWords } from '../soil/dirtSummary.js';
import { briefNumber, listInWords } from '../words.js';

/** An experiment that was read without an error: its summary, and warnings. */
export interface CheckedExperiment {
  readonly summary: ExperimentSummary;
  readonly warnings: readonly string[];
}

/** The page of `dualnu experiment check`. */
export function describeExperiment({ summary: s, warnings }: CheckedExperiment): string {
  const inSignal = s.bins.filter(({ cells }) => cells.length > 0).length;
  const statistic = s.statistics === 'included' ? 'statistical errors in the covariance' : 'CNP';
  const events = s.total.data === null ? 'no counts' : `${briefNumber(s.total.data)} events`;
  const elastic = s.proton_elastic ? 'selected' : 'not selected';
  const cap = s.proton_max_kinetic_energy_mev;
  const protonCap = cap === undefined ? '' : ` (protons in the detector below ${briefNumber(cap)} MeV)`;
  const rows: [string, string][] = [
    ...s.beams.map((beam): [string, string] => [`beam ${beam.name}`, describeBeam(beam)]),
    ['target', describeTarget(s)],
    ['geometry', describeGeometry(s)],
    ['neutrinos', describeSource(s)],
    ...Object.entries(s.dirt).map(([preset, dirt]): [string, string] => [
      `dirt ${preset}`,
      soilInWords(dirt),
    ]),
    ['protons', `elastic scattering ${elastic}${protonCap} unless a scan says otherwise`],
    ['response', describeResponse(s)],
    [
      'signal bins',
      `${inSignal}: ${events}, ${briefNumber(s.total.background)} +- ${briefNumber(s.total.error)} expected`,
    ],
    [
      'background',
      s.background_chi2 === null
        ? 'no counts to compare it with: scans take data: asimov'
        : `chi2 = ${s.background_chi2.toFixed(3)} in ${count(s.bins.length, 'bin')} (${statistic})`,
    ],
    [
      'covariance',
      `condition number of the correlations ${briefNumber(s.condition_number, 2)}, statistical errors included`,
    ],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    `${s.name}: ${s.title}`,
    ...s.citations.map((citation) => `  ${citation}`),
    '',
    ...rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`),
    '',
    tableToText(binTable(s)),
    '',
    ...warnings.map((warning) => `warning: ${warning}`),
    warnings.length === 0 ? 'valid' : `valid, with ${count(warnings.length, 'warning')}`,
  ].join('\n');
}

function describeBeam(beam: BeamSummary): string {
  const {
    pot,
    flux_per_cm2_pot,
    mean_energy_gev,
    energy_range_gev: range,
    wrong_sign_fraction: wrong,
    wrong_sign_counts: counts,
  } = beam;
  const flux = `${briefNumber(flux_per_cm2_pot)} per cm2 and POT from ${range[0]} to ${range[1]} GeV`;
  const other =
    wrong === null ? '' : `, ${briefNumber(100 * wrong)} % of opposite sign${counts ? ', which count' : ''}`;
  return `${briefNumber(pot)} POT; ${flux}, mean energy ${briefNumber(mean_energy_gev)} GeV${other}`;
}

function describeTarget({ target }: ExperimentSummary): string {
  const nuclei = Object.entries(target.nuclei).map(([name, count]) => `${briefNumber(count)} ${name}`);
  const protons = `${briefNumber(target.protons)} protons in all`;
  return `${briefNumber(target.mass_tonnes)} t, ${briefNumber(target.density_g_cm3)} g/cm3: ${nuclei.join(', ')}; ${protons}`;
}

function describeGeometry({ geometry: g }: ExperimentSummary): string {
  const volume = (key: string) => `${briefNumber(Number(g[key]) / 1e6)} m3`;
  return geometryInWords(g, volume);
}

function describeSource({ neutrino_source: from }: ExperimentSummary): string {
  if (from === null) return 'parallel rays';
  const point = `from a point ${briefNumber(-from.z_cm / 100)} m before the detector's centre`;
  if (from.intensity === null) return `${point}, as many at all angles (ASSUMPTION)`;
  const { angles_mrad: angles, relative, source } = from.intensity;
  const [angle, last] = [at(angles, angles.length - 1), at(relative, relative.length - 1)];
  return `${point}; at ${briefNumber(angle)} mrad ${briefNumber(last)} of those on the axis (${source})`;
}

function describeResponse({ response }: ExperimentSummary): string {
  const { label, cells, reconstructed, plateau, smears } = response;
  if (reconstructed !== undefined) {
    const columns = listInWords(reconstructed, 'and');
    return `${label}: ${count(cells.length, 'cell')} of ${columns}, which a sample of events must have (signal: sample:FOLDER)`;
  }
  return `${label}: ${count(cells.length, 'cell')}, efficiency of at most ${briefNumber(plateau)}, ${smears ? 'with' : 'without'} smearing`;
}

/** The bins, with rounded numbers. */
function binTable({ bins, beams }: ExperimentSummary): NumberTable {
  const hasBeams = beams.length > 1;
  return {
    about: [],
    columns: ['bin', ...(hasBeams ? ['beam'] : []), 'data', 'background', 'error', 'cells'],
    rows: bins.map(({ label, beam, data, background, error, cells }) => [
      label,
      ...(hasBeams ? [beam] : []),
      data === null ? null : briefNumber(data, 6),
      briefNumber(background, 6),
      briefNumber(error),
      cells.length === 0 ? null : cells.length > 2 ? `${cells.length} cells` : cells.join('; '),
    ]),
  };
}

/** Data with sqrt(n) and background with its error, a row for each bin; events. */
export function spectrumTable({ name, title, bins, statistics }: ExperimentSummary): NumberTable {
  const held = statistics === 'included' ? 'with' : 'without';
  return {
    about: [
      `${name}: ${title}`,
      `data_error: sqrt(data); background_error: sqrt of the covariance's diagonal, ${held} statistical errors`,
    ],
    columns: ['bin', 'beam', 'data', 'data_error', 'background', 'background_error', 'cells'],
    rows: bins.map(({ label, beam, data, background, error, cells }) => [
      label,
      beam,
      data,
      data === null ? null : Math.sqrt(data),
      background,
      error,
      cells.join('; '),
    ]),
  };
}

/** Efficiencies of the reference pairs, a row for each energy. */
export function efficiencyTable(
  { name, title, response }: ExperimentSummary,
  { energiesGev, total, topologies }: EfficiencyCurves,
): NumberTable {
  return {
    about: [
      `${name}: ${title}`,
      `efficiency of the response ${response.label} for e+e- pairs of invariant mass ${REFERENCE_MASS_GEV} GeV along the beam, uniform in the asymmetry`,
    ],
    columns: ['e_ee_gev', 'total', ...topologies.map((topology) => topology.name.replaceAll(',', ';'))],
    rows: energiesGev.map((energy, i) => [
      energy,
      at(total, i),
      ...topologies.map(({ values }) => at(values, i)),
    ]),
  };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
