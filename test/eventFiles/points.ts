/** Points of which events are written in tests: every way to produce and decay. */
import { overrideParameters, parseAssignments } from '../../src/config/override.js';
import { type ChosenScan, chosenScan } from '../../src/eventFiles/chosenScan.js';
import { type EventRequest, type PointEvents, pointEvents } from '../../src/eventFiles/pointEvents.js';
import type { ParameterPoint } from '../../src/model/point.js';
import type { ExperimentScan } from '../../src/resolved/scan.js';

/** A point in an experiment. */
export interface TestPoint {
  readonly scan: ExperimentScan;
  readonly point: ParameterPoint;
}

/** A point by the options of the command, without a scan file. */
export async function testPoint(
  parameters: Readonly<Record<string, number>>,
  choice: Partial<ChosenScan> = {},
): Promise<TestPoint> {
  const chosen = { file: undefined, experiment: undefined, model: undefined, changes: [], ...choice };
  const scan = await chosenScan(chosen);
  const texts = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  return { scan, point: overrideParameters(scan, parseAssignments(texts)) };
}

/** The benchmark of the dual model: a virtual mediator, c tau 3.6 m. */
export const DUAL = { m5_gev: 0.2, m4_gev: 0.1, mZprime_gev: 1.25, Umu5_sq: 1e-8 };

/** The benchmark of the single model: a real mediator, prompt, and a massless daughter. */
export const SINGLE = { m4_gev: 0.106, mZprime_gev: 0.03, Umu4_sq: 2e-10 };

/** The events of a point, all of them in memory. */
export function eventsOf({ scan, point }: TestPoint, request: EventRequest = {}) {
  const found: PointEvents = pointEvents(scan, point, request);
  return { found, events: [...found.blocks()].flat() };
}
