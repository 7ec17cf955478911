/** Files of events: Parquet, CSV or HepMC3, by the file's ending. */
import { extname } from 'node:path';
import { ConfigError } from '../errors.js';
import { type FileInWork, writeInto } from '../grid/atomicStore.js';
import { briefNumber } from '../words.js';
import { EVENT_COLUMNS } from './columns.js';
import type { EventsDocument } from './document.js';
import { eventMasses, HEPMC_TAIL, hepmcEvent, hepmcHead } from './hepmc3.js';
import { putParquet } from './parquet.js';
import type { PointEvents } from './pointEvents.js';
import { csvTexts, putTexts } from './texts.js';

/** Key of the document in the metadata of Parquet files, and the word before it in the head of a CSV file. */
export const DOCUMENT_KEY = 'dualnu_events';

type Put = Pick<FileInWork, 'put'>;

const FORMATS: Readonly<
  Record<string, (file: Put, events: PointEvents, document: EventsDocument) => Promise<void>>
> = {
  '.parquet': async (file, { blocks }, document) =>
    await putParquet(
      file,
      EVENT_COLUMNS,
      blocks(),
      { [DOCUMENT_KEY]: JSON.stringify(document) },
      `dualnu ${document.dualnu_version}`,
    ),
  '.csv': async (file, events, document) =>
    await putTexts(file, csvTexts(EVENT_COLUMNS, events.blocks(), aboutEvents(document))),
  '.hepmc3': async (file, events, document) => await putTexts(file, hepmcTexts(events, document)),
};

/** Endings of files of events. */
export const EVENT_ENDINGS: readonly string[] = Object.keys(FORMATS);

/** Checks a file's ending; ConfigError otherwise. */
export function checkEventFile(path: string): void {
  if (!EVENT_ENDINGS.includes(extname(path).toLowerCase()))
    throw new ConfigError(
      `${path}: events are written to ${EVENT_ENDINGS.join(', ')}; choose one of these endings`,
    );
}

/** Writes the events of a point by atomic rename, never all of them in memory. StoreError when they cannot be written. */
export async function writeEvents(
  path: string,
  events: PointEvents,
  document: EventsDocument,
): Promise<void> {
  checkEventFile(path);
  const put = FORMATS[extname(path).toLowerCase()];
  await writeInto(path, async (file) => await put?.(file, events, document));
}

/** What events are, in the head of a table. */
function aboutEvents(document: EventsDocument): string[] {
  const { expected, mc_error, events, unweighted } = document;
  const parameters = Object.entries(document.parameters).map(([name, value]) => `${name} = ${value}`);
  const pot = document.components.map(
    ({ name, pot: protons }, i) => `component ${i}: ${name}, ${briefNumber(protons)} protons on target`,
  );
  return [
    `${document.experiment_title}; events of a point of the model ${document.model}, f64`,
    parameters.join(', '),
    ...pot,
    `${events} events${unweighted ? ' of equal weight' : ''}; their weights add up to ${expected} (Monte Carlo error ${briefNumber(mc_error)}), the expected decays to e+e- in the active volume, before efficiency`,
    'GeV and cm; the beam along +z, the origin at the centre of the active volume; n: the produced N, nprime: its daughter, scatter: where N is born',
    `identity ${document.identity}`,
    `written by dualnu ${document.dualnu_version}`,
    ...(document.command === undefined ? [] : [`command: ${document.command}`]),
    `${DOCUMENT_KEY}: ${JSON.stringify(document)}`,
  ];
}

function* hepmcTexts({ blocks, prepared }: PointEvents, document: EventsDocument): Generator<string> {
  const [{ point }] = prepared.points;
  const masses = eventMasses(point);
  const texts = Object.entries(document).map(([key, value]) => [
    `dualnu.${key}`,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  yield hepmcHead(document.dualnu_version, Object.fromEntries(texts));
  let number = 0;
  for (const block of blocks()) yield block.map((event) => hepmcEvent(event, number++, masses)).join('');
  yield HEPMC_TAIL;
}
