/** `dualnu point FILE`: one grid point in detail. */
import type { CommandModule } from 'yargs';
import { loadScan } from '../config/load.js';
import { overrideParameters, parseAssignments } from '../config/override.js';
import type { StatisticConfig } from '../config/types.js';
import { AXIS_INFO, type AxisName, isUnremarkable } from '../grid/axes.js';
import { evaluateJointPoint, type PointReport } from '../scan/point.js';

interface PointArguments {
  readonly file: string;
  readonly set: readonly string[];
  readonly json: boolean;
}

/** The command `point`. */
export const pointCommand: CommandModule<object, PointArguments> = {
  command: 'point <file>',
  describe: 'Show one point of a scan: couplings, width, truth, bins, chi2 (in f64)',
  builder: (yargs) =>
    yargs
      .positional('file', { type: 'string', demandOption: true, describe: 'scan file (YAML)' })
      .option('set', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        describe: 'PARAMETER=VALUE, for each axis of the scan at least',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print one JSON document' })
      .example(
        '$0 point scans/quickstart.yaml --set m4_gev=0.1 --set m5_gev=0.2 --set Umu5_sq=1e-8 --set epsilon=8e-4',
        'the dual benchmark of arXiv:2502.10900',
      ),
  handler: async ({ file, set, json }) => {
    const scan = await loadScan(file);
    const { data } = scan.statistic;
    const raises = scan.autoEvents !== undefined;
    const report = evaluateJointPoint(scan, overrideParameters(scan, parseAssignments(set)));
    const [only] = report.experiments;
    if (report.experiments.length === 1 && only) {
      console.log(json ? JSON.stringify(only) : describePoint(only, data, raises));
      return;
    }
    const pages = report.experiments.map((own) => `${own.experiment}\n\n${describePoint(own, data, raises)}`);
    const total = `together: signal ${report.signal.toPrecision(4)} events, chi2 ${report.chi2.toFixed(4)} (background alone ${report.background_chi2.toFixed(4)})`;
    console.log(json ? JSON.stringify(report) : [...pages, total].join('\n\n'));
  },
};

/** A grid raises the events of masses, for what is needed at any of its couplings: its numbers may differ from those of the point. */
const RAISED_BY_GRID = '; a grid has more where another coupling of these masses takes more';

/** A report as a page of text; `raises` where the scan raises events, so that its grid may have more of them than the point. */
export function describePoint(
  report: PointReport,
  data: StatisticConfig['data'] = 'observed',
  raises = false,
): string {
  const { couplings, truth } = report;
  // Of Asimov data nothing was counted: they are the background.
  const counts = data === 'asimov' ? 'Asimov data' : 'data';
  const g = (value: number, digits = 4) => value.toPrecision(digits);
  const list = (names: readonly AxisName[]) =>
    names.flatMap((name) => {
      const value = report.parameters[name];
      const unit = AXIS_INFO[name].unit === '1' ? '' : ` ${AXIS_INFO[name].unit}`;
      return value === undefined || isUnremarkable(name, value) ? [] : [`${name} = ${g(value)}${unit}`];
    });
  const parts = report.channels.length > 1 ? report.channels : [];
  const rows: [string, string][] = [
    ['model', report.model],
    ['masses', list(['m4_gev', 'm5_gev', 'mZprime_gev']).join(', ')],
    ['couplings', list(['Umu5_sq', 'Umu4_sq', 'epsilon', 'gD', 'V54', 'kappa', 'V44']).join(', ')],
    ['vertices', `G_s = ${g(couplings.g_scattering)} per proton, G_d = ${g(couplings.g_decay)}`],
    ['decay', `${report.decay_mode}, Gamma = ${g(report.gamma_gev)} GeV`],
    ['c tau', report.ctau_cm === null ? 'no decay to e+e-' : `${g(report.ctau_cm)} cm`],
    ...(report.branching < 1 ? [['BR(e+e-)', g(report.branching)] as [string, string]] : []),
    ['rate', `${g(truth.rate)} events before decay and efficiency (N_eff ${Math.round(truth.n_eff)})`],
    ['P_decay', `${g(truth.p_decay)} inside the active volume`],
    ['mean E_ee', `${g(truth.mean_eee_gev)} GeV`],
    ['mean theta_ee', `${g(truth.mean_theta_ee_deg)} deg`],
    ['mean opening', `${g(truth.mean_opening_deg)} deg`],
    ['mean asymmetry', g(truth.mean_asymmetry)],
    ['mean E_N', `${g(truth.mean_e_n_gev)} GeV`],
    ...parts.map((channel): [string, string] => [
      channel.name,
      `${g(channel.decays)} decays in the active volume, signal ${g(channel.signal)}`,
    ]),
    ...report.bins.map((bin): [string, string] => [
      bin.label,
      `signal ${g(bin.signal)}, background ${bin.background}, ${counts} ${bin.data}`,
    ]),
    ['signal', `${g(report.signal)} events (N_eff ${Math.round(report.n_eff)})`],
    ['simulated', `${report.events} events a channel${raises ? RAISED_BY_GRID : ''}`],
    ['chi2', `${report.chi2.toFixed(4)} (background alone ${report.background_chi2.toFixed(4)})`],
    ['flags', report.flags.join(', ') || 'none'],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}
