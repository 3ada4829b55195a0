import { setKey, type Draft } from '../../api';
import { typeOf, type FieldSchema, type TypeSchema } from '../type-schema';
import { goTypeName, type ListType, type MapType, type ValueType } from '../value-type';
import { alwaysWritten } from './always-written';
import { DecodeError } from './decode-error';
import { decodeScalar, isEmptyScalar, jsonWordOf, WrongType, zeroScalar } from './decode-scalar';
import { decodeMessage } from './decode-message';
import { NO_DUPLICATES, type RawBody } from './raw-body';
import type { DuplicateKeys } from './scan-json';

/** A decoded object, and what strict validation says about its body. */
export interface DecodedObject {
  readonly object: Draft;
  /** Such as `unknown field "spec.foo"`, in the order of the body; at most 100. */
  readonly strictErrors: string[];
}

const STRICT_ERRORS_MAX = 100;
const SCHEMA_PROPS = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps';

/** Kinds that are stored as JSON, where an empty list stays one; protobuf knows no empty list. */
const isStoredAsJson = (definition: string): boolean => definition.startsWith('io.k8s.apiextensions-apiserver.');

/**
 * Makes an object of a kind out of a body: fields that the kind lacks are dropped and reported, values are written as
 * the server answers them, empty ones are left out or filled in as Go's `omitempty` says. Throws a DecodeError with
 * the message of Go's decoder when a value is of the wrong type.
 *
 * Source: sigs.k8s.io/json, internal/golang/encoding/json/decode.go. Not modelled: names differing only in case,
 * a key given twice merges nothing (the last one counts), `1.0` passes for a whole number.
 */
export function decodeObject(
  definition: string,
  raw: Pick<RawBody, 'value'> & Partial<Omit<RawBody, 'value'>>,
): DecodedObject {
  const decoder = new Decoder(raw.duplicates ?? NO_DUPLICATES, isStoredAsJson(definition));
  const value = raw.message === undefined ? raw.value : decodeMessage(definition, raw.message, raw.value);
  if (raw.strictError !== undefined) decoder.strictErrors.push(raw.strictError);
  const object = decoder.decode(definition, value);
  return { object, strictErrors: decoder.strictErrors };
}

class Decoder {
  readonly strictErrors: string[] = [];
  /** Where the decoder is: keys, and indexes of lists. Texts are made of it only when something is wrong. */
  private readonly path: (string | number)[] = [];
  /** Go's stack of fields: no indexes, no keys of maps. */
  private readonly fields: FieldSchema[] = [];
  private struct: TypeSchema | undefined;
  private firstError: DecodeError | undefined;
  /** Schemas inside of a custom resource's schema are read by a decoder that is not strict. */
  private isStrict = true;

  constructor(
    private readonly duplicates: DuplicateKeys,
    private readonly keepsEmpty: boolean,
  ) {}

  decode(definition: string, value: unknown): Draft {
    const object = this.object(typeOf(definition), value);
    if (this.firstError !== undefined) throw this.firstError;
    return object;
  }

  /** The place as strict errors write it: `spec.containers[0]`. */
  private get place(): string {
    return this.path.reduce<string>((text, step) => {
      if (typeof step === 'number') return `${text}[${step}]`;
      return text === '' ? step : `${text}.${step}`;
    }, '');
  }

  private strict(kind: 'unknown' | 'duplicate', key: string): void {
    const { place } = this;
    const error = `${kind} field ${JSON.stringify(place === '' ? key : `${place}.${key}`)}`;
    if (!this.isStrict || this.strictErrors.length >= STRICT_ERRORS_MAX || this.strictErrors.includes(error)) return;
    this.strictErrors.push(error);
  }

  private reportDuplicates(isField: (key: string) => boolean): void {
    if (this.duplicates.size === 0) return;
    for (const key of this.duplicates.get(this.place) ?? []) {
      if (isField(key)) this.strict('duplicate', key);
    }
  }

  /** Notes a value of the wrong type and goes on, or gives up when the Go type reads itself. */
  private wrongType({ value, goType, isFatal }: WrongType): undefined {
    const where =
      this.fields.length === 0
        ? `Go value of type ${goType}`
        : `Go struct field ${structName(this.struct)}.${this.fields.map(goPath).join('.')} of type ${goType}`;
    const error = new DecodeError(`json: cannot unmarshal ${value} into ${where}`);
    if (isFatal) throw error;
    this.firstError ??= error;
    return undefined;
  }

