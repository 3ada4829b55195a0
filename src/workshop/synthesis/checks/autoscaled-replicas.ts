import type { Check } from '../finding';
import { productionCheckOf } from './inventory';
import { kindOf } from './pod-source';
import { fieldsOf, textOf } from './reading';

/** `autoscaled-replicas`: where an autoscaler owns the number of Pods, a manifest that states it would reset it. */
export const autoscaledReplicas: Check = productionCheckOf((inventory, tell) => {
  for (const autoscaler of inventory.ofKind('autoscaling/HorizontalPodAutoscaler')) {
    const reference = fieldsOf(fieldsOf(autoscaler.manifest.spec).scaleTargetRef);
    const [apiVersion = '', kind = ''] = [textOf(reference.apiVersion), textOf(reference.kind)];
    const name = textOf(reference.name) ?? '';
    const wanted = `${kindOf({ apiVersion, kind, metadata: { name } })}/${name}`;
    const target = inventory.around(autoscaler).objects.get(wanted);
    const replicas = target === undefined ? undefined : fieldsOf(target.manifest.spec).replicas;
    if (target === undefined || replicas === undefined) continue;
    const rule = `spec.replicas: HorizontalPodAutoscaler ${autoscaler.name} owns the number, got ${String(replicas)}`;
    tell(target, 'autoscaled-replicas', `${rule}; leave it out, or each apply sets it back`);
  }
});
