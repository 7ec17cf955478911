/** WebGPU's limits that sizes depend on. */
import { DEFAULT_BINDING_BYTES } from '../tiles/tiles.js';
import type { GpuContext } from './context.js';

/** What every device grants at least. */
export const DEFAULT_LIMITS = {
  maxBufferSize: 2 ** 28,
  maxStorageBufferBindingSize: DEFAULT_BINDING_BYTES,
  maxComputeWorkgroupStorageSize: 16384,
  maxComputeWorkgroupsPerDimension: 65535,
} as const;

/** What a device grants. */
export function grantedLimit(
  { limits }: Pick<GpuContext, 'limits'>,
  name: keyof typeof DEFAULT_LIMITS,
): number {
  return limits[name] ?? DEFAULT_LIMITS[name];
}
