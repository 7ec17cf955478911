/** Probes: calls a WGSL function over many inputs, by a kernel made from its signature. */
import { mediatorDeclarations } from '../../src/engine/packing/kernels.js';
import { createBufferWith, readBuffer } from '../../src/gpu/buffers.js';
import type { GpuContext } from '../../src/gpu/device.js';
import { createBindGroups } from '../../src/gpu/layout.js';
import { linkSource } from '../../src/gpu/link.js';
import { createComputePipeline } from '../../src/gpu/shader.js';
import { timeDispatches } from '../../src/gpu/timing.js';
import { LINKED_CONSTANTS, usesConstants } from '../../src/physics/linkedConstants.js';
import type { MediatorName } from '../../src/physics/mediators/mediators.js';
import { QUANTITIES } from '../../src/physics/quantities.js';
import { findFunction, type TwinModule } from './modules.js';
import { Evaluator } from './wgsl/evaluate.js';
import type { FunctionSyntax, TypeName } from './wgsl/syntax.js';
import { assemble, asType, type Leaf, leavesOf, type Types } from './wgsl/values.js';

const WORKGROUP = 64;

/** Constants of physics that every probe is linked with; all quantities of a pair are worked out. */
export const PROBE_CONSTANTS = { ...LINKED_CONSTANTS, ...usesConstants(new Set(QUANTITIES)) };

/** What to call, and with what. */
export interface Call {
  /** Name of the function; its module is found by it. */
  readonly name: string;
  /** One row per call: the scalars of all arguments that are no pointers, in order. Floats must be float32. */
  readonly rows: readonly (readonly number[])[];
  /** What pointer parameters point to, by name: scalars in order, elements of runtime-sized arrays one after another. */
  readonly storage: Readonly<Record<string, readonly number[]>>;
  /** What is exchanged; the dark photon where nothing is said. */
  readonly mediator?: MediatorName | undefined;
  /** Values of `import constants::NAME` that are a scan's, beside those of physics. */
  readonly constants: Readonly<Record<string, number>>;
}

/** Calls the function on the GPU. Rows of the result's scalars, in order. */
export async function callOnGpu(
  context: GpuContext,
  modules: readonly TwinModule[],
  call: Call,
): Promise<number[][]> {
  const [, syntax] = findFunction(modules, call.name);
  const constants = { ...PROBE_CONSTANTS, ...call.constants };
  const types = new Evaluator(
    modules.map((module) => module.syntax),
    constants,
  );
  const inputs = plainParameters(syntax).flatMap(({ type }) => leavesOf(type, types));
  const outputs = leavesOf(syntax.result, types);
  const label = `probe of ${call.name}`;
  const literals = Object.entries(constants).map(([name, value]) => [name, `${value}u`] as const);
  const text = probeText(modules, syntax, types, outputs, constants);
  const choices = mediatorDeclarations(call.mediator ?? 'darkPhoton');
  const code = await linkSource(text, undefined, Object.fromEntries(literals), choices);
  const entryPoint = 'probe';
  const pipeline = await createComputePipeline(context, { label, code, entryPoint });

  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
  const buffers: Record<string, GPUBuffer> = {};
  const allocate = async (name: string, data: ArrayBufferView) => {
    buffers[name] = await createBufferWith(context, { label: `${label}: ${name}`, usage, data });
  };
  const flat = call.rows.flat();
  if (flat.length !== call.rows.length * inputs.length) {
    throw new Error(`${label}: a row is to have ${inputs.length} scalars`);
  }
  await allocate('probeInputs', packed(inputs, flat));
  await allocate('probeOutputs', new Uint32Array(call.rows.length * outputs.length));
  for (const { name, type } of pointerParameters(syntax)) {
    await allocate(name, packed(leavesOf(elementType(type), types), call.storage[name] ?? []));
  }
  const bindGroups = await createBindGroups(context, { label, code, entryPoint, pipeline }, buffers);
  const workgroups = [Math.ceil(call.rows.length / WORKGROUP)] as const;
  await timeDispatches(context, [{ label, pipeline, bindGroups, workgroups }]);

  const bits = new Uint32Array(call.rows.length * outputs.length);
  const { probeOutputs } = buffers;
  if (probeOutputs === undefined) throw new Error(`${label} has no output`);
  await readBuffer(context, probeOutputs, { offset: 0, size: bits.byteLength }, bits);
  for (const buffer of Object.values(buffers)) buffer.destroy();
  return unpacked(outputs, bits);
}

/** Parameters that are values. */
export function plainParameters({ parameters }: FunctionSyntax) {
  return parameters.filter(({ type }) => type.name !== 'ptr');
}

/** Parameters that are pointers to storage. */
export function pointerParameters({ parameters }: FunctionSyntax) {
  return parameters.filter(({ type }) => type.name === 'ptr');
}

