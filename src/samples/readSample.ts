/** Reads a sample from its folder; every byte of the events is checked by its digest. */
import { join } from 'node:path';
import { at } from '../at.js';
import { InputDataError } from '../errors.js';
import { validateYaml } from '../input/checkedYaml.js';
import { displayPath, type FileHashes, readInput } from '../input/inputFiles.js';
import { parseYaml } from '../input/yaml.js';
import { modelOf } from '../model/models.js';
import { decayChoices } from '../physics/branching.js';
import { sha256OfFile } from '../platform/sha256OfFile.js';
import { isAbsent } from '../systemErrors.js';
import { DOCUMENT_FILE, documentSchema, EVENTS_FILE, type SampleDocument } from './document.js';
import type { EventSample, Observable, SampleComponent } from './eventSample.js';
import { COMPONENT, eventsFrom, FIELDS, TARGET } from './fields.js';
import { type EventColumn, type EventTable, failFile, isWords } from './reading/eventTable.js';
import { openParquet } from './reading/parquetTable.js';

/** A sample's document, and the digests of its files so far. */
export interface OpenSample {
  readonly folder: string;
  readonly document: SampleDocument;
  readonly files: Readonly<Record<string, string>>;
}

/** Reads the document and checks the digest of the events. InputDataError where the folder is no sample, or not as it was written. */
export async function openSample(folder: string): Promise<OpenSample> {
  const path = join(folder, DOCUMENT_FILE);
  const files: FileHashes = {};
  const text = await readInput(path, folder, files);
  const document = validateYaml(parseYaml(text, displayPath(path), InputDataError), documentSchema);
  const events = join(folder, EVENTS_FILE);
  const digest = await sha256OfFile(events).catch((error: unknown) => {
    const what = isAbsent(error) ? 'no such file' : 'cannot be read';
    return failFile(displayPath(events), `${what}; import the sample anew`);
  });
  if (digest !== document.events.sha256) {
    failFile(
      displayPath(events),
      `is not the file that ${DOCUMENT_FILE} was written with: import the sample anew`,
    );
  }
  return { folder, document, files: { ...files, [EVENTS_FILE]: digest } };
}

/** Reads a sample with all its events. InputDataError as `openSample`. */
export async function readSample(folder: string): Promise<EventSample> {
  const { document, files } = await openSample(folder);
  const path = join(folder, EVENTS_FILE);
  const table = await openParquet(path, displayPath(path));
  const { rows } = document.events;
  if (table.rows !== rows) failFile(table.file, `has ${table.rows} rows, where ${DOCUMENT_FILE} has ${rows}`);
  const hasProduced = table.columns.includes('n_e_gev');
  const fields = FIELDS.filter(({ isNeeded }) => isNeeded || hasProduced);
  const hasTarget = table.columns.includes(TARGET);
  const names = Object.keys(document.observables);
  const absent = [COMPONENT, ...fields.map(({ column }) => column), ...names].filter(
    (name) => !table.columns.includes(name),
  );
  if (absent.length > 0) failFile(table.file, `lacks ${absent.join(', ')}; import the sample anew`);
  const columns = await table.read([
    { name: COMPONENT, as: 'numbers' },
    ...fields.map(({ column }) => ({ name: column, as: 'numbers' }) as const),
    ...(hasTarget ? [{ name: TARGET, as: 'words' } as const] : []),
    ...names.map((name) => {
      const isNumber = 'unit' in (document.observables[name] ?? {});
      return { name, as: isNumber ? 'numbers' : 'words' } as const;
    }),
  ]);
  const numbers = (name: string) => numbersIn(table, name, columns.get(name));
  const target = hasTarget ? columns.get(TARGET) : undefined;
  const words = target !== undefined && isWords(target) ? target : undefined;
  const components = document.components.map(componentOf);
  return {
    ...eventsFrom(
      (field) => numbers(FIELDS.find(({ name }) => name === field)?.column ?? field),
      {
        count: rows,
        component: componentsIn(table, numbers(COMPONENT), components.length),
        target: words?.categories ?? [],
        targetOf: words?.codes,
        observables: Object.fromEntries(
          names.map((name) => [name, observableOf(document, name, columns.get(name))]),
        ),
      },
      hasProduced,
    ),
    name: document.name,
    folder,
    components,
    files,
  };
}

function numbersIn({ file }: EventTable, name: string, column: EventColumn | undefined): Float64Array {
  if (column === undefined || isWords(column)) return failFile(file, `${name} holds no numbers`);
  return column.values;
}

function componentsIn({ file }: EventTable, values: Float64Array, components: number): Int32Array {
  const bad = values.findIndex((value) => !(Number.isInteger(value) && value >= 0 && value < components));
  if (bad >= 0) {
    const what = `${values[bad]} is no component: there are 0 to ${components - 1}`;
    throw new InputDataError([{ file, key: `row ${bad + 1}, ${COMPONENT}`, what }]);
  }
  return Int32Array.from(values);
}

/** An observable; categories in the order of the document. */
function observableOf(document: SampleDocument, name: string, column: EventColumn | undefined): Observable {
  const about = document.observables[name] ?? { unit: '' };
  if (column === undefined) return { unit: '', values: new Float64Array(0) };
  if (!isWords(column)) return { unit: 'unit' in about ? about.unit : '', values: column.values };
  const written = 'categories' in about ? about.categories : [];
  const categories = [...new Set([...written, ...column.categories])];
  const index = column.categories.map((word) => categories.indexOf(word));
  return { categories, codes: column.codes.map((code) => at(index, code)) };
}

function componentOf({
  name,
  model,
  parameters,
  pot,
  target_tonnes: massTonnes,
  generated,
  decays,
}: SampleDocument['components'][number]): SampleComponent {
  const complete = modelOf(model.kind).complete(parameters);
  const mass = massTonnes === undefined ? {} : { massTonnes };
  return {
    name,
    model: { ...model, decays: decayChoices(model.decays) },
    parameters: complete,
    pot,
    ...mass,
    generated,
    decays,
  };
}
