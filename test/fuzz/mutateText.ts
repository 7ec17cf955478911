/** Changes the text of a file: bytes flipped, cut short, other encodings and line ends, and what a YAML parser may choke on. */
import type { Dice } from './random.js';

/** Pieces that are put in somewhere. */
const PIECES = [
  '\u0000',
  '\u0007',
  '\u001b[2J',
  '\u202e',
  '\ufeff',
  '\u2028',
  '\t',
  '\r',
  '\n...\n',
  '\n---\na: 1\n',
  '%YAML 1.1\n---\n',
  '&a [*a]',
  '*nothing',
  '<<: *a',
  '!!binary aGk=',
  '!!js/function x',
  '!!float ',
  '|+\n',
  '? [a, b]\n: c\n',
  '"unfinished',
  "'",
  '{',
  '[',
  '[[[[[[[[',
  '}',
  '__proto__: 1\n',
  '? ',
  '1e999',
  '0o17',
  '.nan',
  '#',
] as const;

/** The bytes of a text that was changed once. */
export function mutateText(text: string, dice: Dice): Buffer {
  const ways = [flipped, flipped, cut, inserted, inserted, inserted, ofLines, ofLines, encoded, heaped];
  return dice.pick(ways)(text, dice);
}

function flipped(text: string, dice: Dice): Buffer {
  const bytes = Buffer.from(text);
  for (let k = 1 + dice.below(3); k > 0; k--) {
    const at = dice.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << dice.below(8));
  }
  return bytes;
}

function cut(text: string, dice: Dice): Buffer {
  const bytes = Buffer.from(text);
  const at = dice.below(bytes.length + 1);
  return dice.chance(0.5) ? bytes.subarray(0, at) : bytes.subarray(at);
}

function inserted(text: string, dice: Dice): Buffer {
  const at = dice.below(text.length + 1);
  const gone = dice.below(6);
  return Buffer.from(text.slice(0, at) + dice.pick(PIECES) + text.slice(at + gone));
}

function ofLines(text: string, dice: Dice): Buffer {
  const lines = text.split('\n');
  const at = dice.below(lines.length);
  const line = lines[at] ?? '';
  const others: readonly (readonly string[])[] = [
    [],
    [line, line],
    [`  ${line}`],
    [`\t${line}`],
    [line.trimStart()],
    [`#${line}`],
  ];
  return Buffer.from(lines.toSpliced(at, 1, ...dice.pick(others)).join('\n'));
}

/** Encodings and line ends: some are read as the same text, others are no text. */
function encoded(text: string, dice: Dice): Buffer {
  const little = Buffer.from(text, 'utf16le');
  const big = Buffer.from(little).swap16();
  return dice.pick([
    Buffer.from(`\ufeff${text}`),
    Buffer.from(text.replaceAll('\n', '\r\n')),
    Buffer.from(text.replaceAll('\n', '\r')),
    Buffer.concat([Buffer.from([0xff, 0xfe]), little]),
    Buffer.concat([Buffer.from([0xfe, 0xff]), big]),
    little,
    big,
    Buffer.concat([Buffer.from([0xff, 0xfe]), little.subarray(0, -1)]),
    Buffer.from(`${text}# \u00e9\u00df\n`, 'latin1'),
    Buffer.from(text.replaceAll('\n', '\u2028')),
    Buffer.alloc(0),
    Buffer.alloc(text.length),
  ]);
}

/** Much of something: nesting, aliases of aliases, keys, mistakes. */
function heaped(text: string, dice: Dice): Buffer {
  const count = dice.pick([50, 150, 600]);
  const lines = (line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i)).join('\n');
  const heaps = [
    `${'['.repeat(count)}${']'.repeat(count)}`,
    `x: ${'{a: '.repeat(count)}1${'}'.repeat(count)}`,
    lines((i) => `${' '.repeat(i)}k:`),
    // Each is twice the one before: 2^count values, unless somebody counts.
    `a0: &a0 [1, 1]\n${lines((i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)}`,
    lines((i) => `key${i}: ${i}`),
    lines(() => 'same: 1'),
    lines((i) => `- ${i}`),
    `text: "${'\\u0041'.repeat(count)}"`,
    `# ${'c'.repeat(100 * count)}`,
    '\n'.repeat(count),
    `n: ${'9'.repeat(count)}`,
  ];
  const heap = dice.pick(heaps);
  return Buffer.from(dice.chance(0.5) ? `${text}${heap}\n` : `${heap}\n${text}`);
}
