/** Texts as editors and spreadsheets save them: the same text from each, or the line on which it is none. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../src/platform/decodeText.js';

const TEXT = '# flux, ν_μ\ne_nu_gev,numu\n0.5,1e-10\n';
const utf8 = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string, isLittle = true) => {
  const bytes = Buffer.from(text, 'utf16le');
  return isLittle ? bytes : bytes.swap16();
};
const marked = (mark: number[], bytes: Uint8Array) => Buffer.concat([Buffer.from(mark), bytes]);

describe('decodeText', () => {
  it.each([
    ['UTF-8', utf8(TEXT)],
    ['UTF-8 with a mark', marked([0xef, 0xbb, 0xbf], utf8(TEXT))],
    ['UTF-16 LE with a mark', marked([0xff, 0xfe], utf16(TEXT))],
    ['UTF-16 BE with a mark', marked([0xfe, 0xff], utf16(TEXT, false))],
    ['UTF-16 LE without', utf16(TEXT)],
    ['UTF-16 BE without', utf16(TEXT, false)],
    ['lines that end in CR LF', utf8(TEXT.replaceAll('\n', '\r\n'))],
    ['lines that end in CR', utf8(TEXT.replaceAll('\n', '\r'))],
    ['UTF-16 with CR', marked([0xff, 0xfe], utf16(TEXT.replaceAll('\n', '\r')))],
  ])('reads %s', (_, bytes) => {
    expect(decodeText(bytes)).toEqual({ text: TEXT });
  });

  it('reads nothing as nothing', () => {
    expect(decodeText(new Uint8Array())).toEqual({ text: '' });
  });

  it.each([
    ['UTF-32', marked([0xff, 0xfe, 0, 0], Buffer.from([65, 0, 0, 0])), 1, /UTF-32; save it as UTF-8/],
    [
      'Latin-1',
      Buffer.from('a\nb\r\n541 m \xb1 2\n', 'latin1'),
      3,
      /a character that is not UTF-8; save the file/,
    ],
    ['a character cut off', utf8('a\nνμ').subarray(0, 5), 2, /not UTF-8/],
    [
      'U+FFFD that is its own, and a damaged line',
      Buffer.concat([utf8('\ufffd\n'), Buffer.from([0xff])]),
      2,
      /not UTF-8/,
    ],
    ['NUL', utf8('a\nb\0c\n'), 2, /a NUL character/],
    [
      'half of a surrogate pair',
      marked([0xff, 0xfe], Buffer.from([65, 0, 10, 0, 0, 0xd8])),
      2,
      /not UTF-16LE/,
    ],
    ['a ROOT file', Buffer.from('root\0\0\xf4\0', 'latin1'), 1, /a ROOT file; export it as a text file/],
    ['a spreadsheet', Buffer.from('PK\x03\x04\x14\0\xff', 'latin1'), 1, /a spreadsheet or an archive/],
  ])('says so of %s', (_, bytes, line, what) => {
    expect(decodeText(bytes)).toEqual({ line, what: expect.stringMatching(what) });
  });

  it('reads every text as it was written, in every encoding, and any bytes without throwing', () => {
    const text = fc
      .string({ unit: 'grapheme', maxLength: 60 })
      .filter((t) => !/[\0\r]/.test(t) && !t.startsWith('\ufeff'));
    fc.assert(
      fc.property(text, (t) => {
        expect(decodeText(marked([0xef, 0xbb, 0xbf], utf8(t)))).toEqual({ text: t });
        expect(decodeText(marked([0xfe, 0xff], utf16(t, false)))).toEqual({ text: t });
      }),
      { seed: 3, numRuns: 200 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const decoded = decodeText(bytes);
        if ('what' in decoded) expect(decoded.line).toBeGreaterThanOrEqual(1);
        else expect(decoded.text).not.toMatch(/[\0\r]/);
      }),
      { seed: 4, numRuns: 500 },
    );
  });
});
