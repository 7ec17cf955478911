/** The words below a picture: what is fixed, the minimum, each contour with a sample of its line, flags and what is missing. */
import { escapeMarkup, plainText, svgElement } from '../../drawing/richText.js';
import { familyOf } from '../../planes/flagFamilies.js';
import type { ContourAnswer } from '../picture/contourTask.js';
import type { CaptionLine } from '../picture/figureFile.js';
import { type Mark, markSample, star } from '../picture/marks.js';
import { dashOf } from '../picture/plot.js';
import { commandOf } from '../picture/view.js';
import { make, rich, svgOf } from './dom/elements.js';
import { colourOf } from './drawing.js';
import type { Drawn } from './drawn.js';
import type { PanelContours } from './panel.js';
import type { ShownPlane } from './reading/planes.js';
import {
  besideMarkup,
  coarseMarkup,
  contourMarkup,
  flagWords,
  minimumMarkup,
  unknownWords,
} from './words.js';

/** The caption of a panel. */
export interface Caption {
  readonly element: HTMLElement;
  readonly show: (drawn: Drawn, others: readonly (PanelContours | undefined)[], number: number) => void;
  /** Adds warnings about axes with too few points, which come with the contours. */
  readonly showCoarse: (plane: ShownPlane, answer: ContourAnswer) => void;
  /** What it says, for the figure that is saved. */
  readonly lines: () => readonly CaptionLine[];
}

/** A sample of a line: 30 by 12. */
const lineSample = (dash: string, colour: string) => (x: number, y: number) =>
  svgElement('path', { d: `M${x},${y + 6}h30`, stroke: '#ffffff', 'stroke-width': 4.4 }) +
  svgElement('path', {
    d: `M${x},${y + 6}h30`,
    stroke: colour,
    'stroke-width': 2.1,
    'stroke-dasharray': dash,
  });

const starSample = (x: number, y: number) => star(x + 15, y + 6, 7.5);

let samples = 0;
const areaSample = (mark: Mark) => (x: number, y: number) =>
  markSample(mark, { x, y, width: 30, height: 12 }, `sample${samples++}`).join('');

/** Makes a caption. */
export function makeCaption(): Caption {
  const beside = make('p', { class: 'beside' });
  const list = make('ul', { class: 'legend' });
  const warnings = make('div');
  const command = make('code');
  const element = make('div', { class: 'caption' }, [
    beside,
    list,
    warnings,
    make('details', { class: 'command' }, [
      make('summary', {}, ['The same as a figure of the program']),
      command,
    ]),
  ]);
  let lines: readonly CaptionLine[] = [];
  return {
    element,
    show: (drawn, others, number) => {
      const { view, grid, fit } = drawn;
      beside.replaceChildren(rich(besideMarkup(view, grid).join(',  ')));
      lines = linesOf(drawn, others, number);
      list.replaceChildren(
        ...lines.map(({ markup, sample }) =>
          make('li', {}, [
            ...(sample === undefined ? [] : [svgOf(sample(1, 2), '0 0 32 16')]),
            make('span', {}, [rich(markup)]),
          ]),
        ),
      );
      if (drawn.isRough) warnings.replaceChildren();
      command.textContent = commandOf(view, grid, fit.experiment);
    },
    showCoarse: (plane, answer) => {
      warnings.replaceChildren(
        ...coarseMarkup(plane, answer).map((markup) => make('p', { class: 'warning' }, [plainText(markup)])),
      );
    },
    lines: () => lines,
  };
}

function linesOf(
  { view, fit, picture: { plane, delta } }: Drawn,
  others: readonly (PanelContours | undefined)[],
  number: number,
): CaptionLine[] {
  const levels = [...view.cls].sort((a, b) => b - a);
  const besides = view.together
    ? others.flatMap((other, i) => (other === undefined || i === number ? [] : [{ other, i }]))
    : [];
  return [
    {
      markup: minimumMarkup(plane, delta, fit),
      ...(delta.minimum.at === 'background' ? {} : { sample: starSample }),
    },
    ...levels.map((cl, i) => ({
      markup: contourMarkup(delta, fit, cl),
      sample: lineSample(dashOf(i), '#111111'),
    })),
    ...besides.map(({ other, i }) => ({
      markup: escapeMarkup(other.label),
      sample: lineSample('', colourOf(i)),
    })),
    ...(view.hatched
      ? flagWords(plane).map(({ flag, markup }) =>
          familyOf(flag) === 'information' ? { markup } : { markup, sample: areaSample({ flag }) },
        )
      : []),
    ...unknownWords(plane).map(({ mark, markup }) => ({ markup, sample: areaSample(mark) })),
  ];
}
