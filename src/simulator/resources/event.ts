import { fieldError, isDnsSubdomain, type Draft, type FieldError, type KubeObject } from '../api';
import { fieldsAt, numberAt, textAt, type Fields } from './fields';
import { invalidFor } from './field-rules';
import type { Strategy } from './resource';

/** Events of objects without a namespace live in `default`. Source: Kubernetes 1.36, core/validation/events.go. */
function validateNamespace(object: KubeObject): FieldError[] {
  const namespace = object.metadata.namespace ?? '';
  const about = textAt(fieldsAt(object, 'involvedObject'), 'namespace');
  if (about === '') {
    return namespace === 'default' || namespace === 'kube-system'
      ? []
      : [fieldError.invalid('involvedObject.namespace', about, 'does not match event.namespace')];
  }
  const errors = invalidFor('namespace', namespace, isDnsSubdomain(namespace));
  if (about === namespace) return errors;
  return [fieldError.invalid('involvedObject.namespace', about, 'does not match event.namespace'), ...errors];
}

function selectableFields(object: KubeObject): Readonly<Record<string, string>> {
  const about = fieldsAt(object, 'involvedObject') ?? fieldsAt(object, 'regarding');
  const source = fieldsAt(object, 'source') ?? fieldsAt(object, 'deprecatedSource');
  const reporter = textAt(object, 'reportingComponent') || textAt(object, 'reportingController');
  return {
    'involvedObject.kind': textAt(about, 'kind'),
    'involvedObject.namespace': textAt(about, 'namespace'),
    'involvedObject.name': textAt(about, 'name'),
    'involvedObject.uid': textAt(about, 'uid'),
    'involvedObject.apiVersion': textAt(about, 'apiVersion'),
    'involvedObject.resourceVersion': textAt(about, 'resourceVersion'),
    'involvedObject.fieldPath': textAt(about, 'fieldPath'),
    reason: textAt(object, 'reason'),
    reportingComponent: reporter,
    source: textAt(source, 'component') || reporter,
    type: textAt(object, 'type'),
  };
}

/** Fields that have other names in events.k8s.io: the core's first. */
const RENAMED = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
  ['reportingComponent', 'reportingController'],
] as const;

function rename(object: Fields, apiVersion: string, toCore: boolean): Draft {
  const renamed: Draft = { ...object, apiVersion };
  for (const [core, other] of RENAMED) {
    const from = toCore ? other : core;
    const to = toCore ? core : other;
    if (renamed[from] === undefined) continue;
    renamed[to] = renamed[from];
    delete renamed[from];
  }
  return renamed;
}

/** An Event of core/v1 as events.k8s.io/v1 serves it. Source: Kubernetes 1.36, pkg/apis/events/v1/conversion.go. */
const eventToEventsGroup = (object: Fields): Draft => {
  const event = rename(object, 'events.k8s.io/v1', false);
  event['deprecatedSource'] ??= {};
  event['deprecatedFirstTimestamp'] ??= null;
  event['deprecatedLastTimestamp'] ??= null;
  return event;
};

/** An Event of events.k8s.io/v1 as it is stored. */
const eventToCore = (object: Fields): Draft => {
  const event = rename(object, 'v1', true);
  event['source'] ??= {};
  event['firstTimestamp'] ??= null;
  event['lastTimestamp'] ??= null;
  event['reportingComponent'] ??= '';
  if (numberAt(event, 'count') === 0) delete event['count'];
  return event;
};

/** Events, stored as core/v1 has them. */
export const eventStrategy: Strategy = {
  allowsCreateOnUpdate: true,
  validate: validateNamespace,
  validateUpdate: validateNamespace,
  convert: (object, apiVersion) =>
    (apiVersion === 'v1' ? eventToCore(object) : eventToEventsGroup(object)) as KubeObject & Draft,
  selectableFields,
};
