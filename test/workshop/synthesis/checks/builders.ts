import type { ProgramFacts } from '../../../../src/workshop/constructs';
import type { Environment } from '../../../../src/workshop/environments';
import type { Check } from '../../../../src/workshop/synthesis/finding';
import type {
  Manifest,
  ObjectSet,
  RequiredSecretEntry,
  SynthesizedObject,
} from '../../../../src/workshop/synthesis/object-set';
import { lessons } from '../../../support/sample-program';

/** Any part of a manifest. */
export type Part = Readonly<Record<string, unknown>>;

/** An object of a set: a manifest, perhaps with what its programs do. */
export type Given = Manifest & { readonly program?: Partial<ProgramFacts> };

/** An environment of the production form that runs the stacks `ids`. */
export const production = (
  secrets: Environment['secrets'] = 'reference',
  ids: readonly string[] = [],
): Environment => ({
  name: 'dev',
  summary: 'Tests.',
  form: 'production',
  stage: 'HEAD',
  secrets,
  stacks: Object.fromEntries(ids.map((id) => [id, {}])),
});

/** A set with `objects`; in lessons unless said otherwise. */
export function setOf(
  objects: readonly Given[],
  environment: Environment = lessons,
  secrets: readonly Partial<RequiredSecretEntry>[] = [],
): ObjectSet {
  return {
    environment,
    stack: { id: 'stack', title: 'Stack', source: 'tests' },
    stage: undefined,
    version: 'HEAD',
    expects: [],
    isMain: true,
    objects: objects.map(({ program, ...manifest }): SynthesizedObject => ({
      manifest: manifest as Manifest,
      construct: `${manifest.kind}-construct`,
      source: 'stack.ts:1',
      component: undefined,
      program: program === undefined ? undefined : { listens: [], connectsTo: [], ...program },
      condition: undefined,
    })),
    secrets: secrets.map((secret) => ({
      name: 'secret',
      namespace: undefined,
      keys: [],
      type: 'Opaque',
      construct: 'secret',
      source: undefined,
      ...secret,
    })),
  };
}

/** What `check` finds in sets deployed together, as `rule Kind/name` and as messages. */
export function judged(
  check: Check,
  ...sets: readonly ObjectSet[]
): { readonly rules: string[]; readonly messages: string[] } {
  const rules: string[] = [];
  const messages: string[] = [];
  check(sets, (_set, { manifest }, rule, message) => {
    rules.push(`${rule} ${manifest.kind}/${manifest.metadata.name}`);
    messages.push(message);
  });
  return { rules, messages };
}

/** An object of any kind; `namespace/name` puts it into a namespace. */
export function objectOf(apiVersion: string, kind: string, place: string, rest: Part = {}): Given {
  const [name = '', namespace] = place.split('/').reverse();
  const { metadata, ...fields } = rest as { metadata?: Part };
  return {
    apiVersion,
    kind,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }), ...metadata },
    ...fields,
  };
}

/** A container called like its image. */
export const container = (fields: Part = {}): Part => ({ name: 'web', image: 'web:1.0', ...fields });

/** What a workload of the tests may differ in. */
export interface WorkloadParts {
  readonly labels?: Part;
  readonly selector?: unknown;
  readonly containers?: readonly Part[];
  readonly pod?: Part;
  readonly template?: Part;
  readonly spec?: Part;
  readonly program?: Partial<ProgramFacts>;
}

const podOf = ({ containers = [container()], pod = {} }: WorkloadParts): Part => ({ containers, ...pod });

/** A workload whose Pods bear `app=NAME` unless said otherwise. */
export function workload(kind: string, place: string, parts: WorkloadParts = {}): Given {
  const [name = ''] = place.split('/').reverse();
  const labels = parts.labels ?? { app: name };
  const selector = 'selector' in parts ? parts.selector : { matchLabels: labels };
  const template = { metadata: { labels, ...parts.template }, spec: podOf(parts) };
  const made = objectOf('apps/v1', kind, place, { spec: { selector, template, ...parts.spec } });
  return parts.program === undefined ? made : { ...made, program: parts.program };
}

/** A Deployment whose Pods bear `app=NAME` unless said otherwise. */
export const deployment = (place: string, parts?: WorkloadParts): Given => workload('Deployment', place, parts);

/** A bare Pod. */
export const pod = (place: string, parts: WorkloadParts = {}): Given =>
  objectOf('v1', 'Pod', place, { metadata: { labels: parts.labels }, spec: podOf(parts) });

/** A Service that selects `app=NAME` and answers on port 80 unless said otherwise. */
export function service(place: string, spec: Part = {}): Given {
  const [name = ''] = place.split('/').reverse();
  return objectOf('v1', 'Service', place, { spec: { selector: { app: name }, ports: [{ port: 80 }], ...spec } });
}

/** A ConfigMap with `data`. */
export const config = (place: string, data: Part = {}): Given => objectOf('v1', 'ConfigMap', place, { data });

/** A Secret with `data`. */
export const secret = (place: string, data: Part = {}, rest: Part = {}): Given =>
  objectOf('v1', 'Secret', place, { data, ...rest });
