import { extended, fieldError, statusErrors, type KubeObject } from '../../api';
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
  const name = call.info.name;
  const spec = fieldsAt(pod, 'spec') ?? {};
  const conflict = (detail: string): Error =>
    statusErrors.conflict({ group: '', resource: 'pods/binding' }, name, `pod ${name} ${detail}`);
  if (pod.metadata.deletionTimestamp !== undefined) throw conflict('is being deleted, cannot be assigned to a host');
  const assigned = textAt(spec, 'nodeName');
  if (assigned !== '') throw conflict(`is already assigned to node ${JSON.stringify(assigned)}`);
  if (listAt(spec, 'schedulingGates').length > 0) throw conflict('has non-empty .spec.schedulingGates');
  const { nominatedNodeName: _nominated, ...status } = fieldsAt(pod, 'status') ?? {};
  const condition = {
    lastProbeTime: null,
    lastTransitionTime: call.now,
    status: 'True',
    type: 'PodScheduled',
  };
  const others = listAt(status, 'conditions').filter((each) => textAt(each, 'type') !== 'PodScheduled');
  return {
    ...pod,
    spec: extended(spec, { nodeName: node }),
    status: extended(status, { conditions: [...others, condition] }),
  };
}
