import { typeDocumentation } from '../documentation';
import type { ScalarName } from '../value-type';

/** A JSON schema in the making. */
export type Schema = Record<string, unknown>;

/** Of which OpenAPI a schema is part: version 2 knows no `oneOf`, and allows words beside `$ref`. */
export type Dialect = 'v2' | 'v3';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const EXTENSIONS = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1';

/** Definitions of scalars that have one: Go types that read and write themselves. */
const DEFINITION_OF: Readonly<Partial<Record<ScalarName, string>>> = {
  quantity: 'io.k8s.apimachinery.pkg.api.resource.Quantity',
  intOrString: 'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
  time: `${META}.Time`,
  microTime: `${META}.MicroTime`,
  duration: `${META}.Duration`,
  fieldsV1: `${META}.FieldsV1`,
  raw: 'io.k8s.apimachinery.pkg.runtime.RawExtension',
  any: `${EXTENSIONS}.JSON`,
  schemaOrArray: `${EXTENSIONS}.JSONSchemaPropsOrArray`,
  schemaOrBool: `${EXTENSIONS}.JSONSchemaPropsOrBool`,
  schemaOrStrings: `${EXTENSIONS}.JSONSchemaPropsOrStringArray`,
};

/** The definition a scalar refers to; undefined for plain ones. */
export const definitionOfScalar = (scalar: ScalarName): string | undefined => DEFINITION_OF[scalar];

/** What a request sends to change an object. It has no Go type of fields. */
export const PATCH = `${META}.Patch`;

/** Source: Kubernetes 1.36, OpenAPISchemaType, OpenAPISchemaFormat and OpenAPIV3OneOfTypes of the Go types. */
function shapeOf(scalar: ScalarName, dialect: Dialect): Schema {
  const oneOf = (...types: readonly string[]): Schema =>
    dialect === 'v3' ? { oneOf: types.map((type) => ({ type })) } : { type: 'string' };
  switch (scalar) {
    case 'quantity':
      return oneOf('string', 'number');
    case 'intOrString':
      return { ...oneOf('integer', 'string'), format: 'int-or-string' };
    case 'time':
    case 'microTime':
      return { type: 'string', format: 'date-time' };
    case 'duration':
      return { type: 'string' };
    case 'fieldsV1':
    case 'raw':
      return { type: 'object' };
    default:
      return {};
  }
}

const SCALAR_OF = new Map(Object.entries(DEFINITION_OF).map(([scalar, name]) => [name, scalar as ScalarName]));

/** Schema of a definition that is no struct; undefined for structs. */
export function specialSchema(definition: string, dialect: Dialect): Schema | undefined {
  if (definition === PATCH) {
    const description = 'Patch is provided to give a concrete name and type to the Kubernetes PATCH request body.';
    return { description, type: 'object' };
  }
  const scalar = SCALAR_OF.get(definition);
  if (scalar === undefined) return undefined;
  const description = typeDocumentation(definition);
  return { ...(description === '' ? {} : { description }), ...shapeOf(scalar, dialect) };
}
