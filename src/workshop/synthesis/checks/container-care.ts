import type { Check } from '../finding';
import { productionCheckOf, type Tell } from './inventory';
import { type ContainerEntry, lastingContainers, type PodSource } from './pod-source';
import { fieldsOf, inWords } from './reading';

const PROBES = [
  ['readiness', 'readinessProbe', 'or it gets traffic before it can answer'],
  ['liveness', 'livenessProbe', 'or it stays when it hangs'],
] as const;

const AMOUNTS = [
  { part: 'requests', resource: 'cpu' },
  { part: 'requests', resource: 'memory' },
  { part: 'limits', resource: 'cpu' },
  { part: 'limits', resource: 'memory' },
] as const;

function judgeContainer(pod: PodSource, { fields, path, name }: ContainerEntry, tell: Tell): void {
  for (const [rule, field, reason] of PROBES) {
    if (Object.keys(fieldsOf(fields[field])).length > 0) continue;
    tell(pod, rule, `${path}.${field}: container ${name} needs one, ${reason}; set 'health.${rule}'`);
  }
  const resources = fieldsOf(fields.resources);
  const missing = AMOUNTS.filter(({ part, resource }) => fieldsOf(resources[part])[resource] === undefined);
  if (missing.length === 0) return;
  const names = inWords(missing.map(({ part, resource }) => `${part}.${resource}`));
  const rule = `container ${name} must state requests and limits of cpu and memory, ${names} missing`;
  tell(pod, 'resources', `${path}.resources: ${rule}; set 'resources'`);
}

/** `readiness`, `liveness` and `resources`: what every container needs that runs until it is replaced. */
export const containerCare: Check = productionCheckOf(({ pods }, tell) => {
  for (const pod of pods) {
    if (!pod.isLongRunning) continue;
    for (const container of lastingContainers(pod)) judgeContainer(pod, container, tell);
  }
});
