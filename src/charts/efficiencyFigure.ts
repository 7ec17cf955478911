/** The efficiency of an experiment's response as a figure, against the energy of reference pairs. */

import { at } from '../at.js';
import { describeResponse } from '../drawing/captionText.js';
import { labelMarkup } from '../drawing/labelMarkup.js';
import type { ExperimentSummary } from '../inspection/summary.js';
import { type EfficiencyCurves, REFERENCE_MASS_GEV } from '../response/referenceEfficiency.js';
import type { Curve, CurveFigure } from './curve.js';

/** The figure of the total efficiency, and of each topology where there are several. */
export function efficiencyFigure(summary: ExperimentSummary, curves: EfficiencyCurves): CurveFigure {
  const { energiesGev, total, topologies } = curves;
  const curve = (label: string, values: readonly number[]): Curve => ({
    label,
    pieces: [energiesGev.map((energy, i) => [energy, at(values, i)] as const)],
  });
  const label = labelMarkup(describeResponse(summary.response.label));
  const smearing = summary.response.smears ? 'leptons are smeared' : 'without smearing';
  return {
    title: labelMarkup(summary.title),
    parameters: [
      `selection efficiency for *e*^{+}*e*^{−} pairs with *m_{ee}* = ${1000 * REFERENCE_MASS_GEV} MeV`,
    ],
    notes: [
      ...`Response: ${label}; ${smearing}.`.split(' '),
      'Pairs of true energy *E_{ee}* along the beam, isotropic in their rest frame',
      '(uniform in the asymmetry).',
      topologies.length === 0 ? 'A pair counts in whichever cell it falls.' : '',
    ].filter((phrase) => phrase !== ''),
    x: { spacing: 'log', values: energiesGev, title: '*E_{ee}* (GeV)' },
    y: { title: 'efficiency', range: [0, roundUp(1.06 * Math.max(...total))], spacing: 'linear' },
    curves: [
      curve(topologies.length === 0 ? 'all cells' : 'total', total),
      ...topologies.map(({ name, values }) => curve(labelMarkup(name.replaceAll('-', ' ')), values)),
    ],
  };
}

/** A value rounded up to two digits; 1 for zero. */
function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Number((Math.ceil(value / unit) * unit).toPrecision(3));
}