  private object(type: TypeSchema, value: unknown): Draft {
    const result: Draft = {};
    if (value !== null && value !== undefined) {
      if (typeof value !== 'object' || Array.isArray(value)) {
        this.wrongType(new WrongType(jsonWordOf(value), type.goType, false));
      } else {
        this.reportDuplicates((key) => type.fields.has(key));
        const outerStruct = this.struct;
        for (const key of Object.keys(value)) {
          const field = type.fields.get(key);
          if (field === undefined) this.strict('unknown', key);
          else this.field(type, field, (value as Record<string, unknown>)[key], result);
        }
        this.struct = outerStruct;
      }
    }
    for (const field of alwaysWritten(type)) {
      if (result[field.name] === undefined) result[field.name] = this.zero(field.type);
    }
    return result;
  }

  private field(type: TypeSchema, field: FieldSchema, value: unknown, result: Draft): void {
    if (value === undefined) return;
    this.struct = type;
    this.fields.push(field);
    this.path.push(field.name);
    const decoded = this.value(field.type, value);
    this.path.pop();
    this.fields.pop();
    if (decoded !== undefined && !this.isLeftOut(field, decoded)) result[field.name] = decoded;
  }

  /** Whether Go leaves a value out although the body gave it. */
  private isLeftOut({ type, omitsEmpty, omitsZero }: FieldSchema, value: unknown): boolean {
    if (type.isPointer) return false;
    if (omitsZero && (value === null || (type.kind === 'ref' && Object.keys(value as object).length === 0)))
      return true;
    if (!omitsEmpty) return false;
    switch (type.kind) {
      case 'scalar':
        return isEmptyScalar(type, value);
      case 'list':
        return value === null || (value as readonly unknown[]).length === 0;
      case 'map':
        return value === null || Object.keys(value as object).length === 0;
      case 'ref':
        return false;
    }
  }

  /** A value as it is answered; undefined for a pointer to nothing, and for what has the wrong type. */
  private value(type: ValueType, value: unknown): unknown {
    if (value === null) return type.isPointer ? undefined : this.zero(type);
    switch (type.kind) {
      case 'ref':
        return this.object(typeOf(type.definition), value);
      case 'list':
        return this.list(type, value);
      case 'map':
        return this.map(type, value);
      case 'scalar':
        try {
          if (type.scalar.startsWith('schemaOr')) return this.schemaOr(type.scalar, value);
          return decodeScalar(type, value);
        } catch (error) {
          if (error instanceof WrongType) return this.wrongType(error);
          // Go notes base64 that cannot be read, and goes on.
          if (!(error instanceof DecodeError) || type.scalar !== 'bytes') throw error;
          this.firstError ??= error;
          return undefined;
        }
    }
  }

  private list(type: ListType, value: unknown): unknown {
    if (!Array.isArray(value)) return this.wrongType(new WrongType(jsonWordOf(value), goTypeName(type), false));
    if (value.length === 0) return this.keepsEmpty ? [] : null;
    return value.map((item: unknown, index) => {
      this.path.push(index);
      const decoded = this.value(type.items, item) ?? null;
      this.path.pop();
      return decoded;
    });
  }

  private map(type: MapType, value: unknown): unknown {
    if (typeof value !== 'object' || Array.isArray(value)) {
      return this.wrongType(new WrongType(jsonWordOf(value), goTypeName(type), false));
    }
    this.reportDuplicates(() => true);
    const result: Draft = {};
    for (const [key, inner] of Object.entries(value as object)) {
      this.path.push(key);
      setKey(result, key, this.value(type.values, inner) ?? null);
      this.path.pop();
    }
    return result;
  }

  /** A schema, or something simpler in its place. Source: apiextensions-apiserver, v1/marshal.go. */
  private schemaOr(scalar: string, value: unknown): unknown {
    const schema = (of: unknown): Draft => {
      const wasStrict = this.isStrict;
      this.isStrict = false;
      const decoded = this.object(typeOf(SCHEMA_PROPS), of);
      this.isStrict = wasStrict;
      return decoded;
    };
    if (Array.isArray(value)) {
      if (scalar === 'schemaOrStrings') return value;
      if (scalar === 'schemaOrArray') return value.map(schema);
    } else if (typeof value === 'object') {
      return schema(value);
    } else if (scalar === 'schemaOrBool' && typeof value === 'boolean') {
      return value;
    }
    if (scalar === 'schemaOrBool') throw new DecodeError('boolean or JSON schema expected');
    return null;
  }

  /** What Go writes for a value that was not given. */
  private zero(type: ValueType): unknown {
    if (type.isPointer) return null;
    if (type.kind === 'ref') return this.object(typeOf(type.definition), undefined);
    return type.kind === 'scalar' ? zeroScalar(type) : null;
  }
}

/** Name of a struct without its package. */
const structName = (type: TypeSchema | undefined): string =>
  type === undefined ? '' : type.goType.slice(type.goType.indexOf('.') + 1);

/** A field as Go's decoder names it, behind the embedded structs that it comes from. */
const goPath = ({ embeddedIn, name }: FieldSchema): string => [...embeddedIn, name].join('.');
