import type { Column } from '../resource';
import { fieldDocumentation } from '../../schema';

/** Where a description is taken from: the definition (`io.k8s.api.core.v1.` left out for the core) and its field. */
export interface DescribedBy {
  readonly definition: string;
  readonly field: string;
}

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** A reference to the documentation of a field. `group` is as in definitions: `core.v1`, `apps.v1`. */
export const documentOf = (type: string, field: string): DescribedBy => ({ definition: `io.k8s.api.${type}`, field });

/** A column before its description is looked up. */
export interface ColumnPlan extends Omit<Column, 'description'> {
  readonly description: string | DescribedBy;
}

/** A column of text that is always shown. */
export const text = (name: string, description: string | DescribedBy): ColumnPlan => ({
  name,
  type: 'string',
  format: '',
  description,
  priority: 0,
});

/** A column of text that only `-o wide` shows. */
export const wide = (name: string, description: string | DescribedBy): ColumnPlan => ({
  ...text(name, description),
  priority: 1,
});

/** A column of whole numbers. */
export const integer = (name: string, description: string | DescribedBy): ColumnPlan => ({
  ...text(name, description),
  type: 'integer',
});

/** A column of true and false. */
export const boolean = (name: string, description: string | DescribedBy): ColumnPlan => ({
  ...text(name, description),
  type: 'boolean',
});

/** The name of the object. */
export const NAME: ColumnPlan = {
  ...text('Name', { definition: META, field: 'name' }),
  format: 'name',
};

/** How long ago it was created. */
export const AGE: ColumnPlan = text('Age', { definition: META, field: 'creationTimestamp' });

/** When it was created, for kinds without a table of their own. */
export const CREATED_AT: ColumnPlan = { ...AGE, name: 'Created At', type: 'date' };

/** Columns of a workload: its containers, their images. */
export const CONTAINERS: readonly ColumnPlan[] = [
  wide('Containers', 'Names of each container in the template.'),
  wide('Images', 'Images referenced by each container in the template.'),
];

/** What OpenAPI adds to the comments of Go, which columns are described by. */
const ENUMERATION = /\n\nPossible enum values:.*$/s;

const describe = ({ definition, field }: DescribedBy): string =>
  fieldDocumentation(definition, field).replace(ENUMERATION, '');

/** Looks descriptions up. */
export const resolveColumns = (plans: readonly ColumnPlan[]): readonly Column[] =>
  plans.map(({ description, ...column }) => ({
    ...column,
    description: typeof description === 'string' ? description : describe(description),
  }));
