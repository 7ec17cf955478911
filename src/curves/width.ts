/** `dualnu width`: width, c tau and means of the decay at a point of the model. */

import { at } from '../at.js';
import { ConfigError } from '../errors.js';
import { MODELS, mediatorOf, modelOf } from '../model/models.js';
import { checkCurveFile, writeCurveFile } from '../reports/curveFile.js';
import { fiveDigits, tableToText } from '../results/numberTable.js';
import {
  type MassRange,
  type WidthPoint,
  type WidthRequest,
  widthPoints,
  widthTable,
} from '../results/widthTable.js';
import { PICTURE_HELP } from '../style/pictureEndings.js';
import { addOutputOptions, type OutputArguments } from '../terminal/commonOptions.js';
import { addFigureOptions, type FigureArguments, readFigureStyle } from '../terminal/figureOptions.js';
import type { CommandBody } from '../terminal/lateCommand.js';
import {
  addModelOptions,
  type ModelArguments,
  modelEcho,
  readModel,
  readVertexSq,
} from '../terminal/modelOptions.js';
import { isRange, parseNumber } from '../terminal/ranges.js';
import { thisWriter } from '../terminal/writer.js';

interface WidthArguments extends ModelArguments, OutputArguments, FigureArguments {
  readonly v54: string | undefined;
  readonly v2: string | undefined;
  readonly 'sm-z': boolean;
  readonly muons: boolean;
  readonly hadrons: boolean;
  readonly dark: boolean;
  readonly v44: string | undefined;
}

/** The command `width`. */
export const widthCommand: CommandBody<WidthArguments> = {
  builder: (yargs) =>
    addOutputOptions(
      addFigureOptions(addModelOptions(yargs), { axes: true, names: false })
        .option('v54', {
          type: 'string',
          requiresArg: true,
          describe: 'decay vertex V_54 (dual); default 0.5',
        })
        .option('v2', {
          type: 'string',
          requiresArg: true,
          describe:
            "single: |V_mu4|^2, the decay vertex squared; dual: |U|^2 of Z' -> nu_4 nu_mu, with --dark",
        })
        .option('sm-z', {
          type: 'boolean',
          default: true,
          describe: "single, virtual Z': include the Standard-Model Z in c tau; --no-sm-z leaves it out",
        })
        .option('muons', { type: 'boolean', default: false, describe: 'count the decay to mu+mu-' })
        .option('hadrons', { type: 'boolean', default: false, describe: 'count the decays to hadrons' })
        .option('dark', { type: 'boolean', default: false, describe: 'count the decays to dark neutrinos' })
        .option('v44', { type: 'string', requiresArg: true, describe: 'dark vertex V_44, with --dark' }),
      `.csv, .json, .npy or .nc, and ${PICTURE_HELP} for a range`,
    )
      .example('$0 width --m5 0.2 --m4 0.1 --mz 1.25', 'the dual benchmark')
      .example('$0 width --m5 0.11:1.3:60 --m4 0.1 --mz 1.25 --out ctau.png', 'c tau against m5 as a figure'),
  handler: async (args) => {
    const request = readRequest(args);
    const { range } = request;
    const style = readFigureStyle(args);
    for (const path of args.out) checkCurveFile(path, range !== undefined, '--m5 0.11:1.3:60');
    const points = widthPoints(request);
    const table = widthTable(request, points);
    const from = { writer: await thisWriter() };
    for (const path of args.out) {
      await writeCurveFile(
        path,
        table,
        async () => {
          const { widthFigure } = await import('../charts/widthFigure.js');
          if (range === undefined) throw new ConfigError(`${path}: a figure needs a range`);
          return widthFigure(request, range, points);
        },
        style,
        from,
      );
    }
    if (args.json) {
      const documents = points.map(({ m, mPrime, mX, ...point }) => ({
        ...(range && { [range.name]: { m, mPrime, mX }[range.mass] }),
        ...point,
      }));
      const result = range === undefined ? documents[0] : { points: documents };
      console.log(JSON.stringify({ inputs: inputsOf(args, request), ...result, files: args.out }));
      return;
    }
    const [point] = points;
    const body = range !== undefined || !point ? tableToText(table) : describePoint(request, point);
    if (range === undefined || args.out.length === 0) console.log([...table.about, '', body].join('\n'));
    for (const path of args.out) console.log(`wrote ${path}`);
  },
};

