/** The figure of `dualnu xsec`: the cross section against energy. */

import { quantityMarkup } from '../drawing/parameterMarkup.js';
import { numberMarkup } from '../drawing/richText.js';
import { ConfigError } from '../errors.js';
import { modelOf } from '../model/models.js';
import { crossSectionCurves } from '../results/crossSectionCurves.js';
import {
  type CrossSectionPoint,
  type CrossSectionRequest,
  thresholdOf,
} from '../results/crossSectionTable.js';
import { type CurveFigure, wholeDecades } from './curve.js';

/** Most decades below the largest cross section: it goes to zero at threshold. */
const MOST_DECADES = 6;

/** The cross section against energy; ConfigError where all energies are below threshold. */
export function crossSectionFigure(
  request: CrossSectionRequest,
  points: readonly CrossSectionPoint[],
): CurveFigure {
  const { production, energies } = request;
  const curves = crossSectionCurves(request);
  const values = points.flatMap((p) => [p.sigma_cm2, p.sigma_zprime_cm2]).filter((sigma) => sigma > 0);
  if (values.length === 0) {
    const threshold = thresholdOf(request).toPrecision(4);
    throw new ConfigError(`--enu: nothing is produced below the threshold, ${threshold} GeV; go higher`);
  }
  const largest = Math.max(...values);
  const shown = values.filter((sigma) => sigma > largest * 10 ** -MOST_DECADES);
  const [with_, alone] = ['with the SM *Z*', `${request.production.mediator.markup} exchange alone`];
  const labelled = production.smZ
    ? [
        { label: with_, pieces: [curves.total] },
        { label: alone, pieces: [curves.zprime] },
      ]
    : [{ label: alone, pieces: [curves.zprime] }];
  return {
    ...words(request),
    x: { ...energies, title: `*E*_${request.antineutrino ? '{ν̄}' : 'ν'} (GeV)` },
    y: { title: '*σ* (cm^2)', range: wholeDecades(shown) },
    curves: labelled,
  };
}

function words(request: CrossSectionRequest): Pick<CurveFigure, 'title' | 'parameters' | 'notes'> {
  const { production, target, model, antineutrino, vertexSq, epsilon, gD, charge } = request;
  const { produced, mediator } = modelOf(model);
  const { index, mass } = produced;
  const isProton = production.target.on.kind === 'proton';
  const struck = isProton ? 'a proton' : nucleusMarkup(target);
  const bar = antineutrino ? '\u0304' : '';
  return {
    title: `Upscattering of *ν${bar}*_μ to *ν${bar}*_${index} on ${struck}`,
    parameters: [
      quantityMarkup({ name: mass }, production.m),
      quantityMarkup({ name: mediator.mass }, production.mX),
      quantityMarkup({ name: mediator.matter }, epsilon),
      quantityMarkup({ name: mediator.dark }, gD),
      `|*V*_{μ${index}}|^2 = ${numberMarkup(vertexSq)}`,
      `*e* = ${numberMarkup(charge, 4)}`,
    ],
    notes: [
      isProton ? 'Elastic, per proton at rest;' : 'Coherent, per nucleus;',
      'summed over helicity;',
      `threshold at ${numberMarkup(thresholdOf(request), 4)} GeV.`,
    ],
  };
}

/** `Ar40` as markup. */
function nucleusMarkup(name: string): string {
  const [, symbol = name, mass = ''] = /^([A-Za-z]+)(\d*)$/.exec(name) ?? [];
  return mass === '' ? symbol : `^{${mass}}${symbol}`;
}
