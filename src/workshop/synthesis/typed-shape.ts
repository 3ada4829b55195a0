import type { ApiObject } from 'cdk8s';
import { k8s } from '../constructs/k8s';
import { type FieldType, type ObjectType, typedFields } from './checks/field-table';

/** Where the typed classes bear another name than the field: they write every abbreviation as a word. */
export const PROP_NAMES: Readonly<Record<string, string>> = {
  $ref: 'ref',
  $schema: 'schema',
  clientIP: 'clientIp',
  clusterIP: 'clusterIp',
  datasetUUID: 'datasetUuid',
  diskURI: 'diskUri',
  downwardAPI: 'downwardApi',
  externalID: 'externalId',
  hostIP: 'hostIp',
  hostIPC: 'hostIpc',
  hostPID: 'hostPid',
  insecureSkipTLSVerify: 'insecureSkipTlsVerify',
  loadBalancerIP: 'loadBalancerIp',
  nodeID: 'nodeId',
  nonResourceURLs: 'nonResourceUrLs',
  openAPIV3Schema: 'openApiv3Schema',
  pdID: 'pdId',
  podCIDR: 'podCidr',
  podCIDRs: 'podCidRs',
  providerID: 'providerId',
  scaleIO: 'scaleIo',
  setHostnameAsFQDN: 'setHostnameAsFqdn',
  storagePolicyID: 'storagePolicyId',
  targetCPUUtilizationPercentage: 'targetCpuUtilizationPercentage',
  targetWWNs: 'targetWwNs',
  volumeID: 'volumeId',
  'x-kubernetes-embedded-resource': 'xKubernetesEmbeddedResource',
  'x-kubernetes-int-or-string': 'xKubernetesIntOrString',
  'x-kubernetes-list-map-keys': 'xKubernetesListMapKeys',
  'x-kubernetes-list-type': 'xKubernetesListType',
  'x-kubernetes-map-type': 'xKubernetesMapType',
  'x-kubernetes-preserve-unknown-fields': 'xKubernetesPreserveUnknownFields',
  'x-kubernetes-validations': 'xKubernetesValidations',
};

/** How a value of the typed classes becomes one of a manifest. */
export type Shape =
  /** As it is; taken out of a `value`, as quantities are; written as a text that only its class knows. */
  | { readonly is: 'scalar' | 'wrapped' | 'date' }
  /** Every item or entry by itself. */
  | { readonly is: 'list'; readonly of: Shape }
  | { readonly is: 'map'; readonly of: Shape }
  /** Every prop under the name of its field. */
  | ObjectShape;

/** A prop of a typed class: the field that it becomes, and how. */
export interface TypedProp {
  readonly prop: string;
  readonly field: string;
  readonly shape: Shape;
}

/** Shape of a type with named props. */
export interface ObjectShape {
  readonly is: 'object';
  readonly props: ReadonlyMap<string, TypedProp>;
}

const SCALAR: Shape = { is: 'scalar' };
const WRAPPED: Shape = { is: 'wrapped' };
const DATE: Shape = { is: 'date' };

const shapes = new Map<ObjectType, ObjectShape>();

function shapeOfObject(type: ObjectType): ObjectShape {
  const known = shapes.get(type);
  if (known !== undefined) return known;
  const props = new Map<string, TypedProp>();
  const shape: ObjectShape = { is: 'object', props };
  shapes.set(type, shape); // Before its props: types may hold themselves.
  const isKind = type.fields.has('metadata');
  for (const [field, fieldType] of type.fields) {
    // The typed classes take these from the class, and have no props for them.
    if (isKind && (field === 'apiVersion' || field === 'kind')) continue;
    const prop = PROP_NAMES[field] ?? field;
    props.set(prop, { prop, field, shape: shapeOf(fieldType) });
  }
  return shape;
}

function shapeOf(type: FieldType): Shape {
  switch (type.is) {
    case 'scalar':
      if (type.name === 'date') return DATE;
      return type.name === 'quantity' || type.name === 'intOrString' ? WRAPPED : SCALAR;
    case 'list':
    case 'map':
      return { is: type.is, of: shapeOf(type.of) };
    case 'object':
      return shapeOfObject(type);
  }
}

/** What all objects of one typed class have in common. */
export interface TypedKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** Props besides the metadata, in alphabetical order of their fields. */
  readonly props: readonly TypedProp[];
}

const kinds = new Map<unknown, TypedKind | undefined>();

function kindOfClass(typed: { readonly name: string; readonly GVK?: Omit<TypedKind, 'props'> }): TypedKind | undefined {
  if (typed.GVK === undefined || (k8s as Readonly<Record<string, unknown>>)[typed.name] !== typed) return undefined;
  const { apiVersion, kind } = typed.GVK;
  const { typeOf, metadata } = typedFields();
  const type = typeOf(`${apiVersion}/${kind}`);
  // Lists have metadata of another type.
  if (type === undefined || type.fields.get('metadata') !== metadata) return undefined;
  const props = [...shapeOfObject(type).props.values()];
  return { apiVersion, kind, props: props.filter(({ prop }) => prop !== 'metadata') };
}

/** Kind of an object of one of the typed classes; undefined for others, those derived from a typed class included. */
export function typedKind({ constructor }: ApiObject): TypedKind | undefined {
  if (!kinds.has(constructor)) kinds.set(constructor, kindOfClass(constructor));
  return kinds.get(constructor);
}
