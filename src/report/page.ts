/** The page of a report: one HTML document without scripts and without anything that it would have to load. */
import { type Html, html } from './html.js';

/** A section with its heading. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

/** Legible on dark and light screens and on paper. Figures keep their white ground, for which their colours are made. */
const STYLE = `
:root { color-scheme: light dark; --ink: #1a1a1a; --quiet: #5a5a5a; --line: #d5d5d5; --ground: #ffffff; --shade: #f4f5f7; --link: #0b5d99; --warn: #8a4b00; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e8e8; --quiet: #a8a8a8; --line: #44474d; --ground: #17191c; --shade: #212429; --link: #7fb8e6; --warn: #f0b060; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 60rem; background: var(--ground); color: var(--ink); font: 16px/1.5 "STIX Two Text", Georgia, "Times New Roman", serif; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .25rem; font-weight: 600; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); font-weight: 600; break-after: avoid; }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; font-weight: 600; break-after: avoid; }
p { margin: .5rem 0; overflow-wrap: anywhere; }
a { color: var(--link); }
.quiet { color: var(--quiet); }
nav ul { list-style: none; margin: 1rem 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; font-size: .95rem; }
dl { display: grid; grid-template-columns: minmax(9rem, max-content) 1fr; gap: .2rem 1.25rem; margin: .75rem 0; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .7rem; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top; font-weight: normal; }
thead th { border-bottom: 1px solid var(--quiet); color: var(--quiet); vertical-align: bottom; }
th:first-child { text-align: left; }
tr { break-inside: avoid; }
figure { margin: 1.25rem 0; break-inside: avoid; }
figure svg { display: block; width: 100%; height: auto; max-width: 46rem; background: white; border-radius: 4px; }
figcaption { color: var(--quiet); font-size: .92rem; margin-top: .4rem; max-width: 46rem; }
pre, code { font: .85rem/1.45 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
pre { background: var(--shade); padding: .8rem 1rem; overflow-x: auto; border-radius: 4px; white-space: pre-wrap; overflow-wrap: anywhere; }
ul.warnings { padding-left: 1.2rem; color: var(--warn); }
ul.warnings li { margin: .3rem 0; overflow-wrap: anywhere; }
.verdict { display: inline-block; padding: 0 .5rem; border: 1px solid currentColor; border-radius: 4px; }
summary { cursor: pointer; color: var(--link); }
@media (max-width: 36rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } }
@page { margin: 16mm 14mm; }
@media print {
  :root { --ink: #000; --quiet: #444; --line: #bbb; --ground: #fff; --shade: #f4f4f4; --link: #000; --warn: #000; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  nav { display: none; }
  figure svg { max-width: 130mm; max-height: 195mm; border-radius: 0; }
  details { display: none; }
  .scroll { overflow: visible; }
  a { text-decoration: none; }
}
`;

/** A document of sections. */
export function page(
  { title, subtitle, made }: { readonly title: string; readonly subtitle: string; readonly made: string },
  sections: readonly Section[],
): string {
  const links = sections.map(({ id, title: name }) => html`<li><a href="#${id}">${name}</a></li>`);
  const body = sections.map(
    ({ id, title: name, body: content }) => html`<section id="${id}"><h2>${name}</h2>${content}</section>\n`,
  );
  const style: Html = { html: `<style>${STYLE}</style>` };
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="dualnu">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${title}</title>
${style}
</head>
<body>
<header><h1>${title}</h1><p>${subtitle}</p><p class="quiet">${made}</p><nav><ul>${links}</ul></nav></header>
<main>
${body}</main>
</body>
</html>
`.html;
}
