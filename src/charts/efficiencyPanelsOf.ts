/** The figure of an efficiency for the pairs of a point, from its report. */

import { describeResponse } from '../drawing/captionText.js';
import { labelMarkup, sentenceMarkup } from '../drawing/labelMarkup.js';
import { quantityMarkup } from '../drawing/parameterMarkup.js';
import { numberMarkup } from '../drawing/richText.js';
import { modelForReaders } from '../metadata/settingsInWords.js';
import { isDefaultValue } from '../model/parameters.js';
import type { ParameterPoint } from '../model/point.js';
import type { PairQuantity } from '../response/tabulate.js';
import type { ProjectionTable } from '../results/projectionTable.js';
import type { EfficiencyPanels } from './efficiencyPanels.js';

/** The drawn numbers: mean efficiencies, and bins of each quantity. */
export interface DrawnEfficiency {
  readonly response: string;
  readonly model: string;
  readonly parameters: ParameterPoint;
  readonly efficiency: number;
  readonly topologies: readonly { readonly name: string }[];
  readonly projections: readonly {
    readonly quantity: PairQuantity;
    readonly bins: ProjectionTable['bins'];
  }[];
}

/** The figure of an experiment's efficiency. */
export function efficiencyPanels(
  report: DrawnEfficiency,
  { title, smears }: { readonly title: string; readonly smears: boolean },
): EfficiencyPanels {
  const { response, model, parameters, efficiency, topologies, projections } = report;
  const values = Object.entries(parameters).flatMap(([name, value]) => {
    const isShown = name !== 'delta' && !isDefaultValue(name, value) && !/^V54|^gD/.test(name);
    return isShown ? [quantityMarkup({ name }, value)] : [];
  });
  return {
    title: labelMarkup(`${title}: efficiency`),
    parameters: values,
    notes: [
      `Response: ${labelMarkup(describeResponse(response))}; ${smears ? 'leptons are smeared' : 'without smearing'}.`,
      `Pairs that decay in the active volume (grey, any scale): ${sentenceMarkup(modelForReaders(model))};`,
      `mean efficiency ${numberMarkup(efficiency, 3)}.`,
      response === 'toy'
        ? "In the layout of figure 2 of arXiv:2502.10900; that figure's curves are not published as numbers."
        : 'In the layout of figure 2 of arXiv:2502.10900.',
    ].flatMap((sentence) => sentence.split(' ')),
    legend: [
      topologies.length === 0 ? 'all cells' : 'total',
      ...topologies.map(({ name }) => labelMarkup(name.replaceAll('-', ' '))),
    ],
    panels: projections.map(({ quantity, bins }) => ({
      quantity,
      bins: bins.map(({ low, high, share, total, topologies: parts }) => ({
        low,
        high,
        share,
        values: [total, ...parts],
      })),
    })),
  };
}
