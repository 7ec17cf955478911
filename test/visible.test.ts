/** Hidden characters: every one becomes an escape, nothing else changes, and JSON stays what it was. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstHidden, visible, visiblePage } from '../src/visible.js';

const CASES: [what: string, text: string, shown: string][] = [
  ['a sequence that clears the screen', '\x1b[2J', '\\x1b[2J'],
  ['one that sets a title, with BEL', '\x1b]0;x\x07', '\\x1b]0;x\\x07'],
  ['a C1 control', 'a\x9b2J', 'a\\x9b2J'],
  ['NUL and DEL', '\0\x7f', '\\x00\\x7f'],
  ['line ends and tabs', 'a\r\n\tb', 'a\\r\\n\\tb'],
  ['a bidirectional override', 'a\u202eb', 'a\\u202eb'],
  ['a zero-width space and a byte order mark', '\u200b\ufeff', '\\u200b\\ufeff'],
  ['a soft hyphen, a variation selector', '\u00ad\ufe0f', '\\xad\\ufe0f'],
  ['a lone surrogate', 'a\ud800b', 'a\\ud800b'],
  ['a tag beyond the first plane', '\u{e0041}', '\\u{e0041}'],
  ["Unicode's line ends", '\u2028\u2029\x85', '\\u2028\\u2029\\x85'],
  ['a noncharacter', '\uffff', '\\uffff'],
];

describe('visible', () => {
  it.each(CASES)('writes out %s', (_, text, shown) => {
    expect(visible(text)).toBe(shown);
    expect(/^[ -~]*$/.test(visible(text))).toBe(true);
  });

  it.each([
    'm₄ = 0.1 GeV',
    'ν̄_μ → e⁺e⁻, |U_μ5|² ≤ 10⁻⁶',
    '12\u202fGeV, 10\u2009×',
    'Ünïcødé 日本語 🎉',
    '\\x1b',
  ])('leaves %s', (text) => {
    expect(visible(text)).toBe(text);
    expect(firstHidden(text)).toBeUndefined();
  });

  it('leaves nothing hidden in any text, and tells whether there was something', () => {
    const unit = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.constantFrom(...CASES.map(([, t]) => t)),
    );
    fc.assert(
      fc.property(fc.array(unit), (parts) => {
        const text = parts.join('');
        expect(firstHidden(visible(text))).toBeUndefined();
        expect(visible(visible(text))).toBe(visible(text));
        expect(firstHidden(text) === undefined).toBe(
          visible(text.replace(/[\n\t]/g, '')) === text.replace(/[\n\t]/g, ''),
        );
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

describe('visiblePage', () => {
  it('keeps lines and tabs', () => {
    expect(visiblePage('a\n\tb\x1b\u202e')).toBe('a\n\tb\\u001b\\u202e');
  });

  it('keeps a JSON document what it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...CASES.map(([, t]) => t)), (a, b) => {
        const document = { [a]: [b, a] };
        const page = visiblePage(JSON.stringify(document, null, 2));
        expect(JSON.parse(page)).toEqual(document);
        expect(firstHidden(page)).toBeUndefined();
      }),
      { seed: 2, numRuns: 200 },
    );
  });
});
