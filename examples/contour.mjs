// Reads the grid that scan.mjs wrote: the 95 % contour, and the largest |U_mu5|^2 that is allowed at each mass.
import { contours, isMissing, openGrid, readVariable } from 'dualnu';

const [folder = 'plane.zarr'] = process.argv.slice(2);
const grid = await openGrid(folder);

const { contours: found } = await contours(grid, { x: 'm5_gev', y: 'Umu5_sq' });
for (const { cl, level, lines } of found) {
  const points = lines.reduce((sum, line) => sum + line.length, 0);
  console.log(`${100 * cl} % CL, Delta chi2 = ${level.toFixed(3)}: ${lines.length} line(s) of ${points} points`);
}

// The same by hand: chi2 on the grid's axes, in C order.
const [masses, mixings] = grid.axes.map(({ values }) => values);
const { data: chi2 } = await readVariable(grid, 'chi2');
const least = Math.min(grid.attributes.background_chi2, ...chi2.filter((value) => !isMissing(value)));
masses.forEach((m5, i) => {
  const row = chi2.subarray(i * mixings.length, (i + 1) * mixings.length);
  const allowed = row.findLastIndex((value) => value - least < 5.99);
  console.log(`m5 = ${m5.toFixed(3)} GeV: |U_mu5|^2 up to ${mixings[allowed].toExponential(2)}`);
});
