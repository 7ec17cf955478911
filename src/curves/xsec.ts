/** `dualnu xsec`: cross sections of upscattering at a point of the model. */

import { at } from '../at.js';
import { ConfigError } from '../errors.js';
import { loadNuclei } from '../experiment/nuclei.js';
import { suggest } from '../input/zodIssues.js';
import { mediatorOf, modelOf } from '../model/models.js';
import { PROTON_MASS_GEV } from '../physics/constants.js';
import type { StruckTarget } from '../physics/crossSection.js';
import { chargeFormFactor } from '../physics/nucleus.js';
import { checkCurveFile, writeCurveFile } from '../reports/curveFile.js';
import {
  type CrossSectionPoint,
  type CrossSectionRequest,
  crossSectionPoint,
  crossSectionTable,
  type DensityPoint,
  densityPoint,
  thresholdOf,
} from '../results/crossSectionTable.js';
import { fiveDigits, tableToText } from '../results/numberTable.js';
import { PICTURE_HELP } from '../style/pictureEndings.js';
import { addOutputOptions, type OutputArguments } from '../terminal/commonOptions.js';
import { addFigureOptions, type FigureArguments, readFigureStyle } from '../terminal/figureOptions.js';
import type { CommandBody } from '../terminal/lateCommand.js';
import {
  addModelOptions,
  type ModelArguments,
  massOption,
  modelEcho,
  readModel,
  readVertexSq,
} from '../terminal/modelOptions.js';
import { isRange, parseNumber, parseRange, required, singleValue } from '../terminal/ranges.js';
import { thisWriter } from '../terminal/writer.js';

interface XsecArguments extends ModelArguments, OutputArguments, FigureArguments {
  readonly v2: string | undefined;
  readonly target: string | undefined;
  readonly enu: string | undefined;
  readonly q2: readonly string[];
  readonly kappa: string;
  readonly 'sm-z': boolean | undefined;
  readonly antineutrino: boolean;
}

/** The command `xsec`. */
export const xsecCommand: CommandBody<XsecArguments> = {
  builder: (yargs) =>
    addOutputOptions(
      addFigureOptions(addModelOptions(yargs), { axes: true, names: false })
        .option('v2', {
          type: 'string',
          requiresArg: true,
          describe: 'production vertex |V_mu|^2 = kappa^2 |U|^2',
        })
        .option('target', {
          type: 'string',
          requiresArg: true,
          describe: 'a nucleus of data/nuclei.yaml, such as Ar40, or proton',
        })
        .option('enu', {
          type: 'string',
          requiresArg: true,
          describe: 'neutrino energy, GeV; START:STOP:COUNT[:log] for a table',
        })
        .option('q2', { type: 'string', array: true, default: [], describe: 'Q2 for dsigma/dQ2, GeV^2' })
        .option('kappa', { type: 'string', requiresArg: true, default: '1', describe: 'V_mu over U' })
        .option('sm-z', {
          type: 'boolean',
          describe: 'let the SM Z interfere, as DarkNews does; on for nuclei (--no-sm-z), off for protons',
        })
        .option('antineutrino', { type: 'boolean', default: false, describe: 'for antineutrinos' }),
      `.csv, .json, .npy or .nc, and ${PICTURE_HELP} for a range`,
    )
      .example(
        '$0 xsec --m5 0.2 --m4 0.1 --mz 1.25 --v2 1e-8 --target Ar40 --enu 0.8 --q2 0.0045',
        'the dual benchmark on argon, with dsigma/dQ2',
      )
      .example(
        '$0 xsec --m5 0.2 --m4 0.1 --mz 1.25 --v2 1e-8 --target Ar40 --enu 0.2:3:50 --out sigma.svg',
        'its energy dependence as a figure',
      ),
  handler: async (args) => {
    const request = await readRequest(args);
    const { values } = request.energies;
    const hasRange = isRange(request.energies);
    const q2 = args.q2.map((text) => parseNumber('--q2', text, { min: 0, max: 1e6, unit: 'GeV^2' }));
    if (hasRange && q2.length > 0) throw new ConfigError('--q2: needs a single energy; give --enu one value');
    const style = readFigureStyle(args);
    for (const path of args.out) checkCurveFile(path, hasRange, '--enu 0.2:3:50');
    const points = values.map((E) => crossSectionPoint(request, E));
    const table = crossSectionTable(request, points);
    const from = { writer: await thisWriter() };
    for (const path of args.out) {
      await writeCurveFile(
        path,
        table,
        async () => {
          const { crossSectionFigure } = await import('../charts/crossSectionFigure.js');
          return crossSectionFigure(request, points);
        },
        style,
        from,
      );
    }
    const densities = q2.map((value) => densityPoint(request, at(values, 0), value));
    if (args.json) {
      const result = hasRange ? { points } : { ...points[0], dsigma_dq2: densities };
      const inputs = inputsOf(args, request);
      console.log(
        JSON.stringify({ inputs, threshold_gev: thresholdOf(request), ...result, files: args.out }),
      );
      return;
    }
    const body = hasRange ? tableToText(table) : describePoint(request, points[0], densities);
    if (!hasRange || args.out.length === 0) console.log([...table.about, '', body].join('\n'));
    for (const path of args.out) console.log(`wrote ${path}`);
  },
};