/** Reads every option but --out; ConfigError for a missing or superfluous one, a value out of range, two ranges. */
function readRequest(args: WidthArguments): WidthRequest {
  const model = readModel(args);
  const of = modelOf(model.kind);
  const hasV54 = of.decayParameter === 'V54';
  if (!hasV54 && args.v54 !== undefined) {
    throw new ConfigError('--v54: belongs to the dual model; the single model decays through --v2');
  }
  if (!args.dark && args.v44 !== undefined) throw new ConfigError('--v44: is used only with --dark; add it');
  if (hasV54 && args.v2 !== undefined && !args.dark) {
    throw new ConfigError('--v2: does not affect the width of the dual model without --dark; remove it');
  }
  const { produced, daughter, mX } = model;
  const ranges = [
    { mass: 'm', name: of.produced.mass, ...produced },
    { mass: 'mPrime', name: of.daughter?.mass ?? of.produced.mass, ...daughter },
    { mass: 'mX', name: of.mediator.mass, ...mX },
  ] as const satisfies MassRange[];
  const varying = ranges.filter(isRange);
  if (varying.length > 1) {
    throw new ConfigError(`${varying.map(optionOf).join(' and ')} are ranges; only one mass can vary`);
  }
  const v2 = hasV54 ? args.v2 : String(readVertexSq(args.v2));
  const mixingSq = v2 === undefined ? 0 : readVertexSq(v2);
  const v54 = parseNumber('--v54', args.v54 ?? String(MODELS.dual.defaults.V54), 'V54');
  const { gD, epsilon, charge } = model;
  return {
    model: model.kind,
    masses: {
      m: at(produced.values, 0),
      mPrime: at(daughter.values, 0),
      mX: at(mX.values, 0),
    },
    range: varying[0],
    nature: model.nature,
    couplings: {
      gD,
      epsilon,
      charge,
      kappa: 1,
      decayVertex: of.decayVertex({ kappa: 1, V54: v54, mixing: mixingSq }),
    },
    choices: { muons: args.muons, hadrons: args.hadrons, dark: args.dark },
    smZ: args['sm-z'],
    v44: args.dark ? parseNumber('--v44', args.v44 ?? '0.5', 'V44') : 0,
    mixingSq,
  };
}

/** The option of a mass: `--m5` for m5_gev, and `--mz` for the mediator. */
const optionOf = ({ mass, name }: MassRange) => (mass === 'mX' ? '--mz' : `--${name.replace(/_gev$/, '')}`);

/** The options as parsed. */
function inputsOf(args: WidthArguments, request: WidthRequest) {
  const { model, couplings, choices, smZ, v44, mixingSq } = request;
  const { decayParameter, mixing } = modelOf(model);
  const hasV54 = decayParameter === 'V54';
  return {
    ...modelEcho(args),
    ...(hasV54 ? { V54: couplings.decayVertex } : { Vmu_sq: mixingSq, sm_z: smZ }),
    ...choices,
    ...(choices.dark && { V44: v44, ...(hasV54 && { [mixing]: mixingSq }) }),
  };
}

function describePoint({ model }: WidthRequest, p: WidthPoint): string {
  const { symbol } = mediatorOf(model);
  const number = (value: number | null, unit = '') => (value === null ? '-' : `${fiveDigits(value)}${unit}`);
  if (p.decay_mode === 'closed') return "no pair can be made: m - m' is at most 2 m_e";
  const rows: [string, string][] = [
    ['decay', p.decay_mode === 'onshell' ? `on-shell: a real ${symbol}` : `off-shell: a virtual ${symbol}`],
    ...(p.near_threshold
      ? [['', `at m - m' = m${symbol}: the width of the ${symbol} counts`] as [string, string]]
      : []),
    ['Gamma', number(p.gamma_gev, ' GeV')],
    ...(p.gamma_total_gev === p.gamma_gev
      ? []
      : [['with the SM Z', number(p.gamma_total_gev, ' GeV')] as [string, string]]),
    ['c tau', number(p.ctau_cm, ' cm')],
    ['mean E_ee/m', number(p.mean_eee_over_m)],
    ['mean m_ee', number(p.mean_mee_gev, ' GeV')],
    ['mean cos daughter', `${number(p.mean_cos_daughter_hminus)} (helicity -1)`],
    ...Object.entries(p.branching ?? {}).map(([name, share]): [string, string] => [
      `to ${name}`,
      `${(100 * share).toPrecision(5)} %`,
    ]),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}
