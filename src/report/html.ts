/** HTML from templates: what is put in is escaped, so that nothing from a file becomes markup. */
import { visible } from '../visible.js';

/** A piece of HTML. */
export interface Html {
  readonly html: string;
}

/** What a template takes: text, which is escaped, and pieces, which are not. */
export type HtmlPart = string | number | Html | readonly Html[];

/** A template of HTML, as in html`<td>${text}</td>`. */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return { html: strings.map((text, i) => text + (i < parts.length ? partOf(parts[i] ?? '') : '')).join('') };
}

function partOf(part: HtmlPart): string {
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  if ('html' in part) return part.html;
  return part.map((piece) => piece.html).join('');
}

/** Text that shows as it is, in elements and in attributes; control characters are made visible, but for line ends. */
export function escapeHtml(text: string): string {
  const shown = text.split('\n').map(visible).join('\n');
  return shown.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** A table; the cells of the first column are its rows' headings. Columns of numbers are aligned to the right. */
export function table(columns: readonly string[], rows: readonly (readonly (string | Html)[])[]): Html {
  const head = columns.map((name) => html`<th scope="col">${name}</th>`);
  const body = rows.map(
    ([first = '', ...cells]) =>
      html`<tr><th scope="row">${first}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  );
  return html`<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** Pairs of a name and what belongs to it. */
export function definitions(rows: readonly (readonly [name: string, value: string | Html])[]): Html {
  return html`<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

/** An SVG document inside the page, described for those who do not see it; `id` sets its own ids apart from those of other figures. */
export function inlineSvg(svg: string, id: string, label: string): Html {
  const inside = svg
    .replace(/^\s*<\?xml[^>]*\?>\s*/, '')
    .replace(/\bid="([^"]*)"/g, (_, name: string) => `id="${id}-${name}"`)
    .replace(/url\(#([^)]*)\)/g, (_, name: string) => `url(#${id}-${name})`)
    .replace(/href="#([^"]*)"/g, (_, name: string) => `href="#${id}-${name}"`)
    .replace(/^<svg\b/, `<svg role="img" aria-label="${escapeHtml(label)}"`);
  return { html: inside };
}
