/** Checks that a device can bind as many events as a scan asks for. */
import { DeviceError } from '../../errors.js';
import type { GpuContext } from '../../gpu/context.js';
import { grantedLimit } from '../../gpu/limits.js';
import type { ExperimentScan } from '../../resolved/scan.js';

/** The hypercube points of all channels are one binding. Throws DeviceError where that exceeds the limit of the device, and names the most events that fit. */
export function checkEvents(
  device: Pick<GpuContext, 'limits' | 'info'>,
  scan: Pick<ExperimentScan, 'eventsPerMassPoint' | 'experiment' | 'autoEvents'>,
  cube: Pick<Float32Array, 'byteLength'>,
): void {
  const granted = grantedLimit(device, 'maxStorageBufferBindingSize');
  if (cube.byteLength <= granted) return;
  const most = 2 ** Math.floor(Math.log2((scan.eventsPerMassPoint * granted) / cube.byteLength));
  throw new DeviceError(
    `${scan.eventsPerMassPoint} events in all channels of ${scan.experiment.name} are more than ${device.info.adapter} can bind; at most ${most} are possible here: lower ${scan.autoEvents ? 'the cap of events' : 'events'}`,
  );
}
