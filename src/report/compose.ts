/** A report of a grid, composed of its sections. */
import { DualnuError } from '../errors.js';
import { type Grid, openGrid } from '../grid/store.js';
import { readRunLog } from '../grid/writing/runLog.js';
import { modelForReaders } from '../metadata/settingsInWords.js';
import type { ResolvedScan } from '../resolved/scan.js';
import { type GridSummary, summarizeGrid } from '../results/summary.js';
import { warningsOf } from '../scan/warnings.js';
import { scanOfGrid } from '../upkeep/scanOfGrid.js';
import { type Verification, verifyGrid } from '../upkeep/verify.js';
import { listInWords } from '../words.js';
import { choosePlaneOf, type PlaneRequest } from './choice.js';
import { attempted, figureSections } from './figures.js';
import { page, type Section } from './page.js';
import { configurationBody, costBody, provenanceBody, verificationBody } from './provenance.js';
import { bestFitBody, flagsBody, limitsBody, warningsBody } from './results.js';
import { spectraBody } from './spectra.js';

/** What a report is asked for. */
export interface ReportRequest extends PlaneRequest {
  readonly confidenceLevels: readonly number[];
  /** Variables of maps; undefined for the usual ones. */
  readonly maps: readonly string[] | undefined;
  /** Scan file, where the run log does not name it. */
  readonly scanFile: string | undefined;
  readonly verify: boolean;
  /** Points to compare with the reference engine. */
  readonly oracle: number;
  readonly version: string;
  readonly date: string;
  readonly command: string;
}

/** A report, and what came of it. */
export interface Report {
  readonly html: string;
  readonly sections: readonly string[];
  readonly warnings: readonly string[];
  readonly verdict: Verification['verdict'] | null;
}

/** Composes the report of the grid at `dir`. ConfigError for a wrong request, StoreError where there is no grid. */
export async function composeReport(dir: string, request: ReportRequest): Promise<Report> {
  const grid = await openGrid(dir);
  const summary = await summarizeGrid(grid);
  const plane = choosePlaneOf(grid, summary.best_fit, request);
  const { scan, reason } = await findScan(grid, request);
  const figures = await figureSections({ ...request, grid, plane, best: summary.best_fit });
  const spectra = await attempted('spectra', 'Spectra', () => spectraBody(scan, summary.best_fit));
  const [level = 0.95] = [...request.confidenceLevels].sort((a, b) => b - a);
  const limits = await attempted('limits', 'Limits', () => limitsBody(grid, plane, level));
  const verification = request.verify ? await verified(dir, request, scan !== undefined) : undefined;
  const warnings = [
    ...(scan === undefined ? [] : warningsOf(scan)),
    ...figures.warnings,
    ...(verification?.warnings ?? []),
    ...(summary.tiles.done < summary.tiles.total
      ? [
          `${summary.tiles.total - summary.tiles.done} of ${summary.tiles.total} tiles are not computed: numbers here are of the others`,
        ]
      : []),
    ...(reason === undefined ? [] : [reason]),
  ];
  const sections: Section[] = [
    { id: 'best-fit', title: 'Best fit', body: bestFitBody(summary) },
    ...figures.sections,
    ...spectra,
    ...limits,
    { id: 'flags', title: 'Flags', body: flagsBody(summary) },
    { id: 'warnings', title: 'Warnings', body: warningsBody(warnings) },
    { id: 'configuration', title: 'Configuration', body: configurationBody(grid) },
    { id: 'provenance', title: 'Provenance', body: provenanceBody(summary, request) },
    { id: 'cost', title: 'Cost', body: costBody(await readRunLog(dir), summary) },
    { id: 'verification', title: 'Verification', body: verificationBody(verification, dir) },
  ];
  return {
    html: page(headOf(grid, summary, request), sections),
    sections: sections.map(({ title }) => title),
    warnings,
    verdict: verification?.verdict ?? null,
  };
}

function headOf(grid: Grid, { points, shape }: GridSummary, { version, date }: ReportRequest) {
  const { title, experiment_title: experiments, model } = grid.attributes;
  return {
    title: title === '' ? grid.dir : title,
    subtitle: `${experiments}; ${modelForReaders(model)}; ${points.toLocaleString('en-US')} points (${shape.join(' x ')})`,
    made: `dualnu ${version}, ${date}; identity ${grid.identity.slice(0, 12)}`,
  };
}

/** The grid's scan, or why it is not there; an error of a file that was given is one of the request. */
async function findScan(
  grid: Grid,
  { scanFile, oracle }: ReportRequest,
): Promise<{ readonly scan?: ResolvedScan; readonly reason?: string }> {
  try {
    return { scan: (await scanOfGrid(grid, scanFile)).scan };
  } catch (error) {
    if (scanFile !== undefined || !(error instanceof DualnuError)) throw error;
    const missing = ['spectra', 'warnings of the scan', ...(oracle > 0 ? ['comparison by --oracle'] : [])];
    return {
      reason: `${listInWords(
        missing.map((what) => `no ${what}`),
        'and',
      )} are here: ${error.lines.join('; ')}`,
    };
  }
}

async function verified(
  dir: string,
  { oracle, scanFile }: ReportRequest,
  hasScan: boolean,
): Promise<Verification> {
  return await verifyGrid(dir, {
    oracle: hasScan ? oracle : 0,
    ...(scanFile === undefined ? {} : { scanFile }),
  });
}
