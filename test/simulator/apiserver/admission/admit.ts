import type { Draft, KubeObject } from '../../../../src/simulator/api';
import { type AdmissionAttributes, admissionPlugins } from '../../../../src/simulator/apiserver/admission';
import { AdmissionRounds } from '../../../../src/simulator/apiserver/admission/rounds';
import type { ResourceInfo } from '../../../../src/simulator/resources/resource';

/** Objects of the world around a write, by storage key. */
export type World = Readonly<Record<string, readonly KubeObject[]>>;

/** A write that a plugin is to judge. */
export interface Write {
  readonly plugin: string;
  readonly storage?: string;
  readonly verb?: AdmissionAttributes['verb'];
  readonly object: Draft;
  readonly old?: KubeObject;
  readonly world?: World;
  readonly subresource?: string;
  /** Where warnings are collected. */
  readonly warnings?: string[];
}

/** An object with no more than its name, in the namespace `shop` unless `namespace` is ''. */
export const named = (name: string, fields: Draft = {}, namespace = 'shop'): KubeObject =>
  ({
    ...fields,
    metadata: { name, ...(namespace === '' ? {} : { namespace }), ...(fields['metadata'] as object) },
  }) as unknown as KubeObject;

/** A Pod with containers of these requests and limits. */
export const pod = (containers: readonly Draft[], more: Draft = {}): Draft => ({
  metadata: { name: 'web', namespace: 'shop' },
  spec: { containers: containers.map((container, index) => ({ name: `c${index}`, ...container })), ...more },
});

function attributesOf(write: Write): AdmissionAttributes {
  const { storage = 'pods', verb = 'create', object, old, world = {}, subresource = '', warnings = [] } = write;
  const slash = storage.lastIndexOf('/');
  const { name = '', namespace = '' } = object['metadata'] as { name?: string; namespace?: string };
  const lookupAll = (key: string, place?: string): KubeObject[] =>
    (world[key] ?? []).filter(({ metadata }) => place === undefined || metadata.namespace === place);
  const resource = { storage, group: slash < 0 ? '' : storage.slice(0, slash), resource: storage.slice(slash + 1) };
  return {
    verb,
    resource: resource as ResourceInfo,
    version: 'v1',
    subresource,
    namespace,
    name,
    requestedName: verb === 'create' ? '' : name,
    ...(old === undefined ? {} : { old }),
    user: { username: 'anna', groups: [] },
    dryRun: false,
    context: {
      now: '2026-01-01T00:00:00Z',
      user: { username: 'anna', groups: [] },
      dryRun: false,
      suffix: (length = 5) => 'x'.repeat(length),
      lookup: (key, place, wanted) =>
        (world[key] ?? []).find(({ metadata }) => metadata.name === wanted && (metadata.namespace ?? '') === place),
      lookupAll,
      index: (kind) => kind.create(lookupAll),
    },
    kind: { group: resource.group, version: 'v1', kind: '' },
    server: {
      authorizer: { authorize: () => ({ isAllowed: false }) },
      webhooks: { call: () => ({ kind: 'silence', reason: 'nobody is there' }) },
      resourcesOf: () => [],
      newUid: () => '0',
    },
    rounds: new AdmissionRounds(),
    isAgainNeeded: false,
    options: () => ({}),
    warn: (text) => {
      warnings.push(text);
    },
  };
}

/** Lets one plugin admit and validate a write, and returns what became of the object; throws what the plugin throws. */
export function admit(write: Write): Draft {
  const plugin = admissionPlugins.find(({ name }) => name === write.plugin);
  if (plugin === undefined) throw new Error(`no plugin is called ${write.plugin}`);
  const draft = structuredClone(write.object);
  const attributes = attributesOf(write);
  plugin.admit?.(draft, attributes);
  plugin.validate?.(draft as unknown as KubeObject, attributes);
  return draft;
}
