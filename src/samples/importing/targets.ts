/** Names of targets, as DarkNews and PDG codes have them, brought to those of experiments: Ar40, C12, proton. */
import type { WordColumn } from '../reading/eventTable.js';

/** Symbols of the elements by their charge, from hydrogen to uranium. */
const ELEMENTS =
  'H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U'.split(
    ' ',
  );

/** Name of a target from a PDG code (10LZZZAAAI for nuclei) or a name; `?` for an empty one. */
export function targetName(written: string): string {
  const word = written.trim();
  const code = Number(word);
  if (word === '') return '?';
  if (code === 2212 || code === 1000010010 || word === 'H1' || /^(free_)?proton/.test(word)) return 'proton';
  if (code === 2112 || /^neutron/.test(word)) return 'neutron';
  if (Number.isInteger(code) && code > 1e9 && code < 1.1e9) {
    const [charge, mass] = [Math.floor(code / 1e4) % 1000, Math.floor(code / 10) % 1000];
    return `${ELEMENTS[charge - 1] ?? `Z${charge}_`}${mass}`;
  }
  return word;
}

/** A column of targets by their names. */
export function namedTargets({ categories, codes }: WordColumn): { target: string[]; targetOf: Int32Array } {
  const names = categories.map(targetName);
  const target = [...new Set(names)];
  const index = names.map((name) => target.indexOf(name));
  return { target, targetOf: codes.map((code) => index[code] ?? 0) };
}
