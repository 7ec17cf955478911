/** What was read, in words: sources and columns, points, units, ranges, rates, and what is missing. */
import { at } from '../../at.js';
import { modelOf, processInWords } from '../../model/models.js';
import type { ParameterPoint } from '../../model/point.js';
import { briefNumber, shortNumber } from '../../words.js';
import { pairMassSquared } from '../checkEvents.js';
import type { DocumentComponent, SampleDocument, SampleSource } from '../document.js';
import type { EventColumns } from '../eventSample.js';
import { listed } from './chooseColumns.js';
import type { ComponentNotes } from './importSample.js';

/** Width of the labels of lines. */
const LABEL = 12;

const line = (label: string, text: string) => `${label.padEnd(LABEL)}${text}`.trimEnd();
const count = (n: number, noun: string) => `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`;

/** The page of a sample; `notes` are those of its import, where it was just made. */
export function describeSample(
  folder: string,
  { name, components, missing }: Pick<SampleDocument, 'name' | 'components' | 'missing'>,
  events: EventColumns,
  notes: readonly ComponentNotes[] = [],
): string {
  const of = components.length === 1 ? '' : ` of ${components.length} components`;
  return [
    line('sample', `${name}: ${count(events.count, 'event')}${of}, in ${folder}`),
    ...components.flatMap((component, i) => [
      '',
      ...componentLines(component, weightsOf(events, i), notes[i]),
    ]),
    '',
    ...rangeLines(events),
    ...targetLines(events),
    ...observableLines(events),
    '',
    ...(missing.length === 0
      ? [line('missing', 'nothing')]
      : missing.map((what, i) => line(i === 0 ? 'missing' : '', what))),
  ].join('\n');
}

function weightsOf({ weight, component }: EventColumns, index: number): Float64Array {
  return weight.filter((_, row) => component[row] === index);
}

function componentLines(
  component: DocumentComponent,
  weights: Float64Array,
  notes: ComponentNotes | undefined,
): string[] {
  const {
    name,
    model,
    parameters,
    pot,
    target_tonnes: tonnes,
    generated,
    decays,
    events,
    rate,
    sources,
  } = component;
  const onTarget = tonnes === undefined ? '' : ` and ${shortNumber(tonnes)} t of target`;
  const squares = weights.reduce((sum, weight) => sum + weight * weight, 0);
  const nEff = squares > 0 ? rate ** 2 / squares : 0;
  const weighting =
    decays === 'sampled'
      ? 'decay positions drawn, without probability in the weights'
      : 'weights with the probability to decay inside';
  const choices = [
    model.nature,
    ...(model.smZ ? [] : ['without the Z of the Standard Model']),
    ...(model.decays.length > 0 ? [`decays to ${model.decays.join(', ')} besides`] : []),
  ];
  return [
    line('component', `${name}: ${processInWords(modelOf(model.kind))}, ${choices.join(', ')}`),
    line('', pointInWords(model.kind, parameters)),
    ...(notes?.from === undefined ? [] : [line('', `what is not given is from ${notes.from}`)]),
    ...(notes !== undefined && notes.byDefault.length > 0
      ? [
          line(
            '',
            `not given, so the defaults of dualnu: ${notes.byDefault.join(', ')}; give them by --set where the generator had others`,
          ),
        ]
      : []),
    line(
      '',
      `${briefNumber(pot)} protons on target${onTarget}; ${count(generated, 'event')} generated, ${events.toLocaleString('en-US')} read; ${weighting}`,
    ),
    line(
      '',
      `${shortNumber(rate)} events expected for the protons on target, as good as ${Math.round(nEff).toLocaleString('en-US')} of equal weight`,
    ),
    ...sources.flatMap((source, i) => sourceLines(source, notes?.layouts[i], notes?.unused[i])),
  ];
}

function pointInWords(kind: DocumentComponent['model']['kind'], parameters: ParameterPoint): string {
  const { parameters: names } = modelOf(kind);
  return names
    .flatMap((name) => (parameters[name] === undefined ? [] : [`${name} = ${shortNumber(parameters[name])}`]))
    .join(', ');
}

