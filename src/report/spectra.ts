/** The spectra of the best point of a grid, computed again in f64. */
import { overrideParameters } from '../config/override.js';
import { evaluateJointPoint } from '../detail/point.js';
import { drawSpectra, spectraTable } from '../reports/pointSpectra.js';
import type { ResolvedScan } from '../resolved/scan.js';
import { tableToText } from '../results/numberTable.js';
import type { BestFit } from '../tiles/bestFit.js';
import { figure } from './figures.js';
import { type Html, html } from './html.js';

/** The figure of the best point's spectra; undefined without a scan or a best fit. */
export async function spectraBody(
  scan: ResolvedScan | undefined,
  best: BestFit | null,
): Promise<Html | undefined> {
  if (scan === undefined || best === null) return undefined;
  if (best.at === 'background')
    return html`<p>The best fit is |U|^2 = 0, the background alone: there is no signal to show.</p>`;
  const report = evaluateJointPoint(scan, overrideParameters(scan, best.at));
  const caption = `Spectra at the best fit, computed again in f64 with the scan's events: chi2 = ${report.chi2.toFixed(3)}, in the grid ${best.chi2.toFixed(3)}.`;
  const svg = await drawSpectra(scan, report);
  return await figure('spectra-figure', svg, caption, tableToText(spectraTable(report)));
}
