/** An import from request to folder: every file read and checked, every component complete, and all mistakes told together. */
import { stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { at } from '../../at.js';
import { attemptAsync, InputDataError } from '../../errors.js';
import type { Mistake } from '../../mistakes.js';
import { modelOf } from '../../model/models.js';
import type { Masses } from '../../model/point.js';
import { namesOfDecays } from '../../physics/branching.js';
import { sha256OfFile } from '../../platform/sha256OfFile.js';
import { sum } from '../../sum.js';
import { checkEvents } from '../checkEvents.js';
import {
  DOCUMENT_FILE,
  type DocumentComponent,
  type SampleDocument,
  type SampleSource,
} from '../document.js';
import type { EventColumns } from '../eventSample.js';
import { joinEvents } from '../joinEvents.js';
import { openTable } from '../reading/openTable.js';
import { openSample, readSample } from '../readSample.js';
import { rowsOf } from '../rowsOf.js';
import { missingOf } from './missing.js';
import { knownComponents } from './provenance.js';
import { columnsRead, type FileEvents, readEvents } from './readEvents.js';
import type { ComponentRequest, ImportRequest } from './request.js';
import { type ResolvedComponent, resolveComponent } from './resolveComponent.js';

/** Events ready to be written, and what the report tells beside them. */
export interface ImportedSample {
  readonly events: EventColumns;
  readonly document: Pick<SampleDocument, 'name' | 'components' | 'missing'>;
  /** For each component, in the same order. */
  readonly notes: readonly ComponentNotes[];
}

/** What the document does not say of a component. */
export interface ComponentNotes {
  readonly byDefault: readonly string[];
  readonly from: string | undefined;
  /** Of each source: its layout, and columns of which nothing was read. */
  readonly layouts: readonly (string | undefined)[];
  readonly unused: readonly (readonly string[])[];
}

/** Events of a component while it is put together; its index is that in `component` of its events. */
interface Part {
  readonly events: EventColumns;
  readonly component: DocumentComponent;
  readonly notes: ComponentNotes;
}

/** Reads and checks all that is asked for. InputDataError with every mistake. */
export async function importSample({ name, components }: ImportRequest): Promise<ImportedSample> {
  const found: Mistake[] = [];
  const parts: Part[] = [];
  for (const request of components) parts.push(...(await partsOf(request, found)));
  if (parts.length > 0) found.push(...observableMistakes(parts));
  if (found.length > 0) throw new InputDataError(found);
  for (const [i, { events }] of parts.entries()) events.component.fill(i);
  const events = joinEvents(parts.map((part) => part.events));
  return {
    events,
    document: {
      name,
      components: withNames(parts.map(({ component }) => component)),
      missing: missingOf(parts, events),
    },
    notes: parts.map(({ notes }) => notes),
  };
}

async function partsOf(request: ComponentRequest, found: Mistake[]): Promise<Part[]> {
  const parts: Part[] = [];
  const files: string[] = [];
  for (const path of request.files) {
    if (await isSample(path)) parts.push(...((await attemptAsync(found, () => partsOfSample(path))) ?? []));
    else files.push(path);
  }
  if (files.length > 0) parts.push(...(await partsOfFiles(files, request, found)));
  return parts;
}

async function isSample(path: string): Promise<boolean> {
  return await stat(join(path, DOCUMENT_FILE)).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** The components of a sample that was imported before. */
async function partsOfSample(folder: string): Promise<Part[]> {
  const { document } = await openSample(folder);
  const sample = await readSample(folder);
  return document.components.map((component, i) => ({
    events: rowsOf(sample, i, document.components.length),
    component,
    notes: { byDefault: [], from: undefined, layouts: [], unused: [] },
  }));
}

/** Files of one request, which are of one component unless they say of themselves that they are not. */
async function partsOfFiles(
  paths: readonly string[],
  request: ComponentRequest,
  found: Mistake[],
): Promise<Part[]> {
  const groups = new Map<string, Group>();
  for (const path of paths) {
    const pieces = await attemptAsync(found, () => piecesOf(path, request, found));
    for (const piece of pieces ?? []) {
      const { name: _, from: _from, generated: _generated, ...point } = piece.resolved;
      const key = JSON.stringify([point, paths.length > 1 ? piece.resolved.name : '']);
      const group = groups.get(key) ?? { resolved: piece.resolved, pieces: [] };
      groups.set(key, group);
      group.pieces.push(piece);
    }
  }
  if (request.generated !== undefined && groups.size > 1) {
    const what = `the files are of ${groups.size} components; say for each how many events were generated, in a file of components`;
    found.push(request.tell('generated', what));
  }
  return [...groups.values()].map((group) => partOf(group, request, found));
}

/** Events of a file that are of one component. */
interface Piece {
  readonly path: string;
  readonly resolved: ResolvedComponent;
  readonly read: FileEvents;
  readonly events: EventColumns;
  readonly digest: string;
}

interface Group {
  readonly resolved: ResolvedComponent;
  readonly pieces: Piece[];
}

async function piecesOf(path: string, request: ComponentRequest, found: Mistake[]): Promise<Piece[]> {
  const table = await openTable(path, request.tree);
  const known = knownComponents(table, path);
  const before = found.length;
  const all = known.length === 0 ? [undefined] : known;
  const resolved = all.flatMap((one) => resolveComponent(request, one, found) ?? []);
  const read = await attemptAsync(found, () => readEvents(table, request, all.length));
  if (read === undefined || found.length > before) return [];
  const masses = resolved.map(massesOf);
  const { produced } = modelOf(at(resolved, 0).model.kind);
  found.push(...checkEvents(read.events, { ...read.facts, masses, producedMass: produced.mass }));
  const digest = await sha256OfFile(path);
  return resolved.map((one, i) => ({
    path,
    resolved: one,
    read,
    events: rowsOf(read.events, i, resolved.length),
    digest,
  }));
}

function massesOf({ model, parameters }: ResolvedComponent): Masses {
  return modelOf(model.kind).massesAt((name) => parameters[name]);
}

function partOf({ resolved, pieces }: Group, request: ComponentRequest, found: Mistake[]): Part {
  const joined = joinEvents(pieces.map(({ events }) => events));
  const total = sum(joined.weight);
  const first = at(pieces, 0);
  if (!(total > 0)) {
    const file = first.read.table.file;
    found.push({
      file,
      key: first.read.facts.nameOf('weight'),
      what: 'all weights are 0; nothing is expected of these events',
    });
  }
  const factor = request.rate === undefined ? 1 : request.rate / total;
  const events =
    factor === 1 ? joined : { ...joined, weight: joined.weight.map((weight) => factor * weight) };
  const { name, model, parameters, pot, massTonnes, decays, byDefault, from } = resolved;
  const generated = request.generated ?? generatedIn(pieces) ?? joined.count;
  if (generated < joined.count) {
    found.push(
      request.tell(
        'generated',
        `${generated} events cannot have been generated where ${joined.count} are read`,
      ),
    );
  }
  const component: DocumentComponent = {
    name: name ?? basename(first.path, extname(first.path)),
    model: { ...model, decays: namesOfDecays(model.decays) },
    parameters: Object.fromEntries(Object.entries(parameters).filter(([, value]) => Number.isFinite(value))),
    pot,
    ...(massTonnes === undefined ? {} : { target_tonnes: massTonnes }),
    generated,
    decays,
    events: joined.count,
    rate: sum(events.weight),
    sources: pieces.map(sourceOf),
  };
  const notes = {
    byDefault: byDefault.map((parameter) => `${parameter} = ${parameters[parameter]}`),
    from,
    layouts: pieces.map(({ read }) => read.chosen.layout),
    unused: pieces.map(({ read }) => read.chosen.unused),
  };
  return { events, component, notes };
}

/** Events generated for all files, where each says how many. */
function generatedIn(pieces: readonly Piece[]): number | undefined {
  const numbers = pieces.flatMap(({ resolved }) => resolved.generated ?? []);
  return numbers.length === pieces.length ? sum(numbers) : undefined;
}

function sourceOf({ read, events, digest }: Piece): SampleSource {
  const { table, chosen, originCm } = read;
  return {
    file: table.file,
    format: table.format,
    ...(table.tree === undefined ? {} : { tree: table.tree }),
    sha256: digest,
    rows: events.count,
    energy_unit: chosen.energyUnit,
    length_unit: chosen.lengthUnit,
    ...(originCm === undefined ? {} : { origin_cm: [...originCm] }),
    columns: columnsRead(read),
  };
}

/** Mistakes where an observable is in one component and not in another, or of another kind there. */
function observableMistakes(parts: readonly Part[]): Mistake[] {
  const kindOf = ({ events }: Part, name: string) => {
    const observable = events.observables[name];
    if (observable === undefined) return 'missing';
    return 'categories' in observable
      ? 'in words'
      : `in numbers${observable.unit === '' ? '' : ` of ${observable.unit}`}`;
  };
  const names = [...new Set(parts.flatMap(({ events }) => Object.keys(events.observables)))];
  return names.flatMap((name) => {
    const first = at(parts, 0);
    const other = parts.find((part) => kindOf(part, name) !== kindOf(first, name));
    if (other === undefined) return [];
    const [one, two] = [first, other].map((part) => `${kindOf(part, name)} in ${part.component.name}`);
    return [
      {
        file: fileOf(other),
        key: name,
        what: `the observable is ${one} and ${two}; all components need the same`,
      },
    ];
  });
}

const fileOf = ({ component, notes }: Part) => component.sources[0]?.file ?? notes.from ?? component.name;

/** Names that are each other's are told apart by a number. */
function withNames(components: readonly DocumentComponent[]): DocumentComponent[] {
  const taken = new Set<string>();
  return components.map((component) => {
    let { name } = component;
    for (let n = 2; taken.has(name); n++) name = `${component.name}-${n}`;
    taken.add(name);
    return { ...component, name };
  });
}
