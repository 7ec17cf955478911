/** Physical constants in natural units (GeV, c = hbar = 1), and conversions to other units. docs/physics.md, sections 1 and 2. */

/** hbar c in GeV cm: turns a width in GeV into a length. */
export const HBARC_GEV_CM = 1.973269804e-14;
/** One GeV^-2 in cm2. */
export const GEV_MINUS_2_CM2 = 3.893793721e-28;
/** One femtometre in GeV^-1, 1/(hbar c). */
export const FM_PER_GEV = 5.067730718;
/** One GeV/c2 in grams. */
export const GEV_GRAMS = 1.78266192e-24;
/** Electron mass, GeV. */
export const ELECTRON_MASS_GEV = 0.51099895e-3;
/** Muon mass, GeV. */
export const MUON_MASS_GEV = 0.1056583755;
/** Proton mass, GeV. */
export const PROTON_MASS_GEV = 0.93827208816;
/** Neutron mass, GeV. */
export const NEUTRON_MASS_GEV = 0.93956542052;
/** Magnetic moment of the proton in nuclear magnetons, as DarkNews takes it. */
export const PROTON_MAGNETIC_MOMENT = 2.792;
/** Z mass, GeV. */
export const Z_MASS_GEV = 91.187621;
/** sin^2 of the weak angle as DarkNews takes it. */
export const SIN2_THETA_W = 0.22343;
/** g_w / (2 cos theta_W), the neutrino's coupling to the Z (DarkNews). */
export const WEAK_COUPLING_HALF = 0.370451;
/** Fine structure constant at rest. */
export const ALPHA_0 = 1 / 137.036;
/** Charged pion mass, GeV. PDG 2024. */
export const PION_MASS_GEV = 0.13957039;
/** Charged kaon mass, GeV. PDG 2024. */
export const KAON_MASS_GEV = 0.493677;
