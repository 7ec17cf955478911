/** The documents of a HEPData submission, and their text. https://hepdata-submission.readthedocs.io, schema 1.1.1 (hepdata-validator). */
import { stringify } from 'yaml';
import { visible } from '../visible.js';

/** A named value beside a table's numbers. */
export interface Qualifier {
  readonly name: string;
  readonly value: string | number;
  readonly units?: string;
}

/** A column of a table; null where there is no value. */
export interface HepdataColumn {
  readonly name: string;
  readonly units?: string;
  readonly qualifiers?: readonly Qualifier[];
  readonly values: readonly (number | string | null)[];
}

/** A file that is named in a submission. */
export interface Resource {
  readonly location: string;
  readonly description: string;
}

/** A table: independent columns, dependent ones, and what is said of them. */
export interface HepdataTable {
  /** At most 64 characters, once in a submission. */
  readonly name: string;
  readonly file: string;
  readonly description: string;
  readonly independent: readonly HepdataColumn[];
  readonly dependent: readonly HepdataColumn[];
  readonly keywords: Readonly<Record<string, readonly string[]>>;
  readonly resources: readonly Resource[];
}

/** What HEPData shows where there is no value. */
const NO_VALUE = '-';

/** The text of a table's data file. */
export function dataText({ independent, dependent }: HepdataTable): string {
  const column = ({ name, units, qualifiers, values }: HepdataColumn) => ({
    header: { name, ...(units === undefined ? {} : { units }) },
    ...(qualifiers === undefined ? {} : { qualifiers }),
    values: values.map((value) => ({ value: value ?? NO_VALUE })),
  });
  return yamlText({
    independent_variables: independent.map(column),
    dependent_variables: dependent.map(column),
  });
}

/** The text of submission.yaml: a document about all, and one for each table. */
export function submissionText(
  comment: string,
  resources: readonly Resource[],
  tables: readonly HepdataTable[],
): string {
  const documents = [
    { comment: visible(comment), additional_resources: resources },
    ...tables.map(({ name, description, keywords, file, resources: files }) => ({
      name,
      description: visible(description),
      keywords: Object.entries(keywords).map(([key, values]) => ({ name: key, values })),
      data_file: file,
      additional_resources: files,
    })),
  ];
  return documents.map((document) => `---\n${yamlText(document)}`).join('');
}

/** YAML that readers of YAML 1.1 understand, too, to which 1e-8 is a word and 1.0e-8 a number. */
function yamlText(document: object): string {
  const text = stringify(document, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
  return text.replace(/^([ -]*(?:value|low|high): -?\d+)e/gm, '$1.0e');
}
