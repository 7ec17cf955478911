/** `dualnu variations FILE`: how the excluded share changes with each assumption, as a table and a tornado figure. */

import { join } from 'node:path';
import { loadStudy, type Study } from '../config/variations.js';
import { DeviceError } from '../errors.js';
import { checkStudyFile, studyToJson, studyToText, writeStudy } from '../reports/studyReport.js';
import { compareStudy, studyWarnings } from '../results/study.js';
import { studyNotes } from '../results/studyWords.js';
import {
  planGrids,
  runGrids,
  type StudyGrids,
  type StudyOptions,
  secondsForGrids,
} from '../scan/studyGrids.js';
import { warningsOf } from '../scan/warnings.js';
import { PICTURE_HELP } from '../style/pictureEndings.js';
import { addOutputOptions, type OutputArguments } from '../terminal/commonOptions.js';
import { addEngineOptions, type EngineArguments } from '../terminal/engineOptions.js';
import { addFigureOptions, type FigureArguments, readFigureStyle } from '../terminal/figureOptions.js';
import type { CommandBody } from '../terminal/lateCommand.js';
import { roughly } from '../terminal/plan.js';
import { short } from '../terminal/progress.js';
import { tellNotice, tellWarnings } from '../terminal/warnings.js';
import { watchRun } from '../terminal/watchedRun.js';

interface VariationsArguments extends OutputArguments, EngineArguments, FigureArguments {
  readonly file: string;
  readonly grids: string | undefined;
  readonly overwrite: boolean;
  readonly strict: boolean;
  readonly 'dry-run': boolean;
}

/** The command `variations`. */
export const variationsCommand: CommandBody<VariationsArguments> = {
  builder: (yargs) =>
    addOutputOptions(
      addEngineOptions(
        addFigureOptions(yargs, { axes: false, names: true })
          .positional('file', {
            type: 'string',
            demandOption: true,
            describe: 'variations file (YAML): a scan, the comparison, and the assumptions to vary',
          })
          .option('grids', {
            type: 'string',
            describe: 'folder of its grids; default grids/NAME. Existing grids are not computed again',
            requiresArg: true,
          }),
      )
        .option('overwrite', { type: 'boolean', default: false, describe: 'compute all grids again' })
        .option('dry-run', {
          type: 'boolean',
          default: false,
          describe: 'check the file, and say how many scans remain and how long they take; write nothing',
        })
        .option('strict', { type: 'boolean', default: false, describe: 'treat warnings as errors' }),
      `${PICTURE_HELP} or .csv (table)`,
    ).example(
      '$0 variations scans/variations/figure4b.yaml --software --out figure4b.svg',
      'how Figure 4b depends on its assumptions',
    ),
  handler: async ({ file, out, json, strict, adapter, software, sync, 'dry-run': isDry, ...args }) => {
    for (const path of out) checkStudyFile(path);
    const style = readFigureStyle(args);
    const study = await loadStudy(file);
    const ofScans = scanWarnings(study);
    tellWarnings(ofScans, strict);
    const folder = args.grids ?? join('grids', study.name);
    const { engine, overwrite } = args;
    const options: StudyOptions = {
      engine,
      overwrite,
      allowSoftware: software,
      sync,
      onNotice: tellNotice,
      ...(adapter === undefined ? {} : { adapterName: adapter }),
    };
    const grids = await planGrids(study, { folder, engine, overwrite });
    if (isDry) {
      const plan = { ...planOf(study, grids, folder), ...(await timeOf(grids, options)), warnings: ofScans };
      console.log(json ? JSON.stringify(plan) : planText(plan));
      return;
    }
    const total = grids.grids.reduce((sum, { points }) => sum + points, 0);
    const computed = await watchRun(total, ({ onProgress, ...watch }) =>
      runGrids(grids, { ...options, ...watch }, onProgress),
    );
    const result = await compareStudy(study, grids.pairs);
    const warnings = studyWarnings(result);
    if (strict) tellWarnings(warnings, strict);
    for (const path of out) await writeStudy(result, path, style);
    tellWarnings(warnings);
    const { grids: all } = grids;
    if (json) {
      const counts = { folder, grids: all.length, points_computed: computed };
      const document = {
        file,
        ...counts,
        ...studyToJson(result),
        warnings: [...ofScans, ...warnings],
        files: out,
      };
      console.log(JSON.stringify(document));
      return;
    }
    const what =
      computed === 0 ? 'nothing was computed: all grids exist' : `${short(computed)} points computed`;
    const below = [...studyNotes(result), `${all.length} grids in ${folder}; ${what}`];
    console.log([studyToText(result), '', ...below, ...out.map((path) => `wrote ${path}`)].join('\n'));
  },
};

/** Warnings about the scans, each once. */
function scanWarnings({ scans }: Study): string[] {
  return [...new Set(scans.flatMap(({ scan }) => warningsOf(scan)))];
}

/** The state of the grids, and the work that a run would do. */
function planOf(study: Study, { grids }: StudyGrids, folder: string) {
  const missing = grids.filter(({ isComplete }) => !isComplete);
  const alternatives = study.variations.reduce((sum, variation) => sum + variation.alternatives.length, 0);
  return {
    name: study.name,
    folder,
    bases: study.bases.length,
    variations: study.variations.length,
    alternatives,
    comparisons: study.scans.length,
    grids: grids.length,
    grids_missing: missing.length,
    points_missing: missing.reduce((sum, { points }) => sum + points, 0),
  };
}

/** An estimate of the time of a run, or why it is not known. */
async function timeOf(grids: StudyGrids, options: StudyOptions) {
  if (options.engine === 'reference') {
    return { seconds: null, reason: 'the time of the reference engine is not estimated' };
  }
  try {
    return { seconds: await secondsForGrids(grids, options), reason: null };
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    return { seconds: null, reason: error.message };
  }
}

function planText(plan: ReturnType<typeof planOf> & Awaited<ReturnType<typeof timeOf>>): string {
  const { seconds, reason } = plan;
  const time = seconds === null ? `time not estimated: ${reason}` : roughly(seconds);
  const isDone = plan.grids_missing === 0;
  return [
    `${plan.name}: ${plan.alternatives} alternatives of ${plan.variations} variations with ${plan.bases} ${plan.bases === 1 ? 'base' : 'bases'}, ${plan.comparisons} comparisons`,
    `${plan.grids} grids of one experiment each in ${plan.folder}, ${plan.grids - plan.grids_missing} of them there`,
    isDone
      ? 'would compute nothing'
      : `would compute ${short(plan.points_missing)} points in ${plan.grids_missing} scans, ${time}`,
    'nothing was written (--dry-run)',
  ].join('\n');
}
