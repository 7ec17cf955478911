/** A figure as a PDF: its outlines drawn by pdfkit, so that it needs neither fonts nor another program. */
import { JSDOM } from 'jsdom';
import PDFDocument from 'pdfkit';

type Pdf = InstanceType<typeof PDFDocument>;

/** Points of PDF for each pixel of an SVG without a printed width. */
const POINTS_PER_PIXEL = 0.75;
const POINTS_PER_CM = 72 / 2.54;

/**
 * The PDF of an SVG as `outlineSvg` makes it: groups, paths, clipping paths and transforms, no text. It has the printed width `cm`, or else
 * 96 pixels an inch. The same figure gives the same bytes.
 */
export async function outlinesToPdf(outlined: string, cm: number | undefined): Promise<Uint8Array> {
  const { document } = new JSDOM(outlined, { contentType: 'image/svg+xml' }).window;
  const svg = document.documentElement;
  const [width, height] = sizeOf(svg);
  const scale = cm === undefined ? POINTS_PER_PIXEL : (cm * POINTS_PER_CM) / width;
  const pdf = new PDFDocument({
    size: [width * scale, height * scale],
    margin: 0,
    // No font: there is no text.
    font: '',
    info: { Producer: 'dualnu', Creator: 'dualnu', CreationDate: new Date(0) },
  });
  const chunks: Uint8Array[] = [];
  pdf.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  const end = new Promise<void>((resolve, reject) => {
    pdf.on('end', resolve);
    pdf.on('error', reject);
  });
  pdf.scale(scale);
  for (const child of svg.children) drawElement(pdf, child, svg);
  pdf.end();
  await end;
  return Buffer.concat(chunks);
}

function sizeOf(svg: Element): [width: number, height: number] {
  const box =
    svg
      .getAttribute('viewBox')
      ?.split(/[\s,]+/)
      .map(Number) ?? [];
  const of = (name: string, i: number) => box[i] ?? Number.parseFloat(svg.getAttribute(name) ?? '');
  return [of('width', 2), of('height', 3)];
}

/** Draws a group or a path with what is in it; the root holds the clipping paths. */
function drawElement(pdf: Pdf, element: Element, root: Element): void {
  const { localName } = element;
  if (localName !== 'g' && localName !== 'path') return;
  pdf.save();
  applyTransform(pdf, element);
  clipTo(pdf, element, root);
  if (localName === 'path') paint(pdf, element);
  else for (const child of element.children) drawElement(pdf, child, root);
  pdf.restore();
}

function applyTransform(pdf: Pdf, element: Element): void {
  const [, list] = /^matrix\(([^)]*)\)$/.exec(element.getAttribute('transform') ?? '') ?? [];
  const [a, b, c, d, e, f] =
    list
      ?.trim()
      .split(/[\s,]+/)
      .map(Number) ?? [];
  if ([a, b, c, d, e, f].every((value) => value !== undefined))
    pdf.transform(a ?? 1, b ?? 0, c ?? 0, d ?? 1, e ?? 0, f ?? 0);
}

/** Cuts what follows to a clipping path, and to the path that this one is itself cut to. */
function clipTo(pdf: Pdf, element: Element, root: Element): void {
  const [, id] = /^url\(#(.*)\)$/.exec(element.getAttribute('clip-path') ?? '') ?? [];
  if (id === undefined) return;
  const clip = [...root.querySelectorAll('clipPath')].find((each) => each.getAttribute('id') === id);
  if (!clip) return;
  clipTo(pdf, clip, root);
  const paths = [...clip.children];
  const rule = paths.some((path) => path.getAttribute('clip-rule') === 'evenodd') ? 'even-odd' : 'non-zero';
  // A path without points has no inside.
  const d =
    paths
      .map((path) => cubicPath(path.getAttribute('d') ?? ''))
      .join(' ')
      .trim() || 'M0 0H0V0Z';
  pdf.path(d).clip(rule);
}

/** Fills and strokes a path. */
function paint(pdf: Pdf, path: Element): void {
  const attribute = (name: string) => path.getAttribute(name) ?? undefined;
  const number = (name: string, fallback: number) => Number(attribute(name) ?? fallback);
  const d = cubicPath(attribute('d') ?? '');
  if (d === '' || attribute('visibility') === 'hidden') return;
  const opacity = inherited(path);
  const fill = attribute('fill') ?? 'black';
  if (fill !== 'none') {
    const rule = attribute('fill-rule') === 'evenodd' ? 'even-odd' : 'non-zero';
    pdf.fillOpacity(number('fill-opacity', 1) * opacity);
    pdf.path(d).fill(fill, rule);
  }
  const stroke = attribute('stroke') ?? 'none';
  if (stroke === 'none') return;
  const dash =
    attribute('stroke-dasharray')
      ?.trim()
      .split(/[\s,]+/)
      .map(Number) ?? [];
  pdf.lineWidth(number('stroke-width', 1)).strokeOpacity(number('stroke-opacity', 1) * opacity);
  pdf.lineJoin((attribute('stroke-linejoin') ?? 'miter') as 'miter' | 'round' | 'bevel');
  pdf.lineCap((attribute('stroke-linecap') ?? 'butt') as 'butt' | 'round' | 'square');
  if (dash.length > 0 && dash.some((length) => length > 0)) pdf.dash(dash as unknown as number, {});
  pdf.path(d).stroke(stroke);
}

/**
 * Data of a path, absolute as resvg writes it, with cubic curves in place of quadratic ones, as which the outlines of letters come: pdfkit
 * takes the point of a quadratic curve for the second one of a cubic.
 */
export function cubicPath(d: string): string {
  let [x, y] = [0, 0];
  return d.replace(/([MLQCZ])([^MLQCZ]*)/g, (whole, command: string, list: string) => {
    const values = list
      .trim()
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(Number);
    const [endX = x, endY = y] = values.slice(-2);
    const [startX, startY] = [x, y];
    [x, y] = [endX, endY];
    if (command !== 'Q' || values.length !== 4) return whole;
    const [u = 0, v = 0] = values;
    // Two thirds of the way from either end to the point of the quadratic curve.
    const towards = (from: number, to: number) => Number((from + (2 * (to - from)) / 3).toFixed(3));
    const first = `${towards(startX, u)} ${towards(startY, v)}`;
    return `C ${first} ${towards(endX, u)} ${towards(endY, v)} ${endX} ${endY} `;
  });
}

/** The product of the opacities of an element and of all groups around it. */
function inherited(element: Element): number {
  const here = Number(element.getAttribute('opacity') ?? 1);
  return element.parentElement ? here * inherited(element.parentElement) : here;
}
