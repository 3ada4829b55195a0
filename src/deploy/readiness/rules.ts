import { fieldOf, groupOf, type KubeObject } from '../objects/object';
import { conditionOf, saying } from './conditions';
import { failed, progressing, READY, type Readiness } from './readiness';
import { type Rule, WORKLOAD_RULES } from './workload-rules';

const OTHER_RULES: Readonly<Record<string, Rule>> = {
  '/Namespace': (object) =>
    fieldOf(object, 'status', 'phase') === 'Terminating' ? progressing('it is being deleted') : READY,
  '/PersistentVolumeClaim': (object) => {
    const phase = fieldOf(object, 'status', 'phase');
    if (phase === 'Bound') return READY;
    return phase === 'Lost' ? failed('its volume is gone') : progressing('it is not bound to a volume');
  },
  'apiextensions.k8s.io/CustomResourceDefinition': (object) => {
    const names = conditionOf(object, 'NamesAccepted');
    if (names?.status === 'False') return failed(saying(names));
    const established = conditionOf(object, 'Established');
    return established?.status === 'True' ? READY : progressing('its kind is not served yet');
  },
  'apiregistration.k8s.io/APIService': (object) => {
    const available = conditionOf(object, 'Available');
    if (available?.status === 'True') return READY;
    return progressing(available === undefined ? 'it is not available yet' : saying(available));
  },
};

/** Kinds that a rule of their own judges: `Ready` of other kinds may mean something else. */
const RULES: Readonly<Record<string, Rule>> = { ...WORKLOAD_RULES, ...OTHER_RULES };

/** Conditions that any kind may have. Source: kstatus, "The Reconciling and Stalled conditions". */
function byCommonConditions(object: KubeObject): Readiness | undefined {
  const stalled = conditionOf(object, 'Stalled');
  if (stalled?.status === 'True') return failed(saying(stalled));
  const reconciling = conditionOf(object, 'Reconciling');
  return reconciling?.status === 'True' ? progressing(saying(reconciling)) : undefined;
}

/** Other kinds, custom ones among them: ready as soon as they exist, unless they have a condition Ready. */
const byReadyCondition: Rule = (object) => {
  const ready = conditionOf(object, 'Ready');
  return ready === undefined || ready.status === 'True' ? READY : progressing(saying(ready));
};

/**
 * How ready an object is, from itself alone.
 *
 * Source: the rules of kstatus, sigs.k8s.io/cli-utils/pkg/kstatus/status/{generic,core}.go. As there, a load balancer
 * without an address is ready: not every cluster gives one. Different here: a Pod that cannot be scheduled, or whose
 * container crashes, is still waited for, because both may end; a Pod that failed has failed; a claim is lost with its volume.
 */
export function readinessOf(object: KubeObject): Readiness {
  const { metadata, apiVersion, kind } = object;
  if (metadata.deletionTimestamp !== undefined) return progressing('it is being deleted');
  const observed = fieldOf(object, 'status', 'observedGeneration');
  const rule = RULES[`${groupOf(apiVersion)}/${kind}`];
  if (typeof observed === 'number' && observed < (metadata.generation ?? 0)) {
    return progressing('its controller has not seen its latest change');
  }
  // A status that nobody has written yet says nothing.
  if (rule !== undefined && observed === undefined && OBSERVED.has(`${groupOf(apiVersion)}/${kind}`)) {
    return progressing('its controller has not seen it yet');
  }
  return byCommonConditions(object) ?? (rule ?? byReadyCondition)(object);
}

/** Kinds whose controllers always say which generation they have seen. */
const OBSERVED = new Set([
  'apps/DaemonSet',
  'apps/Deployment',
  'apps/ReplicaSet',
  'apps/StatefulSet',
  '/ReplicationController',
]);
