/** The list of quantities that responses may refer to: what follows from it, and what must agree with it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { vec3d } from 'wgpu-matrix';
import { InputDataError } from '../../src/errors.js';
import { parseYaml } from '../../src/input/yaml.js';
import { ELECTRON_MASS_GEV } from '../../src/physics/constants.js';
import { LINKED_CONSTANTS, usesConstants } from '../../src/physics/linkedConstants.js';
import { pairQuantities, QUANTITIES, quantityOf, RESPONSE_QUANTITIES } from '../../src/physics/quantities.js';
import { compileResponse } from '../../src/response/compile.js';
import { loadPipeline } from '../../src/response/loadPipeline.js';
import type { PipelineResponse } from '../../src/response/pipeline.js';
import { usedQuantities } from '../../src/response/scales.js';
import type { Table } from '../../src/response/tableTypes.js';
import { pipeline } from '../physics/pipelines.js';
import { Draw } from '../twins/draws.js';

/** A lepton of up to 5 GeV in any direction. */
function drawLepton(d: Draw): [ReturnType<typeof vec3d.create>, number] {
  const energy = d.log(ELECTRON_MASS_GEV, 5);
  const p = Math.sqrt(energy ** 2 - ELECTRON_MASS_GEV ** 2);
  return [vec3d.scale(vec3d.create(...d.direction()), p), energy];
}

describe('the list of quantities', () => {
  it('is the table of the documentation, word by word and in its order', () => {
    const text = readFileSync(new URL('../../docs/formats.md', import.meta.url), 'utf8');
    const [, table = ''] = text.split('| quantity | unit | meaning |\n|---|---|---|\n');
    const rows = table.slice(0, table.indexOf('\n\n')).split('\n');
    expect(rows).toEqual(
      RESPONSE_QUANTITIES.map(
        ({ name, unit, meaning }) => `| \`${name}\` | ${unit} | ${meaning.replaceAll('|', '\\|')} |`,
      ),
    );
  });

  it('has names that end on their units', () => {
    for (const { name, unit } of RESPONSE_QUANTITIES) {
      const ending = /_(gev|deg)$/.exec(name)?.[1];
      expect([name, unit]).toEqual([name, ending === 'gev' ? 'GeV' : ending === 'deg' ? 'degrees' : '1']);
    }
    expect(new Set(QUANTITIES).size).toBe(QUANTITIES.length);
  });

  it('calls within the energy of the pair only what is', () => {
    for (let i = 0; i < 2000; i++) {
      const d = new Draw(i);
      const [minus, eMinus] = drawLepton(d);
      const [plus, ePlus] = drawLepton(d);
      const q = pairQuantities(minus, eMinus, plus, ePlus);
      QUANTITIES.forEach((name, code) => {
        if (!quantityOf(name).withinPairEnergy) return;
        expect(q[code]).toBeGreaterThanOrEqual(0);
        expect(q[code]).toBeLessThanOrEqual((eMinus + ePlus) * (1 + 1e-15));
      });
    }
  });

  it('is what a response may name, and the number that shaders are linked with', async () => {
    const text = (quantity: string) =>
      `kind: pipeline\nlabel: x\nsource: ASSUMPTION\ncuts: [{ quantity: ${quantity}, keep: above, limit: 0, source: ASSUMPTION }]`;
    const load = (quantity: string) =>
      loadPipeline(parseYaml(text(quantity), 'response.yaml', InputDataError), () =>
        Promise.reject(new Error('no tables')),
      );
    for (const name of QUANTITIES) expect((await load(name)).cuts).toMatchObject([{ quantity: name }]);
    await expect(load('e_nu_gev')).rejects.toThrow(/e_nu_gev/);
    expect(LINKED_CONSTANTS.QUANTITY_COUNT).toBe(QUANTITIES.length);
  });

  it('says which of them a response uses, wherever that is: kernels work out no others', () => {
    for (const quantity of QUANTITIES) {
      const table: Table = { axes: [{ quantity, stepped: false, nodes: [0, 1] }], values: [0.5, 0.5] };
      const flat: Table = { axes: [], values: [0.5] };
      const places: Partial<PipelineResponse>[] = [
        { cuts: [{ quantity, keep: 'above', limit: flat }] },
        { cuts: [{ quantity: 'e_ee_gev', keep: 'above', limit: table }] },
        { efficiency: { factor: 1, pair: undefined, tables: [flat, table] } },
        {
          topology: {
            kind: 'tables',
            tables: [
              { name: 'a', ...flat },
              { name: 'b', ...table },
            ],
          },
        },
        { observables: [{ quantity, edges: [0, 1] }] },
      ];
      for (const steps of places) {
        expect(usedQuantities(compileResponse(pipeline(steps)).data)).toContain(quantity);
      }
    }
    expect(usedQuantities(compileResponse(pipeline()).data).size).toBe(0);
    expect(usesConstants(new Set(['e_qe_gev']))).toMatchObject({ USES_E_QE_GEV: 1, USES_RING_DISTANCE: 0 });
  });
});
