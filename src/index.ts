/**
 * The library: the functions of the command line, for programs. `examples/` has a program for each function; docs/library.md explains them.
 * Everything else in the package may change without notice.
 */
export { defineScan, type ScanDefinition } from './api/defineScan.js';
export {
  type AdapterOptions,
  availableEngine,
  type EngineOptions,
  openEngine,
  tilesOf,
} from './api/engines.js';
export { exportContours, exportEvents, exportGrid, exportHepdata } from './api/files.js';
export { type ContourOptions, contours } from './api/gridReading.js';
export { type RunScanOptions, runScan } from './api/runs.js';
export type { Contour } from './contouring/contour.js';
export type { Engine, EngineInfo, ExperimentResult, TileResult } from './engine/engine.js';
export { type Dataset, datasetOf, type Spectra } from './engine/spectra.js';
export {
  ConfigError,
  DeviceError,
  DualnuError,
  InputDataError,
  NumericError,
  StoppedError,
  StoreError,
} from './errors.js';
export type { EventsDocument } from './eventFiles/document.js';
export type { EventRequest } from './eventFiles/pointEvents.js';
export type { GridExport } from './exports/exportGrid.js';
export { type AdapterInfo, listAdapters } from './gpu/device.js';
export { type Block, readVariable, type Selection } from './grid/reading.js';
export { type Grid, openGrid } from './grid/store.js';
export type { Refinement } from './planes/finer/finerPlane.js';
export { layOutTile, type TileLayout } from './prediction/tileLayout.js';
export type { RefineOptions } from './refinement/enginePlanes.js';
export {
  type ComputedBlock,
  type GridEngine,
  type GridEngineOptions,
  openGridEngine,
} from './refinement/gridEngine.js';
export { type ExperimentScan, experimentScans, type ResolvedScan } from './resolved/scan.js';
export type { PlaneContours } from './results/contours.js';
export type { RunSummary } from './scan/run.js';
export type { Counts } from './statistics/counts.js';
export type { Statistic } from './statistics/statistic.js';
export { STATISTIC_CHOICES, statisticNamed } from './statistics/statistics.js';
export type { Tile } from './tiles/tiles.js';
export { FILL_VALUES, isMissing } from './tiles/variables.js';
