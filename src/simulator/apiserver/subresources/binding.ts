import { type Draft, fieldError, statusErrors, type KubeObject } from '../../api';
import { fieldsAt, listAt, textAt } from '../../resources/fields';
import { statusAnswer } from '../answer';
import type { Call } from '../call';
import { decodeObjectBody } from '../decoding';
import { storedObject } from '../handlers/get';
import { negotiate } from '../negotiation';
import { writeOptionsOf } from '../options';
import type { ApiAnswer } from '../request';
import { requireName } from '../handlers/update';
import { admitSubresource } from '../storage/admit-subresource';

/** Answers a POST to `/binding` of a Pod. */
export function bindPod(call: Call): ApiAnswer {
  const negotiated = negotiate(call.request, false);
  const options = writeOptionsOf(call.request.query, 'CreateOptions');
  const binding = decodeObjectBody(call, 'Binding', 'v1', options.fieldValidation);
  requireName(call, binding);
  admitSubresource(call, 'create', binding, options.dryRun);
  const target = fieldsAt(binding, 'target');
  requireNode(call.info.name, textAt(target, 'kind'), textAt(target, 'name'));
  assignPod(call, storedObject(call), textAt(target, 'name'), options.dryRun);
  return statusAnswer({ ...SUCCESS }, negotiated, call.warnings);
}

/** Assigns a Pod to a node. Throws Conflict when it has one, or is on its way out. */
export function assignPod(call: Call, pod: KubeObject, node: string, dryRun = false): void {
  const bound = boundPod(call, pod, node);
  if (!dryRun) call.parts.store.update(call.resource.storage, call.namespace, call.info.name, bound, pod);
}

/** What a write answers that creates no object. */
export const SUCCESS = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } as const;

/** Source: Kubernetes 1.36, pkg/apis/core/validation/validation.go `ValidatePodBinding`. */
function requireNode(pod: string, kind: string, name: string): void {
  const errors = [
    ...(kind === '' || kind === 'Node' ? [] : [fieldError.notSupported('target.kind', kind, ['Node', '<empty>'])]),
    ...(name === '' ? [fieldError.required('target.name')] : []),
  ];
  if (errors.length > 0) throw statusErrors.invalid({ group: '', resource: 'Binding' }, pod, errors);
}

/** The Pod on its node. Source: Kubernetes 1.36, pkg/registry/core/pod/storage/storage.go `setPodNodeAndMetadata`. */
function boundPod(call: Call, pod: KubeObject, node: string): KubeObject {
  const { name } = call.info;
  const spec = fieldsAt(pod, 'spec') ?? {};
  if (pod.metadata.deletionTimestamp !== undefined)
    throw conflict(name, 'is being deleted, cannot be assigned to a host');
  const assigned = textAt(spec, 'nodeName');
  if (assigned !== '') throw conflict(name, `is already assigned to node ${JSON.stringify(assigned)}`);
  if (listAt(spec, 'schedulingGates').length > 0) throw conflict(name, 'has non-empty .spec.schedulingGates');
  const condition = {
    lastProbeTime: null,
    lastTransitionTime: call.now,
    status: 'True',
    type: 'PodScheduled',
  };
  const boundSpec: Draft = Object.assign({}, spec);
  boundSpec['nodeName'] = node;
  const status: Draft = Object.assign({}, fieldsAt(pod, 'status'));
  if ('nominatedNodeName' in status) delete status['nominatedNodeName'];
  const others = listAt(status, 'conditions').filter((each) => textAt(each, 'type') !== 'PodScheduled');
  status['conditions'] = [...others, condition];
  // With the version that it will have, the store takes it as it is.
  const metadata = { ...pod.metadata, resourceVersion: call.parts.store.nextVersion };
  return { ...pod, metadata, spec: boundSpec, status };
}

const conflict = (name: string, detail: string): Error =>
  statusErrors.conflict({ group: '', resource: 'pods/binding' }, name, `pod ${name} ${detail}`);
