/** Sentences about other limits in the notes of a figure. */

import { labelMarkup } from '../drawing/labelMarkup.js';
import { parameterMarkup } from '../drawing/parameterMarkup.js';
import { escapeMarkup } from '../drawing/richText.js';
import { unitOf } from '../model/parameters.js';
import { assumptions, gapsInWords, limitLevels, limitNames } from '../overlays/limitWords.js';
import type { Overlays } from '../overlays/overlays.js';
import type { Axis } from '../tiles/axes.js';
import { listInWords } from '../words.js';

/** Sentences about the limits for the notes of a figure; `level` is the confidence level of its contours, as markup. */
export function overlaySentences({ limits }: Overlays, axes: readonly Axis[], level: string): string[] {
  if (limits.kind === 'none') {
    return limits.isAsked ? [] : [labelMarkup(`${capitalised(limits.reason)}.`)];
  }
  const { mass, mixing } = limits;
  const axis = axes.find(({ name }) => name === mass);
  const [low, high] = [axis?.values[0] ?? 0, axis?.values.at(-1) ?? 0];
  const gaps = axis ? gapsInWords(limits, low, high).replace(mass, '').trim() : '';
  const assumed = assumptions(limits);
  const [m, u] = [mass, mixing].map(parameterMarkup);
  const unit = ` ${unitOf({ name: mass })}`.trimEnd();
  return [
    `Grey with an edge: ${u} above the lowest of other limits at ${limitLevels(limits).replaceAll(' %', '\u202f%')} CL (${escapeMarkup(limitNames(limits))}), as published; contours: ${level}.`,
    ...(gaps === '' ? [] : [`No other limit for ${m} ${gaps}${/\d$/.test(gaps) ? unit : ''}.`]),
    ...(assumed.length === 0 ? [] : [`${labelMarkup(listInWords(assumed, 'and'))}.`]),
  ];
}

const capitalised = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
