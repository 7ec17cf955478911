/** The text of a new scan file: every key with what it means, in the words of the models, of the schema and of the shelves. */
import { stringify } from 'yaml';
import { describeParameter, scanSchema } from '../config/schema.js';
import { type ModelKind, modelOf, processInWords } from '../model/models.js';
import { AXIS_INFO, type AxisName, type FixedParameters, infoOf, isKinematic } from '../model/parameters.js';
import { OUTPUTS } from '../outputs/outputs.js';
import { DEFAULT_EVENTS } from '../resolved/scan.js';
import { DEFAULT_STATISTIC } from '../statistics/statistics.js';
import { listInWords } from '../words.js';
import { type Choices, decaysFor } from './choices.js';

/** Longest line of a comment. */
const WIDTH = 110;

/** The scan file of some choices; `schema` is the path of the JSON Schema from the file's folder, where editors are to find it. */
export function draftText(choices: Choices, schema?: string): string {
  const { kind, axes, experiments, outputs } = choices;
  const { model, data, events, statistic, experiments: ofExperiments } = scanSchema.shape;
  const names = experiments.map(({ name }) => name);
  const decays = decaysFor(axes);
  return [
    ...(schema === undefined ? [] : [`# yaml-language-server: $schema=${schema}`, '#']),
    ...comment(
      `${listInWords(axes, 'and')} of the ${kind} model (${processInWords(modelOf(kind))}) against ${listInWords(names, 'and')}. Written by dualnu init, to be changed: each key has what it means above it.`,
    ),
    '',
    ...comment(model.description),
    'model:',
    ...comment(model.shape.kind.description, 2),
    `  kind: ${kind}`,
    ...(decays.length === 0
      ? []
      : [...comment(model.shape.decays.description, 2), `  decays: [${decays.join(', ')}]`]),
    ...parameterLines(kind, axes),
    '',
    ...comment(scanSchema.shape.axes.description),
    'axes:',
    ...axes.flatMap((name) => axisLines(name, choices.points)),
    '',
    ...comment(ofExperiments.description),
    'experiments:',
    ...experiments.flatMap(({ name, title }) => [...comment(title, 2), `  - ${stringify(name).trim()}`]),
    ...soilLines(choices),
    '',
    ...comment(events.description),
    `events: ${DEFAULT_EVENTS}`,
    '',
    ...comment(statistic.description),
    `statistic: ${DEFAULT_STATISTIC}`,
    '',
    ...comment(data.description),
    `data: ${experiments.every(({ hasCounts }) => hasCounts) ? 'observed' : 'asimov'}`,
    '',
    ...comment('Variables written to the grid; those behind # are left out.'),
    'outputs:',
    ...OUTPUTS.filter(({ name, refusal }) => outputs.includes(name) || refusal === undefined).flatMap(
      ({ name, summary }) => [
        ...comment(`${summary}.`, 2),
        `  ${outputs.includes(name) ? '' : '# '}- ${name}`,
      ],
    ),
    '',
  ].join('\n');
}

/** `model.parameters`: what the model needs or has a default for, and is no axis. */
function parameterLines(kind: ModelKind, axes: readonly AxisName[]): string[] {
  const { parameters, required, defaults, suggested, alternatives } = modelOf(kind);
  // Of two alternatives the first is given where neither is an axis.
  const needed = alternatives.flatMap(({ names }) =>
    names.some((name) => axes.includes(name)) ? [] : names.slice(0, 1),
  );
  const values: FixedParameters = { ...suggested, ...defaults };
  const isWanted = (name: AxisName) =>
    !axes.includes(name) &&
    (required.includes(name) || needed.includes(name) || defaults[name] !== undefined) &&
    // Those that are rarely changed, and have no effect at their usual value.
    infoOf(name)?.usual === undefined;
  const written = parameters.filter(isWanted);
  if (written.length === 0) return [];
  return [
    ...comment(scanSchema.shape.model.shape.parameters.description, 2),
    '  parameters:',
    ...written.flatMap((name) => [
      ...comment(describeParameter(name), 4),
      `    ${name}: ${numberText(values[name] ?? Number.NaN)}`,
    ]),
  ];
}

function axisLines(name: AxisName, points: number): string[] {
  const { spacing, ends } = AXIS_INFO[name].suggested;
  const cost = isKinematic(name) ? ' Each value costs events.' : '';
  return [
    ...comment(`${describeParameter(name)}${cost}`, 2),
    `  ${name}: { ${spacing}: [${ends.map(numberText).join(', ')}], points: ${points} }`,
  ];
}

/** A line that turns on the dirt, where every experiment has a preset of the same name. */
function soilLines({ experiments }: Choices): string[] {
  const [first, ...others] = experiments;
  const common = first?.soil.filter((name) => others.every(({ soil }) => soil.includes(name))) ?? [];
  const [preset] = common;
  if (preset === undefined) return [];
  const { production } = scanSchema.shape;
  return [
    '',
    ...comment(production.description),
    ...comment(`Dirt: ${listInWords(common)}; without it N is born in the detector only.`),
    `# production: { dirt: ${preset} }`,
  ];
}

/** A number as people write it in these files: 1e-6, 0.11. */
function numberText(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential() : String(value);
}

/** Words as lines of a comment. */
function comment(text: string | undefined, indent = 0): string[] {
  const start = `${' '.repeat(indent)}# `;
  const lines: string[] = [];
  let line = '';
  for (const word of (text ?? '').split(/\s+/).filter((each) => each !== '')) {
    if (line !== '' && start.length + line.length + 1 + word.length > WIDTH) {
      lines.push(start + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, start + line];
}
