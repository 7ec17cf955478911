/**
 * Asks Dawn for an adapter and prints one line: `hardware NAME`, `software NAME` or `none`; exit code 0 or 1.
 * The set-up asks it before anything is built; `dualnu doctor` is the full examination.
 */
import { tmpdir } from 'node:os';

// Mesa complains on stderr where this is unset.
process.env.XDG_RUNTIME_DIR ??= tmpdir();

const { create } = await import('webgpu');
const gpu = create([]);
const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
const kind = adapter === null ? 'none' : adapter.info.isFallbackAdapter ? 'software' : 'hardware';
console.log(adapter === null ? kind : `${kind} ${adapter.info.description || adapter.info.device}`);
// Mentioned here, Dawn's object stays reachable until the end: its collection may end the process.
process.exitCode = gpu !== undefined && adapter !== null ? 0 : 1;
