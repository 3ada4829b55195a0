import type { Draft, FieldError, KubeObject } from '../../../src/simulator/api';
import type { Strategy } from '../../../src/simulator/resources/resource';
import { writeContext } from './write-context';

/** JSON that a client might send. */
export type Json = Readonly<Record<string, unknown>>;

const UID = '6a1f3c52-0000-4000-8000-000000000001';

/** An object as it is after defaulting and preparation: what a create would store. */
export function created(strategy: Strategy, body: Json): KubeObject {
  const draft: Draft = structuredClone(body) as Draft;
  strategy.default?.(draft);
  draft['metadata'] = { namespace: 'default', uid: UID, ...(draft['metadata'] as Json) };
  strategy.prepareForCreate?.(draft, writeContext());
  return draft as unknown as KubeObject;
}

/** The same for an update of `old`. */
export function updated(strategy: Strategy, old: KubeObject, body: Json): KubeObject {
  const draft: Draft = structuredClone(body) as Draft;
  strategy.default?.(draft);
  strategy.prepareForUpdate?.(draft, old, writeContext());
  return draft as unknown as KubeObject;
}

const lines = (errors: readonly FieldError[] | undefined): string[] =>
  (errors ?? []).map(({ field, body }) => `${field}: ${body}`);

/** What the server says to the creation of `body`. */
export const refusals = (strategy: Strategy, body: Json): string[] =>
  lines(strategy.validate?.(created(strategy, body), writeContext()));

/** What the server says to replacing `old` by `body`. */
export const refusalsOfUpdate = (strategy: Strategy, old: KubeObject, body: Json): string[] =>
  lines(strategy.validateUpdate?.(updated(strategy, old, body), old, writeContext()));

/** What the server says to a write of the status. */
export const refusalsOfStatus = (strategy: Strategy, old: KubeObject, status: Json): string[] =>
  lines(strategy.validateStatusUpdate?.({ ...old, status }, old, writeContext()));

/** A Pod with one container; `spec` and `container` add to them. */
export const podOf = (spec: Json = {}, container: Json = {}): Json => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: { containers: [{ name: 'main', image: 'web:1', ...container }], ...spec },
});

/** A workload whose Pods are labelled app=web. */
export const workloadOf = (kind: string, spec: Json = {}, podSpec: Json = {}): Json => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: 'web' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'main', image: 'web:1' }], ...podSpec },
    },
    ...spec,
  },
});

/** A Job, or a CronJob around it, that runs one container. */
export const jobOf = (spec: Json = {}, podSpec: Json = {}): Json => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'once' },
  spec: {
    template: { spec: { containers: [{ name: 'main', image: 'web:1' }], restartPolicy: 'Never', ...podSpec } },
    ...spec,
  },
});
