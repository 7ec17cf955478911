/** What an import is asked for, whether by options or by a file. */
import type { Mistake } from '../../mistakes.js';
import type { ModelKind } from '../../model/models.js';
import type { ParameterPoint } from '../../model/point.js';
import type { DecayName } from '../../physics/branching.js';
import type { DecayWeighting } from '../eventSample.js';

/** Units that files may have. */
export const ENERGY_UNITS = ['GeV', 'MeV'] as const;
export const LENGTH_UNITS = ['mm', 'cm', 'm'] as const;
export type EnergyUnit = (typeof ENERGY_UNITS)[number];
export type LengthUnit = (typeof LENGTH_UNITS)[number];

/** Factors to GeV and cm. */
export const ENERGY_FACTORS: Readonly<Record<EnergyUnit, number>> = { GeV: 1, MeV: 1e-3 };
export const LENGTH_FACTORS: Readonly<Record<LengthUnit, number>> = { mm: 0.1, cm: 1, m: 100 };

/** A column of a file, with its unit where that is not the file's. */
export interface ColumnChoice {
  readonly column: string;
  readonly unit?: string | undefined;
}

/** Choices of a model as they are given; the defaults are those of scan files. */
export interface ModelChoices {
  readonly kind?: ModelKind | undefined;
  readonly nature?: 'dirac' | 'majorana' | undefined;
  readonly smZ?: boolean | undefined;
  readonly charge?: 'darknews' | 'alpha0' | undefined;
  readonly zpSpin?: 'isotropic' | 'exact' | undefined;
  readonly decays?: readonly DecayName[] | undefined;
}

/** A component: files of events generated at one point. */
export interface ComponentRequest {
  readonly name?: string | undefined;
  /** Paths of files, or of folders of samples, which bring everything else with them. */
  readonly files: readonly string[];
  readonly tree?: string | undefined;
  readonly model: ModelChoices;
  readonly parameters: ParameterPoint;
  readonly pot?: number | undefined;
  /** Mass of the target that the weights are for, tonnes. */
  readonly massTonnes?: number | undefined;
  readonly generated?: number | undefined;
  readonly decays?: DecayWeighting | undefined;
  /** Events expected in all: the weights are scaled to it; without a column of weights all are equal. */
  readonly rate?: number | undefined;
  readonly energyUnit?: EnergyUnit | undefined;
  readonly lengthUnit?: LengthUnit | undefined;
  /** Centre of the active volume in the file's coordinates and unit of length. */
  readonly origin?: readonly [number, number, number] | undefined;
  /** By field. */
  readonly columns: Readonly<Record<string, ColumnChoice>>;
  /** By the name that the observable gets. */
  readonly observables: Readonly<Record<string, ColumnChoice>>;
  /** A mistake at a key of the request, such as `pot` or `parameters.m5_gev`. */
  readonly tell: (key: string, what: string) => Mistake;
}

/** An import. */
export interface ImportRequest {
  readonly name: string;
  readonly components: readonly ComponentRequest[];
}
