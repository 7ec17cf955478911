import { expect, it } from 'vitest';
import { temporaryFolder } from '../grid/fixture.js';
import { expectForeseen } from '../grid/mutatedGrids.js';

it('500 grids that were changed at random end with a result or an error of dualnu', async () => {
  expect(await expectForeseen(await temporaryFolder(), 250, 12)).toBeGreaterThan(250);
});
