/** `dualnu point FILE`: one grid point in detail. */
import type { CommandModule } from 'yargs';
import { loadScan } from '../config/load.js';
import { overrideParameters, parseAssignments } from '../config/override.js';
import { evaluatePoint, type PointReport } from '../scan/point.js';

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
    const report = evaluatePoint(scan, overrideParameters(scan, parseAssignments(set)));
    console.log(json ? JSON.stringify(report) : describePoint(report));
  },
};

/** A report as a page of text. */
export function describePoint(report: PointReport): string {
  const { parameters: p, couplings, truth } = report;
  const g = (value: number, digits = 4) => value.toPrecision(digits);
  const rows: [string, string][] = [
    ['masses', `m4 = ${g(p.m4_gev)} GeV, m5 = ${g(p.m5_gev)} GeV, mZ' = ${g(p.mZprime_gev)} GeV`],
    [
      'couplings',
      `|U_mu5|^2 = ${g(p.Umu5_sq)}, epsilon = ${g(p.epsilon)}, gD = ${g(p.gD)}, V54 = ${g(p.V54)}`,
    ],
    ['vertices', `G_s = ${g(couplings.g_scattering)} per proton, G_d = ${g(couplings.g_decay)}`],
    ['decay', `${report.decay_mode}, Gamma = ${g(report.gamma_gev)} GeV`],
    ['c tau', report.ctau_cm === null ? 'no decay to e+e-' : `${g(report.ctau_cm)} cm`],
    ['rate', `${g(truth.rate)} events before decay and efficiency (N_eff ${Math.round(truth.n_eff)})`],
    ['P_decay', `${g(truth.p_decay)} inside the active volume`],
    ['mean E_ee', `${g(truth.mean_eee_gev)} GeV`],
    ['mean theta_ee', `${g(truth.mean_theta_ee_deg)} deg`],
    ['mean opening', `${g(truth.mean_opening_deg)} deg`],
    ['mean asymmetry', g(truth.mean_asymmetry)],
    ['mean E_N', `${g(truth.mean_e_n_gev)} GeV`],
    ...report.bins.map((bin): [string, string] => [
      bin.label,
      `signal ${g(bin.signal)}, background ${bin.background}, data ${bin.data}`,
    ]),
    ['signal', `${g(report.signal)} events (N_eff ${Math.round(report.n_eff)})`],
    ['chi2', `${report.chi2.toFixed(4)} (background alone ${report.background_chi2.toFixed(4)})`],
    ['flags', report.flags.join(', ') || 'none'],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}
