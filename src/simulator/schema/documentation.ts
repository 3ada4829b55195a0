import { generatedData, type TypeDocs } from './generated-data';
import { typeOf } from './type-schema';

const entryOf = (definition: string, field: string): TypeDocs[string] | undefined => {
  const { docs } = generatedData('docs');
  const declaredIn = typeOf(definition).fields.get(field)?.declaredIn ?? definition;
  return docs[declaredIn]?.[field];
};

/** What a type is, in the words of the API; '' for a type without description. */
export function typeDocumentation(definition: string): string {
  const entry = generatedData('docs').docs[definition]?.[''];
  return typeof entry === 'string' ? entry : '';
}

/** What a field is for, in the words of the API; '' without description. */
export function fieldDocumentation(definition: string, field: string): string {
  const entry = entryOf(definition, field);
  return typeof entry === 'string' ? entry : (entry?.[0] ?? '');
}

/** The values that a field may have, sorted; undefined when it is not enumerated. */
export function fieldValues(definition: string, field: string): readonly string[] | undefined {
  const entry = entryOf(definition, field);
  return typeof entry === 'object' ? entry.slice(1) : undefined;
}
