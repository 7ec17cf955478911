/** The boxes of all text of a page in a browser, and what is wrong with them. */
import type { Page } from 'playwright-core';

/** A line of text that is seen, pixels. Lines of one block, such as a paragraph or a label of a picture, may touch each other. */
interface PageBox {
  readonly text: string;
  readonly block: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Whether it reaches beyond its picture, or beyond the width of the page. */
  readonly leaves: boolean;
}

/** Texts of a page that leave their pictures or the page, and pairs that overlap by more than `slack` pixels. */
export async function pageFaults(page: Page, slack = 1): Promise<{ boxes: number; faults: string[] }> {
  const boxes = await page.evaluate(measure);
  const overlapping = boxes.flatMap((a, i) =>
    boxes.slice(i + 1).flatMap((b) => {
      if (a.block === b.block) return [];
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const tall = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      return wide > slack && tall > slack ? [`overlap: ${a.text} | ${b.text}`] : [];
    }),
  );
  const leaving = boxes.flatMap(({ text, leaves }) => (leaves ? [`leaves: ${text}`] : []));
  return { boxes: boxes.length, faults: [...leaving, ...overlapping] };
}

/** Runs in the page. The em box of a font is taller than its letters: a part of it is cut off above and below. */
function measure(): PageBox[] {
  const blocks: Element[] = [];
  const boxes: PageBox[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = (node.textContent ?? '').trim();
    let element = node.parentElement;
    if (text === '' || element === null || element.closest('script, style, option, title') !== null) continue;
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    while (
      element.parentElement !== null &&
      element.localName !== 'text' &&
      getComputedStyle(element).display.startsWith('inline')
    )
      element = element.parentElement;
    const found = blocks.indexOf(element);
    const block = found < 0 ? blocks.push(element) - 1 : found;
    const picture = element.closest('svg')?.getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const { left, right, top, bottom, width, height } of range.getClientRects()) {
      if (width === 0 || height === 0) continue;
      const edges = picture ?? { left: 0, right: document.documentElement.clientWidth };
      boxes.push({
        text,
        block,
        left,
        right,
        top: top + 0.25 * height,
        bottom: bottom - 0.25 * height,
        leaves: left < edges.left - 1 || right > edges.right + 1,
      });
    }
  }
  return boxes;
}
