/** Files of events, as pyhepmc, pyarrow, pandas and hyparquet read them, and as they are written. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportEvents } from '../../src/api/files.js';
import { ConfigError, StoreError } from '../../src/errors.js';
import { EVENT_COLUMNS } from '../../src/eventFiles/columns.js';
import { type EventsDocument, eventsDocument } from '../../src/eventFiles/document.js';
import type { PointEvents, WeightedEvent } from '../../src/eventFiles/pointEvents.js';
import { checkEventFile, DOCUMENT_KEY, writeEvents } from '../../src/eventFiles/write.js';
import { sha256 } from '../../src/platform/sha256.js';
import { sum } from '../../src/sum.js';
import { makeFolder } from '../e2e/cli.js';
import { python } from '../python.js';
import { DUAL, eventsOf, SINGLE, testPoint } from './points.js';

type Row = Readonly<Record<string, number | string>>;

/** What Python sees of three files of the same events. */
interface Seen {
  readonly hepmc: {
    readonly events: readonly {
      readonly number: number;
      readonly weight: number;
      readonly units: readonly string[];
      readonly channel: string;
      readonly shells: number;
      readonly beams: readonly number[];
      readonly particles: readonly (readonly number[])[];
      readonly vertices: readonly (readonly [number[], number[], number, number, number, number])[];
    }[];
    readonly attributes: Readonly<Record<string, string>>;
    readonly imbalance: number;
    readonly tools: readonly (readonly string[])[];
  };
  readonly parquet: {
    readonly columns: Readonly<Record<string, string>>;
    readonly rows: readonly Row[];
    readonly document: EventsDocument;
    readonly created: string;
  };
  readonly csv: { readonly rows: readonly Row[] };
}

const WRITER = { version: '9.8.7', command: "dualnu events 'some\\thing'" };
const FILES = ['events.hepmc3', 'events.parquet', 'events.csv'] as const;

/** Writes the events of a point in every format, and reads them with Python. */
async function written(at: Awaited<ReturnType<typeof testPoint>>, events: number) {
  const dir = await makeFolder();
  const { found, events: list } = eventsOf(at, { events });
  const document = eventsDocument(found, WRITER, { dualnu: '9.8.7' });
  const paths = FILES.map((name) => join(dir, name));
  for (const path of paths) await writeEvents(path, found, document);
  const seen = JSON.parse(await python('readEvents.py', paths)) as Seen;
  return { dir, paths, found, list, document, seen };
}

const rowOf = (event: WeightedEvent): Row =>
  Object.fromEntries(EVENT_COLUMNS.map((column) => [column.name, column.of(event)]));

describe.each([
  ['a virtual mediator', DUAL, { changes: ['production.dirt=cylinder'] }],
  ['a real mediator', SINGLE, { model: 'single' as const }],
])('files of events with %s', (name, parameters, choice) => {
  const isReal = name === 'a real mediator';
  let all: Awaited<ReturnType<typeof written>>;
  beforeAll(async () => {
    all = await written(await testPoint(parameters, choice), 512);
  });

  it('are read back by pyhepmc, event by event', () => {
    const { seen, list, found, document } = all;
    const { events, imbalance, attributes, tools } = seen.hepmc;
    expect(events.length).toBe(list.length);
    expect(imbalance).toBeLessThan(1e-14);
    expect(tools).toEqual([['dualnu', '9.8.7']]);
    expect(sum(events.map(({ weight }) => weight)) / found.rate).toBeCloseTo(1, 12);
    const [heavy, light] = isReal ? [5914, 14] : [5915, 5914];
    for (const [i, event] of events.entries()) {
      const mine = list[i];
      if (!mine) throw new Error('an event');
      expect(event.number).toBe(i);
      expect(event.weight).toBe(mine.weight);
      expect(event.units).toEqual(['MomentumUnit.GEV', 'LengthUnit.CM']);
      expect(event.channel).toBe(mine.channel);
      expect(event.shells).toBeLessThan(2e-14);
      expect(event.beams).toEqual([14, mine.target.pdg]);
      const pair = isReal
        ? [
            [[heavy], [light, 5921]],
            [[5921], [11, -11]],
          ]
        : [[[heavy], [light, 11, -11]]];
      const chain = [
        [
          [14, mine.target.pdg],
          [heavy, mine.target.pdg],
        ],
        ...pair,
      ];
      expect(event.vertices.map(([incoming, outgoing]) => [incoming, outgoing])).toEqual(chain);
      const [first, ...others] = event.vertices;
      expect(first?.slice(2)).toEqual([...mine.scatter, 0]);
      const time = (mine.wayCm * mine.produced.e) / Math.hypot(...mine.produced.p);
      for (const vertex of others) {
        expect(vertex.slice(2, 5)).toEqual([...mine.decay]);
        expect(vertex[5]).toBeCloseTo(time, 9);
      }
      const leptons = event.particles.filter(([pdg]) => Math.abs(pdg ?? 0) === 11);
      expect(leptons.map((p) => p.slice(2))).toEqual([
        [...mine.minus.p, mine.minus.e],
        [...mine.plus.p, mine.plus.e],
      ]);
      const incoming = event.particles.filter(([, status]) => status === 4);
      expect(incoming.map((p) => p.slice(2))).toEqual([
        [...mine.neutrino.p, mine.neutrino.e],
        [0, 0, 0, mine.target.massGev],
      ]);
    }
    expect(JSON.parse(attributes['dualnu.components'] ?? '')).toEqual(document.components);
    expect(attributes['dualnu.command']).toBe(WRITER.command);
    expect(Number(attributes['dualnu.expected'])).toBe(found.rate);
  });

  it('hold the same numbers as Parquet and CSV, to the last digit', () => {
    const { seen, list, document } = all;
    const rows = list.map(rowOf);
    expect(seen.parquet.rows).toEqual(rows);
    expect(seen.csv.rows).toEqual(rows);
    expect(seen.parquet.document).toEqual(document);
    expect(seen.parquet.created).toBe('dualnu 9.8.7');
    const kinds = { DOUBLE: 'double', INT32: 'int32', STRING: 'string' };
    expect(seen.parquet.columns).toEqual(
      Object.fromEntries(EVENT_COLUMNS.map(({ name: column, type }) => [column, kinds[type]])),
    );
  });

  it('are read by hyparquet with their document', async () => {
    const { paths, list, document } = all;
    const file = await asyncBufferFromFile(paths[1] ?? '');
    const rows = await parquetReadObjects({ file });
    expect(rows).toEqual(list.map(rowOf));
    const { key_value_metadata: metadata } = await parquetMetadataAsync(file);
    expect(JSON.parse(metadata?.find(({ key }) => key === DOCUMENT_KEY)?.value ?? '')).toEqual(document);
  });

  it('say in the head of a CSV what they are', async () => {
    const { paths, document } = all;
    const text = await readFile(paths[2] ?? '', 'utf8');
    const head = text.split('\n').filter((line) => line.startsWith('#'));
    const last = head.at(-1) ?? '';
    expect(JSON.parse(last.slice(`# ${DOCUMENT_KEY}: `.length))).toEqual(document);
    expect(head.join('\n')).toContain('6.87e20 protons on target');
    expect(head.join('\n')).toContain(`identity ${document.identity}`);
  });
});