/** What a pointer's storage is a row of: the element of a runtime-sized array, or the type itself. */
export function elementType(pointer: TypeName): TypeName {
  const target = asType(pointer.arguments[1]);
  return isRuntimeArray(target) ? asType(target.arguments[0]) : target;
}

export function isRuntimeArray(type: TypeName): boolean {
  return type.name === 'array' && type.arguments.length === 1;
}

/** The kernel's text. Scalars travel as bits, so that integers and float32 arrive unchanged. */
function probeText(
  modules: readonly TwinModule[],
  syntax: FunctionSyntax,
  types: Types,
  outputs: readonly Leaf[],
  constants: Readonly<Record<string, number>>,
): string {
  const imports: string[] = [];
  const take = (name: string, has: (module: TwinModule) => boolean) => {
    const module = modules.find(has);
    if (module !== undefined) imports.push(`import package::${module.path.replaceAll('/', '::')}::${name};`);
  };
  take(syntax.name, (module) => module.syntax.functions.some(({ name }) => name === syntax.name));
  const written = syntax.parameters.map(({ type }) => textOf(type)).join(' ');
  // A set visits what is added on the way: structs within structs.
  const names = new Set(written.match(/\w+/g));
  for (const name of names) {
    const struct = modules.flatMap((module) => module.syntax.structs).find((one) => one.name === name);
    for (const { type } of struct?.fields ?? []) names.add(type.name);
    take(name, (module) => module.syntax.structs.some((struct) => struct.name === name));
    if (name in constants) imports.push(`import constants::${name};`);
  }
  let column = 0;
  const construct = (type: TypeName): string => {
    const tree = (of: TypeName, part: unknown): string => {
      if (typeof part === 'string') return part;
      const parts = Object.values(part as object);
      if (of.name === 'array') {
        const element = asType(of.arguments[0]);
        return `${textOf(of)}(${parts.map((p) => tree(element, p)).join(', ')})`;
      }
      if (Array.isArray(part)) return `${of.name}(${parts.join(', ')})`;
      const fields = types.fieldsOf(of.name);
      return `${of.name}(${fields.map((field, i) => tree(field.type, parts[i])).join(', ')})`;
    };
    return tree(
      type,
      assemble(type, types, (scalar) => `bitcast<${scalar}>(probeInputs[first + ${column++}u])`),
    );
  };
  const pointers = pointerParameters(syntax);
  const args = syntax.parameters.map(({ name, type }) =>
    type.name === 'ptr' ? `&${name}` : construct(type),
  );
  const bindings = pointers.map(
    ({ name, type }, i) =>
      `@group(0) @binding(${i + 2}) var<storage, read> ${name}: ${textOf(asType(type.arguments[1]))};`,
  );
  const stores = outputs.map(
    ({ path }, i) => `probeOutputs[row * ${outputs.length}u + ${i}u] = bitcast<u32>(result${path});`,
  );
  return `${imports.join('\n')}
@group(0) @binding(0) var<storage, read> probeInputs: array<u32>;
@group(0) @binding(1) var<storage, read_write> probeOutputs: array<u32>;
${bindings.join('\n')}
@compute @workgroup_size(${WORKGROUP})
fn probe(@builtin(global_invocation_id) id: vec3u) {
  let row = id.x;
  let first = row * ${column}u;
  if (row * ${outputs.length}u >= arrayLength(&probeOutputs)) { return; }
  let result = ${syntax.name}(${args.join(', ')});
  ${stores.join('\n  ')}
}`;
}

function textOf(type: TypeName): string {
  const of = type.arguments.map((a) => ('kind' in a ? `${a.kind === 'int' ? a.value : ''}` : textOf(a)));
  return of.length === 0 ? type.name : `${type.name}<${of.join(', ')}>`;
}

function packed(leaves: readonly Leaf[], values: readonly number[]): Uint32Array {
  const bits = new Uint32Array(values.length);
  const floats = new Float32Array(bits.buffer);
  values.forEach((value, i) => {
    if (leaves[i % leaves.length]?.type !== 'f32') bits[i] = value;
    else if (Math.fround(value) === value) floats[i] = value;
    else throw new Error(`the probe's input ${value} is no float32`);
  });
  return bits;
}

function unpacked(leaves: readonly Leaf[], bits: Uint32Array): number[][] {
  const views = { f32: new Float32Array(bits.buffer), i32: new Int32Array(bits.buffer), u32: bits };
  const rows = bits.length / leaves.length;
  return Array.from({ length: rows }, (_, row) =>
    leaves.map(({ type }, i) => views[type as keyof typeof views][row * leaves.length + i] ?? Number.NaN),
  );
}
