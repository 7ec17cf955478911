/** The GPU engine that outlives its device. */
import type { DeviceOptions } from '../../gpu/device.js';
import { forgetInstances } from '../../platform/dawn.js';
import { pause as pauseFor } from '../../platform/turns.js';
import type { ResolvedScan } from '../../resolved/scan.js';
import type { Engine } from '../engine.js';
import { openLastingEngine } from '../lastingEngine.js';
import type { ThreadChoice } from '../packing/packingThreads.js';
import { openGpuEngine } from './gpuEngine.js';

/** Intended time of a dispatch where the device was lost at usual ones, ms: some watchdogs of displays are that strict. */
const SHORT_DISPATCH_MS = 5;

/** What is told of the device, and how long is waited for one. */
export interface LastingOptions {
  readonly onNotice?: ((text: string) => void) | undefined;
  /** For tests, which do not wait. */
  readonly pause?: ((seconds: number) => Promise<void>) | undefined;
}

/** Opens an engine as openGpuEngine does, and opens it again on the same adapter when the device is lost. Throws DeviceError. */
export async function openLastingGpuEngine(
  scan: ResolvedScan,
  options: DeviceOptions,
  threads?: ThreadChoice,
  { onNotice, pause = pauseFor }: LastingOptions = {},
): Promise<Engine> {
  return await openLastingEngine({
    async open({ isShort, again, tries }) {
      const device = again ? { ...options, adapterName: again.adapter } : options;
      if (tries > 0) forgetInstances();
      const dispatches = isShort ? { dispatchMs: SHORT_DISPATCH_MS } : {};
      return await openGpuEngine(scan, device, dispatches, threads);
    },
    pause,
    onNotice,
  });
}
