/** The page of `dualnu point`: a point's report as rows of text and tables. */

import { at } from '../at.js';
import {
  AXIS_INFO,
  AXIS_NAMES,
  type AxisName,
  isDefaultValue,
  MASS_NAMES,
  unitOf,
} from '../model/parameters.js';
import type { ResolvedScan, StatisticConfig } from '../resolved/scan.js';
import { type Cell, type NumberTable, tableToText } from '../results/numberTable.js';
import { soilInWords } from '../soil/dirtSummary.js';
import { statisticNamed } from '../statistics/statistics.js';
import { shareInWords } from '../words.js';
import type { Truth } from './channelReport.js';
import type { JointReport, PointReport } from './point.js';
import { binTable, channelTable, fixed, signalTables } from './pointTables.js';
import { isAnswered, NOT_COVERED, type SampleReport } from './sampleReport.js';

const COUPLING_NAMES = AXIS_NAMES.filter((name) => AXIS_INFO[name].kind === 'coupling');

type Row = readonly [name: string, value: string];

/** A grid uses as many events as any of its couplings needs at these masses, so that its numbers may differ from those of the point. */
const RAISED_BY_GRID = '; a grid has more where another coupling of these masses takes more';

/** A report as a page of text. `raises` says whether the scan raises events, so that its grid may use more of them than the point. */
export function describePoint(
  report: PointReport,
  data: StatisticConfig['data'] = 'observed',
  raises = false,
): string {
  // Asimov data are the background, not counts.
  const counts = data === 'asimov' ? 'Asimov data' : 'data';
  // Without an answer there is no number of a channel.
  const channels = isAnswered(report) ? report.channels : [];
  return [
    rowsToText(modelRows(report)),
    ...(channels.length === 0 ? [] : [labelled(channelTable(report))]),
    labelled(binTable(report.bins, counts)),
    ...signalTables({ ...report, channels }).map(labelled),
    rowsToText(resultRows(report, raises)),
  ].join('\n\n');
}

/** The pages of a point for every experiment of its scan, and the sums below those of several. */
export function describeJointPoint(
  { statistic: { data }, autoEvents }: Pick<ResolvedScan, 'statistic' | 'autoEvents'>,
  { experiments, signal, chi2, background_chi2: background }: JointReport,
): string {
  const pages = experiments.map((report) => describePoint(report, data, autoEvents !== undefined));
  if (experiments.length === 1) return pages.join('');
  const sums = Number.isNaN(chi2)
    ? `signal and chi2 ${NOT_COVERED}`
    : `signal ${signal.toPrecision(4)} events, chi2 ${chi2.toFixed(4)}`;
  const total = `together: ${sums} (background alone ${background.toFixed(4)})`;
  return [...experiments.map(({ experiment }, i) => `${experiment}\n\n${at(pages, i)}`), total].join('\n\n');
}

const g = (value: number, digits = 4) => value.toPrecision(digits);

/** A table as text, with the names in its first column aligned to the left. */
function labelled({ about, columns: [head = '', ...columns], rows }: NumberTable): string {
  const width = Math.max(head.length, ...rows.map(([name]) => String(name).length));
  const padded = rows.map(([name, ...cells]): Cell[] => [String(name).padEnd(width), ...cells]);
  return tableToText({ about, columns: [head.padEnd(width), ...columns], rows: padded });
}

function rowsToText(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

function modelRows(report: PointReport): Row[] {
  const { couplings, truth } = report;
  const list = (names: readonly AxisName[]) =>
    names.flatMap((name) => {
      const value = report.parameters[name];
      const isTold = value !== undefined && !isDefaultValue(name, value);
      return isTold ? [`${name} = ${g(value)} ${unitOf({ name })}`.trim()] : [];
    });
  return [
    ['model', report.model],
    ['masses', list(MASS_NAMES).join(', ')],
    ['couplings', list(COUPLING_NAMES).join(', ')],
    ['vertices', `G_s = ${g(couplings.g_scattering)} per proton, G_d = ${g(couplings.g_decay)}`],
    ['decay', `${report.decay_mode}, Gamma = ${g(report.gamma_gev)} GeV`],
    ['c tau', report.ctau_cm === null ? 'no decay to e+e-' : `${g(report.ctau_cm)} cm`],
    ...(report.branching < 1 ? [['BR(e+e-)', g(report.branching)] as const] : []),
    ...(isAnswered(report) ? truthRows(truth) : []),
    ...(report.dirt ? [['soil', `${report.dirt.what}; ${soilInWords(report.dirt)}`] as const] : []),
  ];
}

/** Means that a sample does not tell are left out: that of E_N, where it has no momenta of N. */
function truthRows(truth: Truth): Row[] {
  return [
    ['rate', `${g(truth.rate)} events before decay and efficiency (N_eff ${Math.round(truth.n_eff)})`],
    ['P_decay', `${g(truth.p_decay)} inside the active volume`],
    ['mean E_ee', `${g(truth.mean_eee_gev)} GeV`],
    ['mean theta_ee', `${g(truth.mean_theta_ee_deg)} deg`],
    ['mean opening', `${g(truth.mean_opening_deg)} deg`],
    ['mean asymmetry', g(truth.mean_asymmetry)],
    ...(Number.isNaN(truth.mean_e_n_gev) ? [] : [['mean E_N', `${g(truth.mean_e_n_gev)} GeV`] as const]),
  ];
}

/** The sample whose events are reweighted, and how far it can be trusted at the point. */
function sampleRows(sample: SampleReport): Row[] {
  const { name, events, uncovered, largest_weight: largest, n_eff_by_bin: sizes } = sample;
  const trust: Row[] = [
    ['largest weight', `${shareInWords(largest)} of the signal`],
    ['N_eff by bin', sizes.map((size) => String(Math.round(size))).join(', ')],
  ];
  return [
    ['simulated', `${events.toLocaleString('en-US')} events of the sample ${name}, reweighted`],
    ['uncovered', `${shareInWords(uncovered)} of these masses`],
    ...(Number.isNaN(largest) ? [] : trust),
  ];
}

function resultRows(report: PointReport, raises: boolean): Row[] {
  const { monte_carlo: mc, covariance } = report;
  const without = mc.chi2_without_mc_variance;
  const answered = isAnswered(report);
  return [
    ['signal', answered ? `${g(report.signal)} events (N_eff ${Math.round(report.n_eff)})` : NOT_COVERED],
    ...(report.sample ? sampleRows(report.sample) : [simulatedRow(report, raises)]),
    [
      'chi2',
      `${fixed(report.chi2, 4) ?? NOT_COVERED} (background alone ${report.background_chi2.toFixed(4)})`,
    ],
    ['errors', statisticNamed(covariance.statistic).errors],
    ...(answered
      ? [
          [
            'simulation',
            `moves chi2 by +-${mc.chi2_mc_error.toFixed(4)}; without its variance ${without === null ? 'there is no covariance' : without.toFixed(4)}`,
          ] as const,
        ]
      : []),
    ...(mc.chi2_mc_error_at_limit === null || mc.signal_at_limit === null
      ? []
      : [
          [
            'at the limit',
            `of ${g(mc.signal_at_limit)} events by +-${g(mc.chi2_mc_error_at_limit, 2)}: flagged above 1`,
          ] as const,
        ]),
    ['flags', report.flags.join(', ') || 'none'],
  ];
}

function simulatedRow({ events }: PointReport, raises: boolean): Row {
  return ['simulated', `${events} events a channel${raises ? RAISED_BY_GRID : ''}`];
}
