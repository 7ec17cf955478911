/** The page of `dualnu point`: a point's report as rows of text and tables. */

import { at } from '../at.js';
import type { BinReport } from '../detail/binReport.js';
import type { ChannelReport } from '../detail/channelReport.js';
import type { JointReport, PointReport } from '../detail/point.js';
import type { SampleReport } from '../detail/sampleReport.js';
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
import { statisticNamed } from '../statistics/statistics.js';
import { sum } from '../sum.js';
import { briefNumber, shareInWords } from '../words.js';
import { soilInWords } from './experimentReport.js';

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
  const { channels } = report;
  return [
    rowsToText(modelRows(report)),
    ...(channels.length === 0 ? [] : [labelled(channelTable(report))]),
    labelled(binTable(report.bins, counts)),
    ...signalTables(report).map(labelled),
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
  const total = `together: signal ${signal.toPrecision(4)} events, chi2 ${chi2.toFixed(4)} (background alone ${background.toFixed(4)})`;
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
    ['rate', `${g(truth.rate)} events before decay and efficiency (N_eff ${Math.round(truth.n_eff)})`],
    ['P_decay', `${g(truth.p_decay)} inside the active volume`],
    ['mean E_ee', `${g(truth.mean_eee_gev)} GeV`],
    ['mean theta_ee', `${g(truth.mean_theta_ee_deg)} deg`],
    ['mean opening', `${g(truth.mean_opening_deg)} deg`],
    ['mean asymmetry', g(truth.mean_asymmetry)],
    ['mean E_N', `${g(truth.mean_e_n_gev)} GeV`],
    ...(report.dirt ? [['soil', `${report.dirt.what}; ${soilInWords(report.dirt)}`] as const] : []),
  ];
}

/** The numbers of each channel, from produced N to the signal. */
function channelTable({ channels, branching }: PointReport): NumberTable {
  const hasOthers = channels.some((channel) => channel.births_other_kind > 0);
  return {
    about: [],
    columns: [
      'channel',
      'targets',
      'births',
      ...(hasOthers ? ['by the other kind'] : []),
      ...(branching < 1 ? ['BR(e+e-)'] : []),
      'P_decay',
      'decays',
      'efficiency',
      'signal',
      'MC error',
    ],
    rows: channels.map((channel): Cell[] => [
      channel.name,
      channel.targets,
      channel.births,
      ...(hasOthers ? [channel.births_other_kind] : []),
      ...(branching < 1 ? [branching] : []),
      channel.p_decay,
      channel.decays,
      channel.efficiency,
      channel.signal,
      Math.sqrt(sum(channel.mc_variance_by_bin)),
    ]),
  };
}

/** The contribution of each bin to chi2, and its errors in events. */
function binTable(bins: readonly BinReport[], counts: string): NumberTable {
  const whole = (value: number) => briefNumber(value, 6);
  const total = (key: 'signal' | 'chi2') => sum(bins.map((bin) => bin[key]));
  return {
    about: [],
    columns: [
      'bin',
      counts,
      'background',
      'signal',
      'residual',
      'stat error',
      'syst error',
      'MC error',
      'error',
      'pull',
      '(C^-1 r) r',
      'by MC error',
    ],
    rows: [
      ...bins.map((bin): Cell[] => [
        bin.label,
        whole(bin.data),
        whole(bin.background),
        bin.signal,
        bin.residual,
        Math.sqrt(bin.statistical_variance),
        Math.sqrt(bin.systematic_variance),
        Math.sqrt(bin.mc_variance),
        bin.error,
        bin.pull.toFixed(3),
        bin.chi2.toFixed(4),
        `+-${bin.chi2_mc_error.toFixed(4)}`,
      ]),
      [
        'sum',
        null,
        null,
        total('signal'),
        null,
        null,
        null,
        null,
        null,
        null,
        total('chi2').toFixed(4),
        null,
      ],
    ],
  };
}

/** The signal of each bin by channel, for each beam that has several channels. */
function signalTables({ channels, bins }: PointReport): NumberTable[] {
  const beams = [...new Set(channels.map(({ beam }) => beam))];
  return beams.flatMap((beam) => {
    const beamChannels = channels.filter((channel) => channel.beam === beam);
    if (beamChannels.length < 2) return [];
    const filled = bins.flatMap((bin, i) => (bin.beam === beam && bin.signal > 0 ? [i] : []));
    return [
      {
        about: [],
        columns: ['signal in', ...beamChannels.map(({ name }) => name)],
        rows: filled.map((i): Cell[] => [
          at(bins, i).label,
          ...beamChannels.map(({ signal_by_bin }: ChannelReport) => at(signal_by_bin, i)),
        ]),
      },
    ];
  });
}

/** How far a sample can be trusted at the point. */
function sampleRows({ name, uncovered, largest_weight: largest, n_eff_by_bin: sizes }: SampleReport): Row[] {
  const isAnswered = !Number.isNaN(largest);
  return [
    [
      'sample',
      `${name}: ${shareInWords(uncovered)} of these masses uncovered${isAnswered ? '' : ', no answer'}`,
    ],
    ...(isAnswered
      ? [
          ['largest weight', `${shareInWords(largest)} of the signal`] as const,
          ['N_eff by bin', sizes.map((size) => String(Math.round(size))).join(', ')] as const,
        ]
      : []),
  ];
}

function resultRows(report: PointReport, raises: boolean): Row[] {
  const { monte_carlo: mc, covariance } = report;
  const without = mc.chi2_without_mc_variance;
  return [
    ['signal', `${g(report.signal)} events (N_eff ${Math.round(report.n_eff)})`],
    ...(report.sample === undefined
      ? [['simulated', `${report.events} events a channel${raises ? RAISED_BY_GRID : ''}`] as const]
      : sampleRows(report.sample)),
    ['chi2', `${report.chi2.toFixed(4)} (background alone ${report.background_chi2.toFixed(4)})`],
    ['errors', statisticNamed(covariance.statistic).errors],
    [
      'simulation',
      `moves chi2 by +-${mc.chi2_mc_error.toFixed(4)}; without its variance ${without === null ? 'there is no covariance' : without.toFixed(4)}`,
    ],
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
