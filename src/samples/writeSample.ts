/** A sample on disk: a folder that appears whole or not at all. */
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { at } from '../at.js';
import { ConfigError } from '../errors.js';
import { temporarySibling } from '../grid/atomicStore.js';
import { sha256OfFile } from '../platform/sha256OfFile.js';
import { syncFolder, syncTree } from '../platform/syncFolder.js';
import { isAbsent, storeErrorFrom } from '../systemErrors.js';
import { DOCUMENT_FILE, documentText, EVENTS_FILE, SAMPLE_VERSION, type SampleDocument } from './document.js';
import type { EventColumns, Observable } from './eventSample.js';
import { COMPONENT, numbersOf, TARGET } from './fields.js';

/** Rows of a group: what is encoded, and read, at a time. */
const GROUP = 100_000;

/** ConfigError where something of that name is there. */
export async function requireNew(folder: string): Promise<void> {
  try {
    await stat(folder);
  } catch (error) {
    if (isAbsent(error)) return;
    throw storeErrorFrom(error, 'cannot write', folder);
  }
  throw new ConfigError(`${folder}: is there already; choose another folder, or remove it`);
}

/**
 * Writes a sample; `document` is without what follows from the events' file. ConfigError where the folder is there, StoreError where it cannot be
 * written.
 */
export async function writeSample(
  folder: string,
  events: EventColumns,
  document: Omit<SampleDocument, 'events' | 'columns' | 'observables' | 'format'>,
): Promise<SampleDocument> {
  await requireNew(folder);
  const place = resolve(folder);
  const temporary = temporarySibling(place);
  try {
    await mkdir(temporary, { recursive: true });
    const path = join(temporary, EVENTS_FILE);
    await writeEvents(path, events);
    const { name, program, components, missing } = document;
    const whole: SampleDocument = {
      format: SAMPLE_VERSION,
      name,
      program,
      components,
      columns: columnUnits(events),
      observables: observableUnits(events),
      missing,
      events: { file: EVENTS_FILE, rows: events.count, sha256: await sha256OfFile(path) },
    };
    await writeFile(join(temporary, DOCUMENT_FILE), documentText(whole));
    await syncTree(temporary);
    await rename(temporary, place);
    await syncFolder(dirname(place));
    return whole;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw storeErrorFrom(error, 'cannot write', folder);
  }
}

async function writeEvents(path: string, events: EventColumns): Promise<void> {
  const { fileWriter, parquetWrite } = await import('hyparquet-writer');
  const numbers = (name: string, data: Float64Array) => {
    return { name, data, type: 'DOUBLE', encoding: 'PLAIN', codec: 'UNCOMPRESSED', nullable: false } as const;
  };
  const words = (name: string, categories: readonly string[], codes: Int32Array) => {
    return {
      name,
      data: Array.from(codes, (code) => at(categories, code)),
      type: 'STRING',
      nullable: false,
    } as const;
  };
  const columnData = [
    { name: COMPONENT, data: events.component, type: 'INT32', nullable: false } as const,
    ...numbersOf(events).map(([{ column }, values]) => numbers(column, values)),
    ...(events.targetOf === undefined ? [] : [words(TARGET, events.target, events.targetOf)]),
    ...Object.entries(events.observables).map(([name, observable]) =>
      'categories' in observable
        ? words(name, observable.categories, observable.codes)
        : numbers(name, observable.values),
    ),
  ];
  const kvMetadata = [{ key: 'dualnu', value: JSON.stringify({ sample: SAMPLE_VERSION }) }];
  await parquetWrite({
    writer: fileWriter(path),
    columnData,
    kvMetadata,
    rowGroupSize: GROUP,
    statistics: false,
    createdBy: 'dualnu',
  });
}

function columnUnits(events: EventColumns): Record<string, string> {
  const units = { weight: '1', energy: 'GeV', length: 'cm' } as const;
  return {
    [COMPONENT]: '1',
    ...Object.fromEntries(numbersOf(events).map(([{ column, kind }]) => [column, units[kind]])),
    ...(events.targetOf === undefined ? {} : { [TARGET]: '1' }),
  };
}

function observableUnits({ observables }: EventColumns): SampleDocument['observables'] {
  const entry = (observable: Observable) =>
    'categories' in observable ? { categories: [...observable.categories] } : { unit: observable.unit };
  return Object.fromEntries(
    Object.entries(observables).map(([name, observable]) => [name, entry(observable)]),
  );
}
