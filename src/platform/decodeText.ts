/** From the bytes of a text file to its text, whatever editor or spreadsheet wrote it. */

/** The text with lines that end in a line feed, or what is wrong with the bytes and on which line. */
export type DecodedText = { readonly text: string } | { readonly line: number; readonly what: string };

/** Bytes that are looked at to tell UTF-16 without a mark. */
const LOOKED_AT = 4096;

/** Encodings by the mark that a file may begin with. */
const MARKS: readonly (readonly [mark: readonly number[], encoding: string])[] = [
  // Before UTF-16's, which is how it begins.
  [[0xff, 0xfe, 0, 0], 'UTF-32'],
  [[0, 0, 0xfe, 0xff], 'UTF-32'],
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/** What other files than text begin with. */
const OTHERS: readonly (readonly [start: string, what: string])[] = [
  ['root', 'a ROOT file'],
  ['\x89HDF', 'an HDF5 file'],
  ['PK\x03\x04', 'a spreadsheet or an archive'],
  ['\x1f\x8b', 'a compressed file'],
  ['%PDF', 'a PDF document'],
];

/**
 * Decodes UTF-8 and UTF-16, with a byte order mark or without; lines may end in LF, CR LF or CR. Anything else, a NUL and a
 * damaged character are told with their line: a text with replaced characters would be another one than its author's.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const [mark, encoding] = MARKS.find(([m]) => m.every((byte, i) => bytes[i] === byte)) ?? [
    [],
    guessEncoding(bytes),
  ];
  if (encoding === 'UTF-32') return { line: 1, what: 'the text is UTF-32; save it as UTF-8' };
  const content = bytes.subarray(mark.length);
  const raw = decode(content, encoding);
  if (raw === undefined || raw.includes('\0')) {
    const start = Buffer.from(bytes.subarray(0, 4)).toString('latin1');
    const other = OTHERS.find(([begin]) => start.startsWith(begin));
    if (other !== undefined) return { line: 1, what: `${other[1]}; export it as a text file` };
  }
  if (raw === undefined) return damaged(content, encoding);
  const text = raw.replace(/\r\n?/g, '\n');
  const nul = text.indexOf('\0');
  if (nul < 0) return { text };
  return { line: lineAt(text, nul), what: 'a NUL character, which no text has; save the file as UTF-8' };
}

/** In UTF-16 every other byte of plain letters and digits is 0. */
function guessEncoding(bytes: Uint8Array): string {
  const head = bytes.subarray(0, LOOKED_AT);
  if (bytes.length % 2 !== 0 || bytes.length === 0) return 'utf-8';
  const zeros = [0, 0];
  head.forEach((byte, i) => {
    if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros.map((count) => count / (head.length / 2));
  if (odd > 0.7 && even < 0.1) return 'utf-16le';
  return even > 0.7 && odd < 0.1 ? 'utf-16be' : 'utf-8';
}

function decode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The first line that does not decode; of UTF-16 the line of its first replaced character, which may be its author's. */
function damaged(bytes: Uint8Array, encoding: string): DecodedText {
  const what = `a character that is not ${encoding.toUpperCase()}; save the file as UTF-8`;
  if (encoding !== 'utf-8') {
    const lenient = new TextDecoder(encoding).decode(bytes).replace(/\r\n?/g, '\n');
    return { line: lineAt(lenient, Math.max(lenient.indexOf('\ufffd'), 0)), what };
  }
  // No byte of a longer character is that of a line's end.
  for (let line = 1, from = 0; from < bytes.length; line++) {
    const end = nextLineEnd(bytes, from);
    if (decode(bytes.subarray(from, end.at), encoding) === undefined) return { line, what };
    from = end.next;
  }
  return { line: 1, what };
}

function nextLineEnd(bytes: Uint8Array, from: number): { at: number; next: number } {
  for (let i = from; i < bytes.length; i++) {
    if (bytes[i] === 10) return { at: i, next: i + 1 };
    if (bytes[i] === 13) return { at: i, next: bytes[i + 1] === 10 ? i + 2 : i + 1 };
  }
  return { at: bytes.length, next: bytes.length };
}

/** Line of an index, from 1. */
function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
