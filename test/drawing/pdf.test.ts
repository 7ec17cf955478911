/** PDFs: vector outlines of the size that they are for, the same each time, with everything that the SVG has. */
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { cubicPath, outlinesToPdf } from '../../src/drawing/pdf.js';
import { renderPicture } from '../../src/drawing/render.js';

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="240" viewBox="0 0 480 240" font-family="STIX Two Text">
<clipPath id="half"><path d="M0,0H240V240H0Z"/></clipPath>
<rect width="480" height="240" fill="white"/>
<g clip-path="url(#half)"><path d="M10,10L470,230" stroke="#ff0000" stroke-width="3" stroke-dasharray="7 4" fill="none"/></g>
<path d="M100,100H200V200H100Z" fill="#0b5d99" fill-opacity="0.25" fill-rule="evenodd"/>
<text x="20" y="40" font-size="20">words</text></svg>`;

/** The drawing operators of a PDF's page. */
function operatorsOf(pdf: Uint8Array): string {
  const text = Buffer.from(pdf).toString('latin1');
  const streams = [...text.matchAll(/FlateDecode[^>]*>>\s*stream\r?\n/g)].map((match) => {
    const start = match.index + match[0].length;
    return inflateSync(Buffer.from(pdf).subarray(start, text.indexOf('endstream', start))).toString('latin1');
  });
  return streams.join('\n');
}

describe('a PDF', () => {
  it('has the printed width, and as many points as an SVG has pixels otherwise', async () => {
    const boxOf = async (cm?: number) => {
      const pdf = Buffer.from(await renderPicture(SVG, 'figure.pdf', cm)).toString('latin1');
      return /MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf)?.slice(1).map(Number) ?? [];
    };
    const [width = 0, height = 0] = await boxOf(8.6);
    expect((width / 72) * 2.54).toBeCloseTo(8.6, 3);
    expect(height).toBeCloseTo(width / 2, 3);
    expect(await boxOf()).toEqual([360, 180]);
  });

  it('has lines, dashes, fills with opacity and clips as vectors, and words as outlines without a font', async () => {
    const pdf = await renderPicture(SVG, 'figure.PDF');
    expect(Buffer.from(pdf).toString('latin1')).not.toMatch(/\/Font\b|\/Image\b/);
    const operators = operatorsOf(Buffer.from(pdf));
    expect(operators).toMatch(/\[7 4\] 0 d/);
    expect(operators).toMatch(/\nW n\n/);
    expect(operators).toMatch(/f\*/);
    expect(operators).toMatch(/1 0 0 SCN/);
    // The curves of five letters.
    expect(operators.match(/ c\n/g)?.length).toBeGreaterThan(30);
    expect(Buffer.from(pdf).toString('latin1')).toMatch(/\/ca 0\.25/);
  });

  it('has cubic curves that are the quadratic ones of letters', () => {
    expect(cubicPath('M 0 0 L 1 2 Q 4 2 4 8 Z')).toBe('M 0 0 L 1 2 C 3 2 4 4 4 8 Z');
    expect(cubicPath('M 0 0 C 1 2 3 4 5 6 Q 8 6 8 0 L 1 1')).toBe('M 0 0 C 1 2 3 4 5 6 C 7 6 8 4 8 0 L 1 1');
  });

  it('is the same each time', async () => {
    const [first, second] = [await renderPicture(SVG, 'a.pdf', 8.6), await renderPicture(SVG, 'b.pdf', 8.6)];
    expect(Buffer.from(first).equals(Buffer.from(second))).toBe(true);
  });

  it('shows nothing through a clipping path without an inside', async () => {
    const empty = `<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><defs><clipPath id="no"><path d=""/></clipPath></defs><g clip-path="url(#no)"><path d="M0 0L5 5" stroke="#000000"/></g></svg>`;
    expect(operatorsOf(await outlinesToPdf(empty, undefined))).toMatch(/W n/);
  });
});

describe('an SVG', () => {
  it('has its printed size in cm, with the same drawing', async () => {
    const [plain, printed] = [await renderPicture(SVG, 'a.svg'), await renderPicture(SVG, 'a.svg', 8.6)].map(
      String,
    );
    expect(printed).toMatch(/^<svg[^>]* width="8.6cm" height="4.300cm"/);
    expect(printed).toContain('viewBox="0 0 480 240"');
    const body = (svg = '') => svg.slice(svg.indexOf('>'));
    expect(body(printed)).toBe(body(plain));
  });
});
