/** Whether two grids are of the same scan, apart from something that may differ. */
import type { Grid } from '../grid/store.js';
import { canonicalJson, type JsonValue } from '../json.js';

/** What determined a grid's numbers: its configuration, without outputs, which only say what was kept. */
export type ScanSettings = Readonly<Record<string, JsonValue>>;

/** Keys of two grids' settings that differ, apart from what `without` takes out of each. */
export function scanDifferences(
  one: Grid,
  other: Grid,
  without: (settings: ScanSettings) => ScanSettings,
): string[] {
  const [some, others] = [without(settingsOf(one)), without(settingsOf(other))];
  const keys = new Set([...Object.keys(some), ...Object.keys(others)]);
  const text = (value: JsonValue | undefined) => (value === undefined ? '' : canonicalJson(value));
  return [...keys].filter((key) => text(some[key]) !== text(others[key]));
}

function settingsOf({ attributes }: Grid): ScanSettings {
  const { outputs: _outputs, ...rest } = JSON.parse(attributes.config) as Record<string, JsonValue>;
  return rest;
}
