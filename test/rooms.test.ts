import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { countLines, ROOMS, readArrows, readNodeImports } from '../scripts/rooms.js';

const names = Object.keys(ROOMS);

it('every folder below src is a room that says what it is for', () => {
  expect([...countLines().keys()].sort()).toEqual([...names].sort());
});

it('every import goes down', () => {
  const upward = readArrows().filter(({ from, to }) => names.indexOf(to) <= names.indexOf(from));
  expect(upward.map(({ file, imported }) => `${file} imports ${imported}`)).toEqual([]);
});

it('no room but physics is larger than 2,000 lines', () => {
  const large = [...countLines()].filter(([name, lines]) => name !== 'physics' && lines > 2000);
  expect(large).toEqual([]);
});

it('docs/architecture.md has every room and its purpose', () => {
  const page = readFileSync(new URL('../docs/architecture.md', import.meta.url), 'utf8');
  for (const [name, purpose] of Object.entries(ROOMS)) expect(page).toContain(`| \`${name}\` | ${purpose} |`);
});

/** Rooms that an engine is made of, which must run where there is no Node: what they need of the machine is behind `platform`. */
const ENGINE_ROOMS = [
  'engine/gpu',
  'engine/packing',
  'engine/reference',
  'engine',
  'outputs',
  'prediction',
  'resolved',
  'model',
  'shapes',
  'gpu',
  'physics/mediators',
  'statistics',
  'algebra',
  'physics',
];

it('an engine asks nothing of Node but through platform', () => {
  const found = readNodeImports().filter(({ room }) => ENGINE_ROOMS.includes(room));
  expect(found).toEqual([]);
  expect(readNodeImports().some(({ room }) => room === 'platform')).toBe(true);
});
