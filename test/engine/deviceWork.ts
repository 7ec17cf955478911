/** What is asked of a device, counted where dawn.node takes it: workgroups of each kernel, bytes that go up and bytes that come back. */

/** Numbers by name: of a kernel, or of a buffer. */
type Counted = Readonly<Record<string, number>>;

/** Work of a device, by the labels of pipelines and buffers. */
export interface DeviceWork {
  readonly workgroups: Counted;
  readonly bytesUp: Counted;
  /** Bytes copied for the host to read. */
  readonly bytesBack: Counted;
  readonly dispatches: number;
  /** The same, by kernel. */
  readonly dispatchesOf: Counted;
}

/** Runs something that works on devices of this process, and counts what it asks of them. A device must have been opened before. */
export async function countDeviceWork(run: () => Promise<unknown>): Promise<DeviceWork> {
  const workgroups: Record<string, number> = {};
  const bytesUp: Record<string, number> = {};
  const bytesBack: Record<string, number> = {};
  let dispatches = 0;
  const dispatchesOf: Record<string, number> = {};
  const add = (to: Record<string, number>, name: string, count: number) => {
    to[name] = (to[name] ?? 0) + count;
  };
  const kernelOf = new WeakMap<GPUComputePassEncoder, string>();
  const restore = [
    observe(GPUComputePassEncoder.prototype, 'setPipeline', (pass, [{ label }]) => {
      kernelOf.set(pass, label);
    }),
    observe(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', (pass, [x, y = 1, z = 1]) => {
      const kernel = kernelOf.get(pass) ?? 'none';
      dispatches += 1;
      add(dispatchesOf, kernel, 1);
      add(workgroups, kernel, x * y * z);
    }),
    observe(GPUQueue.prototype, 'writeBuffer', (_, [buffer, , data, , size]) => {
      add(bytesUp, buffer.label, size ?? data.byteLength);
    }),
    observe(GPUCommandEncoder.prototype, 'copyBufferToBuffer', (_, args: readonly unknown[]) => {
      const [source, size] = [args[0] as GPUBuffer, args.at(-1)];
      if (typeof size !== 'number') throw new TypeError('a copy tells its bytes');
      add(bytesBack, source.label, size);
    }),
  ];
  try {
    await run();
  } finally {
    for (const undo of restore) undo();
  }
  return { workgroups, bytesUp, bytesBack, dispatches, dispatchesOf };
}

/** Looks at the calls of a method until undone. */
function observe<T extends object, K extends keyof T>(
  prototype: T,
  name: K,
  look: (self: T, args: T[K] extends (...args: infer A) => unknown ? A : never) => void,
): () => void {
  const method = prototype[name] as (...args: unknown[]) => unknown;
  const observed = function (this: T, ...args: unknown[]) {
    look(this, args as Parameters<typeof look>[1]);
    return method.apply(this, args);
  };
  Reflect.set(prototype, name, observed);
  return () => Reflect.set(prototype, name, method);
}
