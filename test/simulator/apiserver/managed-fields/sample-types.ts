import type { ListType, MapType, MergeType, ScalarType } from '../../../../src/simulator/apiserver/managed-fields';

const text: ScalarType = { kind: 'scalar', scalar: 'string' };
const number: ScalarType = { kind: 'scalar', scalar: 'numeric' };
const flag: ScalarType = { kind: 'scalar', scalar: 'boolean' };
const quantity: ScalarType = { kind: 'scalar', scalar: 'untyped' };

const mapOf = (element: MergeType): MapType => ({
  kind: 'map',
  isAtomic: false,
  field: () => undefined,
  element,
  present: [],
});

function struct(fields: Record<string, MergeType>, present: MapType['present'] = [], isAtomic = false): MapType {
  const known = new Map(Object.entries(fields));
  return { kind: 'map', isAtomic, field: (name) => known.get(name), present };
}

function list(element: MergeType, keys?: readonly string[], defaults: Record<string, unknown> = {}): ListType {
  return { kind: 'list', isAtomic: keys === undefined, keys: keys ?? [], element, keyDefault: (key) => defaults[key] };
}

const metadata = struct({
  name: text,
  namespace: text,
  uid: text,
  creationTimestamp: quantity,
  resourceVersion: text,
  generation: number,
  labels: mapOf(text),
  annotations: mapOf(text),
  finalizers: list(text, []),
});

const container = struct(
  {
    name: text,
    image: text,
    imagePullPolicy: text,
    args: list(text),
    env: list(struct({ name: text, value: text }), ['name']),
    ports: list(struct({ containerPort: number, protocol: text, name: text }), ['containerPort', 'protocol'], {
      protocol: 'TCP',
    }),
    resources: struct({ limits: mapOf(quantity), requests: mapOf(quantity) }),
    stdin: flag,
  },
  [{ name: 'resources', isStruct: true }],
);

const podSpec = struct(
  {
    containers: list(container, ['name']),
    nodeSelector: { ...mapOf(text), isAtomic: true },
    volumes: list(struct({ name: text, emptyDir: struct({ medium: text }) }), ['name']),
  },
  [{ name: 'containers', isStruct: false }],
);

/** The part of the type of Deployments that the tests need. */
export const deploymentType = struct(
  {
    apiVersion: text,
    kind: text,
    metadata,
    spec: struct(
      {
        replicas: number,
        paused: flag,
        selector: struct({ matchLabels: mapOf(text) }, [], true),
        template: struct({ metadata, spec: podSpec }, [
          { name: 'metadata', isStruct: true },
          { name: 'spec', isStruct: true },
        ]),
      },
      [{ name: 'template', isStruct: true }],
    ),
    status: struct({ replicas: number, observedGeneration: number }),
  },
  [
    { name: 'metadata', isStruct: true },
    { name: 'spec', isStruct: true },
    { name: 'status', isStruct: true },
  ],
);

/** The type of ConfigMaps. */
export const configMapType = struct({ apiVersion: text, kind: text, metadata, data: mapOf(text) }, [
  { name: 'metadata', isStruct: true },
]);
