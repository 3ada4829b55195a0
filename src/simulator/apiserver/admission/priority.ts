import type { Draft, KubeObject } from '../../api';
import { draftAt, fieldsAt, flagAt, numberAt, openDraft, textAt } from '../../resources/fields';
import { concerns, forbidden } from './forbid';
import type { AdmissionAttributes, AdmissionPlugin } from './plugin';

const CLASSES = 'scheduling.k8s.io/priorityclasses';
const PREEMPTS = 'PreemptLowerPriority';

/** The default class; the one with the lowest value when several claim to be. */
function defaultClass({ context }: AdmissionAttributes): KubeObject | undefined {
  const classes = context.lookupAll(CLASSES);
  let lowest: KubeObject | undefined;
  for (let index = 0; index < classes.length; index += 1) {
    const found = classes[index] as KubeObject;
    if (flagAt(found, 'globalDefault') !== true) continue;
    if (lowest === undefined || (numberAt(found, 'value') ?? 0) < (numberAt(lowest, 'value') ?? 0)) lowest = found;
  }
  return lowest;
}

function classOf(draft: Draft, spec: Draft, attributes: AdmissionAttributes): KubeObject | undefined {
  const name = textAt(spec, 'priorityClassName');
  if (name === '') {
    const found = defaultClass(attributes);
    if (found !== undefined) spec['priorityClassName'] = found.metadata.name ?? '';
    return found;
  }
  const found = attributes.context.lookup(CLASSES, '', name);
  if (found === undefined) throw forbidden(draft, attributes, `no PriorityClass with name ${name} was found`);
  return found;
}

function setPriority(draft: Draft, attributes: AdmissionAttributes): void {
  const spec = openDraft(draft, 'spec');
  const found = classOf(draft, spec, attributes);
  const priority = numberAt(found, 'value') ?? 0;
  const given = numberAt(spec, 'priority');
  if (given !== undefined && given !== priority) {
    throw forbidden(
      draft,
      attributes,
      `the integer value of priority (${given}) must not be provided in pod spec; priority admission controller computed ${priority} from the given PriorityClass name`,
    );
  }
  spec['priority'] = priority;
  const policy = textAt(found, 'preemptionPolicy') || PREEMPTS;
  const givenPolicy = textAt(spec, 'preemptionPolicy');
  if (givenPolicy !== '' && givenPolicy !== policy) {
    throw forbidden(
      draft,
      attributes,
      `the string value of PreemptionPolicy (${givenPolicy}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`,
    );
  }
  spec['preemptionPolicy'] = policy;
}

/** An update that leaves the priority out keeps what the Pod has. */
function keepPriority(draft: Draft, { old }: AdmissionAttributes): void {
  const spec = draftAt(draft, 'spec');
  const before = fieldsAt(old, 'spec');
  if (spec === undefined || before === undefined) return;
  for (const field of ['priority', 'preemptionPolicy']) {
    if (spec[field] === undefined && before[field] !== undefined) spec[field] = before[field];
  }
}

/**
 * Turns the name of a priority class into a number, and lets only one class be the default.
 *
 * Source: Kubernetes 1.36, plugin/pkg/admission/priority/admission.go.
 */
export const priority: AdmissionPlugin = {
  name: 'Priority',
  resources: ['pods', CLASSES],
  ignoresSubresources: true,
  admit(draft, attributes) {
    if (concerns(attributes, 'pods', 'create')) setPriority(draft, attributes);
    else if (concerns(attributes, 'pods', 'update')) keepPriority(draft, attributes);
  },
  validate(object, attributes) {
    if (!concerns(attributes, CLASSES, 'create', 'update') || flagAt(object, 'globalDefault') !== true) return;
    const other = defaultClass(attributes);
    if (other === undefined || other.metadata.name === object.metadata.name) return;
    throw forbidden(
      object,
      attributes,
      `PriorityClass ${other.metadata.name ?? ''} is already marked as default. Only one default can exist`,
    );
  },
};
