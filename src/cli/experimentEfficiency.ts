/** `dualnu experiment efficiency`: a response evaluated on the pairs of a point, and exported as tables that can be edited. */
import type { CommandModule } from 'yargs';
import { resolveScan } from '../config/load.js';
import { overrideParameters } from '../config/override.js';
import { type EfficiencyReport, pointEfficiency, requireEfficiency } from '../detail/efficiency.js';
import { ConfigError } from '../errors.js';
import { orFolder } from '../experiment/load.js';
import { modelOf } from '../model/models.js';
import { MASS_NAMES } from '../model/parameters.js';
import { writeEfficiency, writeResponseTables } from '../reports/efficiencyFiles.js';
import { checkExportFile } from '../reports/export.js';
import { DEFAULT_EVENTS, type ExperimentScan, experimentScans } from '../resolved/scan.js';
import { compileResponse } from '../response/compile.js';
import { responseOf } from '../response/load.js';
import { canBeTabulated, tableResponse, tabulateResponse } from '../response/tabulate.js';
import { type NumberTable, tableToText } from '../results/numberTable.js';
import { projectionTable, usageLines } from '../results/projectionTable.js';
import { pageOfStyle } from '../style/figureStyle.js';
import { addFigureOptions, type FigureArguments, readFigureStyle } from '../terminal/figureOptions.js';
import {
  addModelOptions,
  type ModelArguments,
  massOption,
  readModel,
  readVertexSq,
} from '../terminal/modelOptions.js';

interface EfficiencyArguments extends ModelArguments, FigureArguments {
  readonly experiment: string;
  readonly v2: string;
  readonly dirt: string;
  readonly out: readonly string[];
  readonly tables: string | undefined;
  readonly json: boolean;
}

/** The benchmark point of arXiv:2502.10900, Fig. 3, used where no mass is given. */
const PAPER_POINT = { model: 'single', m4: '0.106', mz: '0.03' } as const;

