import { describe, expect, it } from 'vitest';
import { makeShaderDataDefinitions, type ShaderDataDefinitions } from 'webgpu-utils';
import { linkKernels } from '../../src/engine/packing/kernels.js';
import { loadExperiment } from '../../src/experiment/load.js';
// Also sets the WebGPU global that webgpu-utils reads.
import { structViews } from '../../src/gpu/layout.js';
import { linkShader } from '../../src/gpu/link.js';
import { outlineOf } from '../../src/gpu/outline.js';
import { everywhere, quickstart, scanOf, withRun } from '../scans.js';

const soil = everywhere(scanOf([], {}));
const tank = withRun(quickstart, {
  experiment: await loadExperiment('miniboone-2020:combined'),
  production: { dirt: undefined, protonElastic: true, antineutrinos: false },
});

/** Definitions with the resources of entry points by name: their order has no meaning, nor have the numbers of a parser's nodes. */
function definitionsOf(text: string): ShaderDataDefinitions {
  const plain = JSON.stringify(makeShaderDataDefinitions(text), (key, value) =>
    key === 'id' && typeof value === 'number' ? undefined : value,
  );
  const { entryPoints, ...rest } = JSON.parse(plain) as ShaderDataDefinitions;
  const byName = Object.entries(entryPoints).map(([name, { resources, ...entry }]) => [
    name,
    { ...entry, resources: [...resources].sort((a, b) => (a.name < b.name ? -1 : 1)) },
  ]);
  return { ...rest, entryPoints: Object.fromEntries(byName) };
}

describe('outlineOf', () => {
  it('keeps of every kernel what is read of the whole text, and is a small part of it', async () => {
    const codes = [
      ...Object.values(await linkKernels(soil, 'measures')),
      ...Object.values(await linkKernels(soil, 'lifetimes')),
      ...Object.values(await linkKernels(tank, 'measures')),
      await linkShader('reduce'),
    ];
    for (const code of codes) {
      structViews(code);
      const outline = outlineOf(code);
      expect(definitionsOf(outline)).toEqual(definitionsOf(code));
      expect(outline.length).toBeLessThan(code.length / 2);
    }
  });

  it('follows calls to resources, and leaves out those of other entry points', () => {
    const outline = outlineOf(`
      // @group(0) @binding(9) var<storage> commented: array<u32>;
      struct Fields { sums: u32, unused: u32 } /* } */
      @group(0) @binding(0) var<storage, read_write> sums: array<u32>;
      @group(0) @binding(1) var<uniform> fields: Fields;
      @group(1) @binding(0) var<storage> unused: array<u32>;
      var<workgroup> shared_sums: array<u32, 4>;
      fn inner() -> u32 { if (true) { return fields.unused; } return 0u; }
      fn outer() -> u32 { return inner(); }
      @compute @workgroup_size(64) fn calls() { let x = outer(); }
      @compute @workgroup_size(1) fn touches() { sums[0] = 1u; shared_sums[0] = 2u; }`);
    expect(outline).not.toContain('commented');
    expect(outline).not.toContain('inner');
    const { entryPoints, structs } = definitionsOf(outline);
    expect(Object.keys(structs)).toEqual(['Fields']);
    const namesOf = (entry: string) => entryPoints[entry]?.resources.map(({ name }) => name);
    expect(namesOf('calls')).toEqual(['fields']);
    expect(namesOf('touches')).toEqual(['sums']);
  });
});
