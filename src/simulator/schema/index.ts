/** What the types of the API look like: fields, wire formats, documents that describe them. */
export * from './decoding';
export { discoveryTable, type DiscoveryRow } from './discovery';
export { fieldDocumentation, fieldValues, typeDocumentation } from './documentation';
export { goDump } from './go-dump';
export * from './openapi';
export { printerColumns, type PrinterColumn } from './printer-columns';
export { allKinds, definitionOf, typeOf, type FieldSchema, type MessageField, type TypeSchema } from './type-schema';
export { goTypeName, type ListType, type MapType, type RefType, type ScalarType, type ValueType } from './value-type';