/** Reads every option but --q2 and --out; ConfigError for a missing one, an unknown target, a value out of range. */
async function readRequest(args: XsecArguments): Promise<CrossSectionRequest> {
  const model = readModel(args, '0');
  const m = singleValue(massOption(modelOf(model.kind).produced), model.produced);
  singleValue('--m4', model.daughter);
  const mX = singleValue('--mz', model.mX);
  const vertexSq = readVertexSq(args.v2);
  const kappa = parseNumber('--kappa', args.kappa, 'kappa');
  const { target, name } = await readTarget(required('--target', args.target, 'Ar40'));
  const { gD, epsilon, charge } = model;
  const mediator = mediatorOf(model.kind);
  const strength = mediator.couplings.productionStrength({ gD, epsilon, charge, kappa, decayVertex: 0 });
  // For a proton, DarkNews counts a factor of the Z exchange twice, so that the Z is included only on request; it changes the total by at most 0.3 %.
  const smZ = args['sm-z'] ?? target.on.kind === 'nucleus';
  return {
    production: { mediator, m, mX, target, strength, mixing: Math.sqrt(vertexSq) / kappa, smZ },
    target: name,
    model: model.kind,
    antineutrino: args.antineutrino,
    vertexSq,
    epsilon,
    gD,
    charge,
    energies: parseRange('--enu', required('--enu', args.enu, '0.8'), { above: 0, max: 1000, unit: 'GeV' }),
  };
}

/** A nucleus by name, or the proton, also as H1. ConfigError for any other name. */
async function readTarget(given: string): Promise<{ target: StruckTarget; name: string }> {
  const nuclei = await loadNuclei();
  const nucleus = nuclei.get(given);
  if (given === 'proton' || (nucleus !== undefined && nucleus.density === undefined)) {
    const on = { kind: 'proton', massGev: PROTON_MASS_GEV, formFactor: () => 1 } as const;
    return { target: { on, protons: 1, neutrons: 0 }, name: 'proton' };
  }
  if (nucleus?.density === undefined) {
    const hint = suggest(given, [...nuclei.keys(), 'proton']);
    throw new ConfigError(`--target ${given}: unknown target; ${hint}`);
  }
  const { massGev, protons, neutrons, density } = nucleus;
  const on = { kind: 'nucleus', massGev, formFactor: (q: number) => chargeFormFactor(density, q) } as const;
  return { target: { on, protons, neutrons }, name: given };
}

/** The options as parsed. */
function inputsOf(args: XsecArguments, request: CrossSectionRequest) {
  const { production, target, energies, antineutrino } = request;
  return {
    ...modelEcho(args),
    Vmu_sq: request.vertexSq,
    kappa: Number(args.kappa),
    target,
    enu_gev: isRange(energies) ? args.enu : energies.values[0],
    sm_z: production.smZ,
    antineutrino,
    // The helicity of N to which hc_fraction refers.
    hc_helicity: antineutrino ? 1 : -1,
  };
}

function describePoint(
  request: CrossSectionRequest,
  point: CrossSectionPoint | undefined,
  densities: readonly DensityPoint[],
): string {
  if (point?.q2_min_gev2 === undefined || point.q2_min_gev2 === null || point.q2_max_gev2 === null) {
    return `nothing is produced at ${point?.enu_gev} GeV: below threshold, ${fiveDigits(thresholdOf(request))} GeV`;
  }
  const limits = `${fiveDigits(point.q2_min_gev2)} to ${fiveDigits(point.q2_max_gev2)} GeV2`;
  const both = (total: number, zprime: number, unit: string) =>
    request.production.smZ
      ? `${fiveDigits(total)} ${unit} (${request.production.mediator.symbol} exchange alone ${fiveDigits(zprime)})`
      : `${fiveDigits(zprime)} ${unit}`;
  const rows: [string, string][] = [
    ['E', `${point.enu_gev} GeV`],
    ['Q2', limits],
    ['sigma', both(point.sigma_cm2, point.sigma_zprime_cm2, 'cm2')],
    ...densities.map((density): [string, string] => [
      `dsigma/dQ2 at ${density.q2_gev2} GeV2`,
      density.hc_fraction === null
        ? '0, outside of the limits'
        : `${both(density.cm2_per_gev2, density.cm2_per_gev2_zprime, 'cm2/GeV2')}, helicity conserved in ${(100 * density.hc_fraction).toFixed(4)} %`,
    ]),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}
