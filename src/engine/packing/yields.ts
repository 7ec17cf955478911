/** Spectra in the bytes of the yields kernel: unpacked after reading, and packed for uploading. */
import { at } from '../../at.js';
import type { ShaderLayout } from '../../gpu/layout.js';
import { FILL_VALUES } from '../../tiles/variables.js';
import type { Spectra, SpectrumRows } from '../spectra.js';

/** Offsets of the fields of a Yield, in words. */
function wordsOf(layout: ShaderLayout): { size: number; signal: number; relativeError: number } {
  return {
    size: layout.sizeOf('Yield') / 4,
    signal: layout.offsetOf('Yield', 'signal') / 4,
    relativeError: layout.offsetOf('Yield', 'relativeError') / 4,
  };
}

/**
 * Signal, summed over groups, and relative error from the results of the kernel, shape [masses][couplings][rows] each; and the signal of
 * each group if `withGroups` is set and there are several.
 */
export function unpackYields(
  layout: ShaderLayout,
  yields: Float32Array,
  groups: number,
  withGroups = false,
): SpectrumRows {
  const words = wordsOf(layout);
  const cellCount = yields.length / words.size;
  const binSignal = new Float32Array(cellCount);
  const relativeError = new Float32Array(cellCount);
  for (let cell = 0; cell < cellCount; cell++) {
    const first = cell * words.size;
    relativeError[cell] = yields[first + words.relativeError] ?? 0;
    let sum = 0;
    for (let g = 0; g < groups; g++) sum += yields[first + words.signal + g] ?? 0;
    // The sum may exceed float32 even if no group does.
    binSignal[cell] = Math.min(sum, FILL_VALUES.float32);
  }
  const isSplit = withGroups && groups > 1;
  const groupBinSignal = Array.from({ length: isSplit ? groups : 0 }, (_, g) =>
    Float32Array.from({ length: cellCount }, (_cell, cell) =>
      at(yields, cell * words.size + words.signal + g),
    ),
  );
  return { binSignal, groupBinSignal, relativeError };
}

/** The bytes that the kernel would have written for spectra; `bins` has the bin of the observation of each row. */
export function packYields(
  layout: ShaderLayout,
  { signal, groups, relativeError }: Spectra,
  bins: readonly (number | undefined)[],
  observedBins: number,
): Float32Array {
  const words = wordsOf(layout);
  const parts = groups.length > 0 ? groups : [signal];
  const cells = signal.length / observedBins;
  const yields = new Float32Array(cells * bins.length * words.size);
  for (let cell = 0; cell < cells; cell++) {
    bins.forEach((bin, row) => {
      if (bin === undefined) return;
      const from = cell * observedBins + bin;
      const first = (cell * bins.length + row) * words.size;
      yields[first + words.relativeError] = at(relativeError, from);
      parts.forEach((part, g) => {
        yields[first + words.signal + g] = at(part, from);
      });
    });
  }
  return yields;
}
