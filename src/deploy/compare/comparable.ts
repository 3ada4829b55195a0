import type { KubeObject } from '../objects/object';
import { MANIFEST_HASH } from '../apply/desired';
import { MASK } from '../objects/redaction';

type Fields = Readonly<Record<string, unknown>>;

/** Written by the server at every change, or for tools: nothing that anybody wanted. */
const NOISE = ['managedFields', 'resourceVersion', 'uid', 'generation', 'creationTimestamp', 'selfLink'];
const NOISE_ANNOTATIONS = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/revision',
  MANIFEST_HASH,
];

const without = (fields: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));

function comparable({ status: _, ...object }: KubeObject): Fields {
  const metadata = without(object.metadata, NOISE);
  const annotations = without((metadata['annotations'] ?? {}) as Fields, NOISE_ANNOTATIONS);
  const hasAnnotations = Object.keys(annotations).length > 0;
  return { ...object, metadata: { ...without(metadata, ['annotations']), ...(hasAnnotations ? { annotations } : {}) } };
}

/** Values of one map with their counterparts in mind: equal ones look equal, and none is shown. */
function masked(values: Fields, others: Fields, word: string): Fields {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, others[key] === value ? MASK : `${MASK} (${word})`]),
  );
}

const SECRET_FIELDS = ['data', 'stringData'];

function withoutValues(object: Fields, other: Fields | undefined, word: string): Fields {
  if (object['kind'] !== 'Secret' || object['apiVersion'] !== 'v1') return object;
  const maskedFields = SECRET_FIELDS.flatMap((field) => {
    const values = object[field];
    if (typeof values !== 'object' || values === null) return [];
    return [[field, masked(values as Fields, (other?.[field] ?? {}) as Fields, word)]];
  });
  return { ...object, ...Object.fromEntries(maskedFields) };
}

/** Two forms of an object, without what changes by itself, and without the values of Secrets. */
export function comparablePair(
  before: KubeObject | undefined,
  after: KubeObject | undefined,
): { readonly before: Fields | undefined; readonly after: Fields | undefined } {
  const [left, right] = [before, after].map((each) => (each === undefined ? undefined : comparable(each)));
  return {
    before: left === undefined ? undefined : withoutValues(left, right, 'before'),
    after: right === undefined ? undefined : withoutValues(right, left, 'after'),
  };
}