describe('the document', () => {
  it('tells the cross section of each channel, and what determines the events', async () => {
    const at = await testPoint(DUAL, { experiment: 'miniboone-2020:combined' });
    const document = (request: object, seed = 1) =>
      eventsDocument(eventsOf({ ...at, scan: { ...at.scan, seed } }, request).found, WRITER, { dualnu: '1' });
    const one = document({ events: 256 });
    expect(one.components.map(({ name, pot }) => [name, pot])).toEqual([
      ['fhc', 18.75e20],
      ['rhc', 11.27e20],
    ]);
    for (const {
      births,
      targets,
      flux_factor: factor,
      flux_per_cm2_pot: flux,
      sigma_cm2: sigma,
      component,
    } of one.channels) {
      const { pot } = one.components[component] ?? { pot: 0 };
      expect((targets * factor * flux * pot * sigma) / births).toBeCloseTo(1, 12);
      expect(sigma).toBeGreaterThan(1e-46);
      expect(sigma).toBeLessThan(1e-40);
    }
    const perBeam = one.channels.filter(({ component }) => component === 0).length;
    expect(one.components.map(({ generated }) => generated)).toEqual([256 * perBeam, 256 * perBeam]);
    expect(one.identity).toBe(sha256(one.config));
    const others = [
      document({ events: 512 }),
      document({ events: 256, unweighted: 10 }),
      document({ events: 256 }, 2),
    ];
    expect(new Set([one, ...others].map(({ identity }) => identity)).size).toBe(4);
    expect(document({ events: 256 })).toEqual(one);
  });

  it('leaves out a splitting that is infinite', async () => {
    const at = await testPoint({ ...DUAL, m4_gev: 0 });
    const { parameters } = eventsDocument(eventsOf(at, { events: 64 }).found, WRITER, {});
    expect(parameters).not.toHaveProperty('delta');
    expect(parameters).toMatchObject({ m4_gev: 0, gD: 2, V54: 0.5, epsilon: 8e-4 });
  });
});

describe('writing', () => {
  it('from a program gives the file of the command', async () => {
    const dir = await makeFolder();
    const { scan } = await testPoint(DUAL);
    const path = join(dir, 'x.csv');
    const document = await exportEvents(scan, DUAL, path, { events: 64 });
    expect(document).toMatchObject({ events: 64, experiment: 'microboone-2025' });
    expect(await readFile(path, 'utf8')).toContain(`identity ${document.identity}`);
    await expect(exportEvents(scan, DUAL, join(dir, 'x.root'))).rejects.toThrow(ConfigError);
    await expect(exportEvents(scan, { m5_gev: 0.2 }, path)).rejects.toThrow('no single value for m4_gev');
  });

  it('leaves the old file and nothing else where it fails, and gives the same bytes where it does not', async () => {
    const at = await testPoint(DUAL);
    const { found } = eventsOf(at, { events: 64 });
    const document = eventsDocument(found, WRITER, {});
    const dir = await makeFolder();
    for (const ending of ['parquet', 'csv', 'hepmc3']) {
      const path = join(dir, `x.${ending}`);
      await writeFile(path, 'old');
      const failing: PointEvents = {
        ...found,
        *blocks() {
          yield* found.blocks();
          throw new Error('no space left on device');
        },
      };
      await expect(writeEvents(path, failing, document)).rejects.toThrow('no space left on device');
      expect(await readFile(path, 'utf8')).toBe('old');
      await writeEvents(path, found, document);
      const bytes = await readFile(path);
      await writeEvents(path, eventsOf(at, { events: 64 }).found, document);
      expect((await readFile(path)).equals(bytes)).toBe(true);
      await expect(writeEvents(join(path, `y.${ending}`), found, document)).rejects.toThrow(StoreError);
    }
    expect((await readdir(dir)).sort()).toEqual(['x.csv', 'x.hepmc3', 'x.parquet']);
  });

  it('knows its endings', () => {
    for (const name of ['a.parquet', 'b.CSV', 'c.hepmc3']) checkEventFile(name);
    expect(() => checkEventFile('a.root')).toThrow(
      'a.root: events are written to .parquet, .csv, .hepmc3; choose one of these endings',
    );
  });
});
