/** The range of a parameter, and why a value is out of it. */
import { AXIS_INFO, type AxisName } from './parameters.js';

/** Why a value is out of a parameter's range, or undefined; suggests GeV where the value looks like MeV. */
export function rangeFault(name: AxisName, value: number): string | undefined {
  const { min, max, unit } = AXIS_INFO[name];
  if (value >= min && value <= max) return undefined;
  const withUnit = unit === '1' ? '' : ` ${unit}`;
  const isMev = unit === 'GeV' && value > max && value / 1000 <= max;
  const hint = isMev
    ? `; did you mean ${Number((value / 1000).toPrecision(12))} GeV (${value} MeV)?`
    : '; correct it';
  return `${value}${withUnit} is outside of ${min} to ${max}${withUnit}${hint}`;
}
