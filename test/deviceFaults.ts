/** Faults of a device, at calls to WebGPU: what drivers do of themselves, and lavapipe never does. */
import { gpuOf } from '../src/platform/dawn.js';

/** Classes of WebGPU with calls at which something may happen. */
const CLASSES = [
  'GPUAdapter',
  'GPUDevice',
  'GPUQueue',
  'GPUBuffer',
  'GPUCommandEncoder',
  'GPUComputePassEncoder',
] as const;

/** What a call returns, from its device, the method and its arguments. */
export type Answer = (call: {
  /** The device that was opened last. */
  readonly device: GPUDevice | undefined;
  /** The call itself. */
  go(): unknown;
  readonly args: readonly unknown[];
}) => unknown;

/** Something that happens at calls of a method. */
export interface DeviceFault {
  readonly of: (typeof CLASSES)[number];
  readonly call: string;
  /** Which of the calls, counted from 1; by default all. */
  readonly at?: (number: number) => boolean;
  /** Only calls with such arguments are counted. */
  readonly only?: (args: readonly unknown[]) => boolean;
  readonly answer: Answer;
}

/** The device is lost just before the call. */
export const loss: Answer = ({ device, go }) => {
  device?.destroy();
  return go();
};

/** Lets faults happen during some work; returns how many have happened. */
export async function withFaults(faults: readonly DeviceFault[], work: () => Promise<void>): Promise<number> {
  // Puts the classes where everyone finds them.
  await gpuOf(['adapter=\u0001none']);
  let happened = 0;
  let device: GPUDevice | undefined;
  const undo: (() => void)[] = [];
  const replace = (name: string, method: string, by: (go: () => unknown, args: unknown[]) => unknown) => {
    const prototype: object = Reflect.get(globalThis, name).prototype;
    const original: (...args: unknown[]) => unknown = Reflect.get(prototype, method);
    function replaced(this: object, ...args: unknown[]) {
      return by(() => original.apply(this, args), args);
    }
    Object.defineProperty(prototype, method, { value: replaced, configurable: true, writable: true });
    undo.unshift(() =>
      Object.defineProperty(prototype, method, { value: original, configurable: true, writable: true }),
    );
  };
  replace('GPUAdapter', 'requestDevice', async (go) => {
    device = (await go()) as GPUDevice;
    return device;
  });
  for (const { of, call, at = () => true, only = () => true, answer } of faults) {
    let calls = 0;
    replace(of, call, (go, args) => {
      if (!only(args)) return go();
      calls += 1;
      if (!at(calls)) return go();
      happened += 1;
      return answer({ device, go, args });
    });
  }
  try {
    await work();
  } finally {
    for (const each of undo) each();
  }
  return happened;
}
