/** Decoding the bytes of a text file, whatever editor or spreadsheet wrote it. */

/** The text, with lines that end in a line feed; or what is wrong with the bytes, and on which line. */
export type DecodedText = { readonly text: string } | { readonly line: number; readonly what: string };

/** Number of bytes that are examined to recognise UTF-16 without a byte order mark. */
const EXAMINED = 4096;

/** Encodings by their byte order marks. */
const MARKS: readonly (readonly [mark: readonly number[], encoding: string])[] = [
  // Before UTF-16, whose mark is the beginning of this one.
  [[0xff, 0xfe, 0, 0], 'UTF-32'],
  [[0, 0, 0xfe, 0xff], 'UTF-32'],
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/** First characters of files that are not text. */
const OTHERS: readonly (readonly [start: string, what: string])[] = [
  ['root', 'a ROOT file'],
  ['\x89HDF', 'an HDF5 file'],
  ['PK\x03\x04', 'a spreadsheet or an archive'],
  ['\x1f\x8b', 'a compressed file'],
  ['%PDF', 'a PDF document'],
];

/**
 * Decodes UTF-8 and UTF-16, with or without a byte order mark; lines may end in LF, CR LF or CR. Any other encoding, a NUL and an
 * invalid character are reported with their line. They are never replaced, because that would change the author's text.
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

/** In UTF-16, every other byte of Latin letters and digits is 0. */
function guessEncoding(bytes: Uint8Array): string {
  const head = bytes.subarray(0, EXAMINED);
  if (bytes.length % 2 !== 0 || bytes.length === 0) return 'utf-8';
  const zerosFrom = (first: number) => head.filter((byte, i) => i % 2 === first && byte === 0).length;
  const even = zerosFrom(0) / (head.length / 2);
  const odd = zerosFrom(1) / (head.length / 2);
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

/** The first line that does not decode. For UTF-16 it is the line of the first replacement character, which may also be the author's. */
function damaged(bytes: Uint8Array, encoding: string): DecodedText {
  const what = `a character that is not ${encoding.toUpperCase()}; save the file as UTF-8`;
  if (encoding !== 'utf-8') {
    const lenient = new TextDecoder(encoding).decode(bytes).replace(/\r\n?/g, '\n');
    return { line: lineAt(lenient, Math.max(lenient.indexOf('\ufffd'), 0)), what };
  }
  // In UTF-8, the bytes of line ends never occur within other characters.
  for (let line = 1, from = 0; from < bytes.length; line++) {
    const end = nextLineEnd(bytes, from);
    if (decode(bytes.subarray(from, end.index), encoding) === undefined) return { line, what };
    from = end.next;
  }
  return { line: 1, what };
}

function nextLineEnd(bytes: Uint8Array, from: number): { index: number; next: number } {
  for (let i = from; i < bytes.length; i++) {
    if (bytes[i] === 10) return { index: i, next: i + 1 };
    if (bytes[i] === 13) return { index: i, next: bytes[i + 1] === 10 ? i + 2 : i + 1 };
  }
  return { index: bytes.length, next: bytes.length };
}

/** Line number of an index, from 1. */
function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
