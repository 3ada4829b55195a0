import type { GroupVersionKind } from '../api';
import { generatedData } from './generated-data';
import { goNameOf, parseValueType, type RefType, type ValueType } from './value-type';

/** A field of a type, under the name it has in JSON. */
export interface FieldSchema {
  readonly name: string;
  readonly type: ValueType;
  /** Whether OpenAPI lists it as required. */
  readonly isRequired: boolean;
  /** Whether Go leaves it out when it is empty: structs that are no pointers are written all the same. */
  readonly omitsEmpty: boolean;
  /** Whether Go leaves out a zero struct as well. */
  readonly omitsZero: boolean;
  /** Definition of the struct that declares it: the type itself, or one embedded in it. */
  readonly declaredIn: string;
  /** Go's name of the field. */
  readonly goName: string;
  /** Names of the embedded Go structs it comes from, outermost first; messages about wrong types show them. */
  readonly embeddedIn: readonly string[];
  /** Default that OpenAPI states beyond the empty value of the type. */
  readonly default?: unknown;
  readonly patchStrategy?: string;
  readonly patchMergeKey?: string;
  readonly listType?: 'atomic' | 'set' | 'map';
  readonly listMapKeys?: readonly string[];
  readonly mapType?: 'atomic' | 'granular';
}

/** A field of a protobuf message. */
export interface MessageField {
  /** Undefined for an embedded struct, whose fields are fields of the type itself. */
  readonly name?: string;
  readonly type: ValueType;
}

/** A struct that is embedded in another one. */
export interface EmbeddedStruct {
  /** Go's name of the field. */
  readonly goName: string;
  readonly type: RefType;
}

/** A struct of the API. */
export interface TypeSchema {
  /** Definition, such as `io.k8s.api.core.v1.Container`. */
  readonly name: string;
  /** Name in Go's messages, such as `v1.Container`. */
  readonly goType: string;
  /** Fields by their JSON name. */
  readonly fields: ReadonlyMap<string, FieldSchema>;
  /** Fields in the order in which Go declares them; embedded structs as one. */
  readonly layout: readonly (FieldSchema | EmbeddedStruct)[];
  /** Fields of the protobuf message by number. */
  readonly message: ReadonlyMap<number, MessageField>;
  /** `atomic` when apply replaces it as a whole. */
  readonly mapType?: 'atomic' | 'granular';
}

const FLAG = /^([a-z]+)=(.*)$/s;

interface Flags {
  readonly words: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
}

function readFlags(words: readonly string[]): Flags {
  const values = new Map<string, string>();
  const plain = new Set<string>();
  for (const word of words) {
    const [, key, value] = FLAG.exec(word) ?? [];
    if (key === undefined) plain.add(word);
    else values.set(key, value as string);
  }
  return { words: plain, values };
}

function readField(declaredIn: string, name: string, type: ValueType, { words, values }: Flags): FieldSchema {
  const text = (key: string): string | undefined => values.get(key);
  const byDefault = text('d');
  return {
    name,
    type,
    isRequired: words.has('r'),
    omitsEmpty: words.has('o'),
    omitsZero: words.has('z'),
    declaredIn,
    goName: text('g') ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    embeddedIn: [],
    ...(byDefault === undefined ? {} : { default: JSON.parse(byDefault) as unknown }),
    ...(values.has('ps') ? { patchStrategy: text('ps') as string } : {}),
    ...(values.has('pk') ? { patchMergeKey: text('pk') as string } : {}),
    ...(values.has('lt') ? { listType: text('lt') as 'atomic' } : {}),
    ...(values.has('lk') ? { listMapKeys: (text('lk') as string).split(',') } : {}),
    ...(values.has('mt') ? { mapType: text('mt') as 'atomic' } : {}),
  };
}

function readType(definition: string, lines: readonly string[]): TypeSchema {
  const home = definition.replace(/\.\w+$/, '');
  const fields = new Map<string, FieldSchema>();
  const message = new Map<number, MessageField>();
  const layout: (FieldSchema | EmbeddedStruct)[] = [];
  let mapType: 'atomic' | 'granular' | undefined;
  for (const line of lines) {
    const [name = '', number = '0', notation = '', ...words] = line.split(' ');
    if (name === '!') {
      mapType = line.slice('! mt='.length) as 'atomic';
      continue;
    }
    const type = parseValueType(notation, home);
    const isEmbedded = name.startsWith('~');
    if (number !== '0') message.set(Number(number), { ...(isEmbedded ? {} : { name }), type });
    if (!isEmbedded) {
      const field = readField(definition, name, type, readFlags(words));
      fields.set(name, field);
      layout.push(field);
      continue;
    }
    layout.push({ goName: name.slice(1), type: type as RefType });
    for (const [inner, field] of typeOf((type as RefType).definition).fields) {
      fields.set(inner, { ...field, embeddedIn: [name.slice(1), ...field.embeddedIn] });
    }
  }
  return {
    name: definition,
    goType: goNameOf(definition),
    fields,
    layout,
    message,
    ...(mapType === undefined ? {} : { mapType }),
  };
}

const types = new Map<string, TypeSchema>();

/** The type behind a definition; one that is asked for twice is the same object. @throws Error when there is none */
export function typeOf(definition: string): TypeSchema {
  const known = types.get(definition);
  if (known !== undefined) return known;
  const lines = generatedData('types').types[definition];
  if (lines === undefined)
    throw new Error(`no type '${definition}' in the schema: run scripts/generate-simulator-schema.mjs`);
  const type = readType(definition, lines);
  types.set(definition, type);
  return type;
}

/** Kinds of requests, which every group and version knows. Source: apimachinery/pkg/apis/meta/v1/register.go. */
const REQUEST_KINDS: ReadonlySet<string> = new Set([
  'ListOptions',
  'GetOptions',
  'DeleteOptions',
  'CreateOptions',
  'UpdateOptions',
  'PatchOptions',
]);

/** Definition of a built-in kind; undefined for others, custom resources among them. */
export function definitionOf({ group, version, kind }: GroupVersionKind): string | undefined {
  const { kinds } = generatedData('types');
  const key = `${group}/${version}/${kind}`;
  if (Object.prototype.hasOwnProperty.call(kinds, key)) return kinds[key];
  return REQUEST_KINDS.has(kind) ? kinds[`/v1/${kind}`] : undefined;
}

/** All built-in kinds with their definitions. */
export function allKinds(): readonly { readonly gvk: GroupVersionKind; readonly definition: string }[] {
  return Object.entries(generatedData('types').kinds).map(([key, definition]) => {
    const [group = '', version = '', kind = ''] = key.split('/');
    return { gvk: { group, version, kind }, definition };
  });
}
