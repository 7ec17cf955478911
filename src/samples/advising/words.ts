/** Advice in words and as a document, with the commands that would make what it proposes. */
import { at } from '../../at.js';
import { displayPath } from '../../input/inputFiles.js';
import type { ParameterPoint } from '../../model/point.js';
import { FLAGS, flagNames } from '../../prediction/flags.js';
import { MOST_UNCOVERED } from '../../prediction/sampleTrust.js';
import type { ExperimentScan } from '../../resolved/scan.js';
import { type Cell, type NumberTable, tableToText } from '../../results/numberTable.js';
import { shellWord } from '../../terminal/writer.js';
import { shareInWords, shortNumber } from '../../words.js';
import type { Advice, MassReport } from './advice.js';

/** Flags that more events take away. */
const OF_EVENTS = FLAGS.sampleUncovered | FLAGS.sampleFewEvents | FLAGS.lowEffectiveSampleSize;

/** Rows of the table of mass points that lack events. */
const MOST_ROWS = 20;

/** Advice as a document. */
export function adviceToJson(advice: Advice) {
  const { scan, sample, size, masses, lacking, searched, proposals, unreached } = advice;
  const commands = eventsCommands(advice);
  return {
    scan: scan.file,
    experiment: scan.experiment.name,
    sample: { name: sample.name, folder: sample.folder, events: sample.count },
    wanted: { n_eff: size, uncovered: MOST_UNCOVERED },
    mass_points: masses.length,
    lacking,
    searched,
    masses: masses.map((mass) => ({
      at: mass.at,
      closed: mass.isClosed,
      enough: mass.isEnough,
      uncovered: mass.status.uncovered,
      least_n_eff: Number.isFinite(mass.leastSize) ? mass.leastSize : null,
      flags: flagsOf(mass),
    })),
    generate: proposals.map(({ at: values, events, covered }, i) => ({
      at: values,
      events,
      covered,
      command: at(commands, i),
    })),
    unreached,
  };
}

function flagsOf({ status: { cells } }: MassReport): string[] {
  return flagNames(cells.reduce((all, { flags }) => all | flags, 0) & OF_EVENTS);
}

/** Commands that make events of our own generator for what is proposed: pseudo-samples, or the input of a detector simulation. */
export function eventsCommands({ scan, proposals }: Advice): string[] {
  return proposals.map(({ at: values, events }, i) => {
    const assignments = [...(scan.set ?? []), ...Object.entries(values).map(([name, v]) => `${name}=${v}`)];
    const words = [
      ...['dualnu', 'events', scan.file],
      ...assignments.flatMap((text) => ['--set', text]),
      ...(scan.runs.length > 1 ? ['--experiment', scan.experiment.name] : []),
      // The scan's own seed is that of the events by which coverage is measured.
      ...['--unweighted', String(events), '--seed', String((scan.seed + 1 + i) % 2 ** 32)],
      ...['--out', `${scan.name}-more-${i + 1}.parquet`],
    ];
    return words.map(shellWord).join(' ');
  });
}

/** Advice as a page. */
export function describeAdvice(advice: Advice): string {
  const { scan, sample, masses, lacking, proposals } = advice;
  const closed = masses.filter(({ isClosed }) => isClosed).length;
  const open = masses.length - closed;
  const head = `${sample.name} for ${scan.name}, ${scan.experiment.name}: ${mass(open)}${closed > 0 ? ` (and ${closed} closed)` : ''}, ${lacking === 0 ? 'none of which lacks events' : `of which ${lacking} ${lacking === 1 ? 'lacks' : 'lack'} events`}`;
  if (lacking === 0) return `${head}\nnothing to generate`;
  const all = proposals.reduce((sum, { events }) => sum + events, 0);
  const commands = eventsCommands(advice);
  return [
    head,
    '',
    tableToText(lackingTable(masses)),
    ...(lacking > MOST_ROWS ? [`and ${lacking - MOST_ROWS} more; --json has all`] : []),
    '',
    ...(proposals.length === 0
      ? ['nothing that can be generated is enough']
      : [
          `to generate, ${all.toLocaleString('en-US')} events in all:`,
          tableToText(proposalTable(advice)),
          '',
          ...commands,
          '',
          ...joinLines(advice),
        ]),
    ...shortfalls(advice),
  ].join('\n');
}

const mass = (count: number) => `${count.toLocaleString('en-US')} mass point${count === 1 ? '' : 's'}`;

const cellsOf = (values: ParameterPoint): Cell[] => Object.values(values).map((value) => shortNumber(value));

function lackingTable(masses: readonly MassReport[]): NumberTable {
  const lacking = masses.filter(({ isEnough }) => !isEnough);
  return {
    about: [],
    columns: [...Object.keys(at(lacking, 0).at), 'uncovered', 'least N_eff', 'flags'],
    rows: lacking
      .slice(0, MOST_ROWS)
      .map((one): Cell[] => [
        ...cellsOf(one.at),
        shareInWords(one.status.uncovered),
        sizeInWords(one.leastSize),
        flagsOf(one).join(', ') || 'none',
      ]),
  };
}

function sizeInWords(size: number | undefined): string {
  if (size === undefined) return 'no answer';
  return Number.isFinite(size) ? String(Math.round(size)) : 'no signal';
}

function proposalTable({ proposals }: Advice): NumberTable {
  return {
    about: [],
    columns: [...Object.keys(at(proposals, 0).at), 'events', 'mass points'],
    rows: proposals.map((one): Cell[] => [
      ...cellsOf(one.at),
      one.events.toLocaleString('en-US'),
      String(one.covered),
    ]),
  };
}

function joinLines({ scan, sample, proposals }: Advice): string[] {
  const folders = proposals.map((_, i) => shellWord(`${scan.name}-more-${i + 1}`));
  return [
    'then let your detector simulation have them, import each file, and join them with the sample:',
    `dualnu sample import ${[shellWord(displayPath(sample.folder)), ...folders].join(' ')} --out ${shellWord(`${scan.name}-more`)}`,
  ];
}

function shortfalls({ lacking, searched, unreached }: Advice): string[] {
  return [
    ...(searched < lacking
      ? [
          '',
          `components are for ${mass(searched)} that lack events, evenly spread over all ${lacking}; ask again with them`,
        ]
      : []),
    ...(unreached.length > 0
      ? ['', `${mass(unreached.length)} would lack events even with most of their own: ${inWords(unreached)}`]
      : []),
  ];
}

/** The first of some points. */
function inWords(points: readonly ParameterPoint[]): string {
  const few = points.slice(0, 3).map((values) =>
    Object.entries(values)
      .map(([name, value]) => `${name} = ${shortNumber(value)}`)
      .join(', '),
  );
  return [...few, ...(points.length > few.length ? ['...'] : [])].join('; ');
}

/** Experiments of a scan that have a sample, by name; for messages. */
export const namesOf = (scans: readonly ExperimentScan[]): string =>
  scans.map(({ experiment }) => experiment.name).join(', ');
