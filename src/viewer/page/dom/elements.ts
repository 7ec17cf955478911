/** Small helpers for elements of the page. */
import { parseRichText } from '../../../drawing/richText.js';

/** Attributes and properties of an element that is made; what begins with `on` listens. */
type Properties = Readonly<Record<string, string | number | boolean | ((event: Event) => void) | undefined>>;

/** Makes an element with attributes, listeners and children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Properties = {},
  children: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : String(value));
  }
  element.append(...children);
  return element;
}

/** Markup of figures as elements: letters in italics, and real scripts. */
export function rich(markup: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const { text, italic, script } of parseRichText(markup)) {
    const inner = italic ? make('i', {}, [text]) : text;
    fragment.append(script === 'base' ? inner : make(script === 'sub' ? 'sub' : 'sup', {}, [inner]));
  }
  return fragment;
}

/** A line of markup in an element. */
export const richLine = (name: 'p' | 'li' | 'span', markup: string, properties: Properties = {}) =>
  make(name, properties, [rich(markup)]);

/** An SVG of some text, without words for those who do not see: these stand beside it. */
export function svgOf(content: string, box: string, label = ''): SVGSVGElement {
  const holder = document.createElement('div');
  holder.innerHTML = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}">${content}</svg>`;
  const svg = holder.firstElementChild as SVGSVGElement;
  if (label === '') svg.setAttribute('aria-hidden', 'true');
  else {
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', label);
  }
  return svg;
}
