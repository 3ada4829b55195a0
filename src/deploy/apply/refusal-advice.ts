import { missingRight } from '../api/forbidden';
import type { Status } from '../api/status';

/** Rules by what a server says, with what a person can do about it. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /spec is immutable after creation except resources\.requests/,
    'a claim can only grow: leave the others of its fields as they are, or make one of another name and move its data',
  ],
  [
    /field is immutable|immutable after creation|updates to statefulset spec for fields other than|pod updates may not change fields|may not change once set|may not be changed in an update|cannot change roleRef|updates to \w+ are forbidden/i,
    'the cluster cannot change this: delete the object, then apply again',
  ],
  [/provided port is already allocated/i, 'another Service has this node port: choose another, or delete that Service'],
  [/does not support dry run/i, 'a webhook of the cluster takes no trial runs: only applying shows what becomes of it'],
  [/exceeded quota/i, 'the namespace has used up its quota'],
  [/violates PodSecurity/i, 'the namespace enforces a Pod security level that this does not meet'],
  [/unknown field|field not declared in schema/i, 'this version of the cluster does not know the field'],
  [/namespaces "[^"]*" not found/i, 'make the namespace first, or add it to the manifests'],
];

/** What to do about a refusal; undefined when its message says enough. */
export function adviceFor({ code, message }: Status): string | undefined {
  const right = code === 403 ? missingRight(message) : undefined;
  if (right !== undefined) return right;
  return ADVICE.find(([pattern]) => pattern.test(message))?.[1];
}