function sourceLines(
  source: SampleSource,
  layout: string | undefined,
  unused: readonly string[] | undefined,
): string[] {
  const { file, format, tree, rows, energy_unit: energy, length_unit: length, origin_cm: origin } = source;
  const where = tree === undefined ? format : `${format}, tree ${tree}`;
  const moved = origin === undefined ? '' : `, positions less (${origin.map(shortNumber).join(', ')}) cm`;
  const known = layout === undefined ? '' : `; columns as of ${layout}`;
  return [
    line(
      '  read',
      `${file} (${where}): ${count(rows, 'event')}; energies in ${energy}, lengths in ${length}${moved}${known}`,
    ),
    ...wrapped(
      '  from',
      Object.entries(source.columns).map(([field, column]) =>
        field === column ? field : `${field}: ${column}`,
      ),
    ),
    ...(unused === undefined || unused.length === 0 ? [] : [line('  not read', listed(unused))]),
  ];
}

/** A list over several lines. */
function wrapped(label: string, words: readonly string[]): string[] {
  const lines: string[] = [];
  for (const [i, word] of words.entries()) {
    const text = i < words.length - 1 ? `${word},` : word;
    const last = lines.at(-1);
    if (last !== undefined && last.length + text.length < 96) lines[lines.length - 1] = `${last} ${text}`;
    else lines.push(text);
  }
  return lines.map((text, i) => line(i === 0 ? label : '', text));
}

/** Least and largest value. */
function range(length: number, valueAt: (row: number) => number): [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < length; row++) {
    const value = valueAt(row);
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}

function rangeLines(events: EventColumns): string[] {
  const { minus, plus, scatter, decay, produced } = events;
  const row = (label: string, unit: string, valueAt: (row: number) => number) => {
    const [least, most] = range(events.count, valueAt);
    return `${label} ${shortNumber(least)} to ${shortNumber(most)}${unit === '' ? '' : ` ${unit}`}`;
  };
  const angle = (i: number) => {
    const p = (['px', 'py', 'pz'] as const).map((part) => at(minus[part], i) + at(plus[part], i));
    return (180 / Math.PI) * Math.atan2(Math.hypot(p[0] ?? 0, p[1] ?? 0), p[2] ?? 0);
  };
  const place = ({ x, y, z }: EventColumns['scatter']) =>
    Object.entries({ x, y, z })
      .map(([name, values]) => row(name, '', (i) => at(values, i)))
      .join(', ');
  return [
    line(
      'ranges',
      row('E_nu', 'GeV', (i) => at(events.energyGev, i)),
    ),
    ...(produced === undefined
      ? []
      : [
          line(
            '',
            row('E_N', 'GeV', (i) => at(produced.e, i)),
          ),
        ]),
    line(
      '',
      row('E_ee', 'GeV', (i) => at(minus.e, i) + at(plus.e, i)),
    ),
    line('', row('theta_ee', 'degrees', angle)),
    line(
      '',
      row('m_ee', 'GeV', (i) => Math.sqrt(Math.max(0, pairMassSquared(events, i)))),
    ),
    line('', `scattering ${place(scatter)} cm`),
    line('', `decay ${place(decay)} cm`),
    line(
      '',
      row('weight', '', (i) => at(events.weight, i)),
    ),
  ];
}

function targetLines({ target, targetOf }: EventColumns): string[] {
  return targetOf === undefined ? [] : [line('targets', sharesInWords(target, targetOf))];
}

/** How many of each category. */
function sharesInWords(categories: readonly string[], codes: Int32Array): string {
  const counts = new Array<number>(categories.length).fill(0);
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  const words = categories.map(
    (word, i) => `${word === '' ? '(nothing)' : word} ${(counts[i] ?? 0).toLocaleString('en-US')}`,
  );
  return listed(words, 20);
}

function observableLines({ observables }: EventColumns): string[] {
  return Object.entries(observables).map(([name, observable], i) => {
    const label = i === 0 ? 'observables' : '';
    if ('categories' in observable)
      return line(label, `${name}: ${sharesInWords(observable.categories, observable.codes)}`);
    const { values, unit } = observable;
    const [least, most] = range(values.length, (row) => at(values, row));
    const holes = values.reduce((sum, value) => sum + (Number.isNaN(value) ? 1 : 0), 0);
    const numbers =
      holes === values.length
        ? 'no numbers'
        : `${shortNumber(least)} to ${shortNumber(most)}${unit === '' ? '' : ` ${unit}`}`;
    return line(label, `${name}: ${numbers}${holes > 0 ? `; ${count(holes, 'event')} without it` : ''}`);
  });
}