/** The command `experiment efficiency`. */
export const efficiencyCommand: CommandModule<object, EfficiencyArguments> = {
  command: 'efficiency <experiment>',
  describe:
    'Efficiency by topology for the pairs of one model point, laid out as figure 2 of arXiv:2502.10900',
  builder: (yargs) =>
    addModelOptions(
      addFigureOptions(yargs, { axes: false, names: false }).positional('experiment', {
        type: 'string',
        demandOption: true,
        describe: 'name, or path of a folder; NAME:VARIANT for a variant',
      }),
    )
      .option('v2', {
        type: 'string',
        requiresArg: true,
        default: '2e-10',
        describe: '|U|^2: in the single model lifetimes depend on it',
      })
      .option('dirt', {
        type: 'string',
        requiresArg: true,
        default: 'none',
        describe: 'a dirt preset of the experiment: adds pairs from N produced upstream',
      })
      .option('out', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        describe: 'NAME.svg, .png, .pdf (figure) or .csv (tables: NAME-e_ee_gev.csv and so on)',
      })
      .option('tables', {
        type: 'string',
        requiresArg: true,
        describe: 'folder for response.yaml and efficiency.csv: the response as an editable table',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print one JSON document' })
      .example('$0 experiment efficiency microboone-2025 --out efficiency.svg', 'for the point of the paper')
      .example(
        '$0 experiment efficiency microboone-2025 --m5 0.2 --m4 0.1 --mz 1.25 --tables mine',
        'tables that you can edit and use as a response',
      ),
  handler: async (args) => {
    for (const path of args.out) checkExportFile(path, 'efficiencies');
    const style = readFigureStyle(args);
    await requireEfficiency(await orFolder(args.experiment));
    const scan = await scanOf(args);
    const at = overrideParameters(scan, {});
    const report = pointEfficiency(scan, at);
    const closed = 'no pairs: the point is closed, or nothing decays in the active volume';
    if (!(report.decays > 0)) throw new ConfigError(`${args.experiment}: ${closed}; choose other masses`);
    const { response, title } = scan.experiment;
    const tables = projectionsOf(report);
    const draw = async () => {
      const [{ drawEfficiencyPanels }, { efficiencyPanels }] = await Promise.all([
        import('../charts/efficiencyPanels.js'),
        import('../charts/efficiencyPanelsOf.js'),
      ]);
      return drawEfficiencyPanels(efficiencyPanels(report, { title, smears: response.smears }), style);
    };
    const files: string[] = [];
    for (const path of args.out)
      files.push(...(await writeEfficiency(tables, { draw, cm: pageOfStyle(style).cm }, path)));
    const written = args.tables === undefined ? undefined : await writeTables(scan, report, args.tables);
    if (written) files.push(...written.files);
    const asTables = written?.report;
    if (args.json) {
      console.log(JSON.stringify({ ...report, as_tables: asTables ? meansOf(asTables) : null, files }));
      return;
    }
    console.log(describe(report, tables, asTables));
    if (files.length > 0) console.log(['', ...files.map((file) => `wrote ${file}`)].join('\n'));
  },
};

/** The scan of a single point, from the options. */
async function scanOf(args: EfficiencyArguments): Promise<ExperimentScan> {
  const isGiven = [args.m4, args.m5, args.mz].some((mass) => mass !== undefined);
  const { kind, produced, daughter, mX, epsilon, gD, chargeMode } = readModel(
    isGiven ? args : { ...args, ...PAPER_POINT },
  );
  const mixingSq = readVertexSq(args.v2);
  const one = (option: string, { values }: { readonly values: readonly number[] }) => {
    if (values.length === 1 && values[0] !== undefined) return values[0];
    throw new ConfigError(`${option}: one point is drawn; give a single mass`);
  };
  const { produced: heavy, daughter: light, mediator, mixing } = modelOf(kind);
  const masses = {
    [heavy.mass]: one(massOption(heavy), produced),
    ...(light && { [light.mass]: one(massOption(light), daughter) }),
  };
  const file = {
    model: {
      kind,
      nature: args.majorana ? 'majorana' : args.nature,
      charge: chargeMode,
      parameters: {
        ...masses,
        [mediator.mass]: one('--mz', mX),
        [mediator.matter]: epsilon,
        [mediator.dark]: gD,
      },
    },
    axes: { [mixing]: { values: [mixingSq] } },
    production: { dirt: args.dirt },
    experiments: [await orFolder(args.experiment)],
    events: DEFAULT_EVENTS,
    data: 'asimov',
  };
  const resolved = await resolveScan(JSON.stringify(file), 'options');
  const [scan] = experimentScans({
    ...resolved,
    axes: [],
    fixed: { ...resolved.fixed, [mixing]: mixingSq },
  });
  if (!scan) throw new RangeError('a scan has an experiment');
  return scan;
}

/** Writes the tables of a response to a folder, and evaluates them on the same pairs. */
async function writeTables(scan: ExperimentScan, report: EfficiencyReport, folder: string) {
  const { response } = scan.experiment;
  if (!canBeTabulated(response)) {
    throw new ConfigError(
      `--tables: the response ${response.label} has ${response.cells.length} cells, which true quantities alone do not distinguish; tables are made of up to 4 topologies`,
    );
  }
  const tabulated = tabulateResponse(response);
  const files = await writeResponseTables(tabulated, response.label, folder);
  const asTables = responseOf(response.label, compileResponse(tableResponse(tabulated, response.label)));
  const experiment = { ...scan.experiment, response: asTables };
  return { files, report: pointEfficiency({ ...scan, experiment }, report.parameters) };
}

function projectionsOf(report: EfficiencyReport): { quantity: string; table: NumberTable }[] {
  const topologies = report.topologies.map(({ name }) => name);
  return report.projections.map(({ quantity, bins }) => {
    const projection = { quantity, topologies, bins };
    const about = [
      `${report.experiment}: efficiency of the response ${report.response} for pairs of ${pointOf(report)} that decay in the active volume`,
      'in bins of the true quantity; error: of the total, from the simulation; share: of the pairs',
      ...usageLines(projection),
    ];
    return { quantity, table: projectionTable(projection, about) };
  });
}

function pointOf({ model, parameters }: EfficiencyReport): string {
  const masses = MASS_NAMES.flatMap((name) =>
    parameters[name] === undefined ? [] : [`${name} = ${Number(parameters[name].toPrecision(6))}`],
  );
  return `${model}, ${masses.join(', ')}`;
}

function meansOf({ efficiency, topologies }: EfficiencyReport) {
  return { efficiency, topologies };
}

function describe(
  report: EfficiencyReport,
  tables: readonly { readonly table: NumberTable }[],
  asTables: EfficiencyReport | undefined,
): string {
  const names = ['total', ...report.topologies.map(({ name }) => name)];
  const row = (label: string, { efficiency: mean, topologies }: EfficiencyReport) => [
    label,
    mean,
    ...topologies.map(({ efficiency }) => efficiency),
  ];
  const means: NumberTable = {
    about: [],
    columns: ['mean efficiency', ...names],
    rows: [row('response', report), ...(asTables ? [row('as tables', asTables)] : [])],
  };
  return [
    `${report.experiment}: response ${report.response}, pairs of ${pointOf(report)}`,
    tableToText(means),
    ...tables.map(({ table }) => tableToText(table)),
  ].join('\n\n');
}
