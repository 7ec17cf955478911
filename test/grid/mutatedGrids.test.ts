import { expect, it } from 'vitest';
import { temporaryFolder } from './fixture.js';
import { expectForeseen } from './mutatedGrids.js';

it('grids that were changed at random end with a result or an error of dualnu: a sample', async () => {
  expect(await expectForeseen(await temporaryFolder(), 15, 11)).toBeGreaterThan(15);
});
