import type { Check } from '../finding';
import { suggestion } from '../nearest';
import { checkOf, type Inventory, type NamespaceInventory, type Tell } from './inventory';
import { type Item, kindOf } from './pod-source';
import { type Fields, fieldsOf, itemsOf, numberOf, textOf } from './reading';

const namesOf = (around: NamespaceInventory, kind: string): string[] =>
  [...around.objects.values()].filter((object) => object.kind === kind).map(({ name }) => name);

/** `missing-target`: an autoscaler of something that is not there. */
function judgeAutoscaler(item: Item, around: NamespaceInventory, tell: Tell): void {
  const target = fieldsOf(fieldsOf(item.manifest.spec).scaleTargetRef);
  const [apiVersion, kind, name] = [textOf(target.apiVersion), textOf(target.kind), textOf(target.name)];
  if (apiVersion === undefined || kind === undefined || name === undefined) return;
  const wanted = kindOf({ apiVersion, kind, metadata: { name } });
  if (around.objects.has(`${wanted}/${name}`)) return;
  const given = `the set has no ${kind} '${name}' in namespace ${item.namespace}`;
  tell(item, 'missing-target', `spec.scaleTargetRef: ${given}${suggestion(name, namesOf(around, wanted))}`);
}

/** One backend of an Ingress: its Service and the port of it. */
function judgeBackend(item: Item, around: NamespaceInventory, field: string, backend: Fields, tell: Tell): void {
  const reference = fieldsOf(backend.service);
  const name = textOf(reference.name);
  if (name === undefined) return;
  const service = around.services.get(name);
  if (service === undefined) {
    const given = `the set has no Service '${name}' in namespace ${item.namespace}`;
    tell(item, 'unknown-host', `${field}.name: ${given}${suggestion(name, [...around.services.keys()])}`);
    return;
  }
  const port = fieldsOf(reference.port);
  const [number, portName] = [numberOf(port.number), textOf(port.name)];
  if (number !== undefined && !service.ports.some((known) => known.port === number)) {
    const known = service.ports.map((each) => String(each.port)).join(', ') || 'none';
    tell(item, 'unknown-port', `${field}.port.number: Service ${name} has no port ${number}; there is ${known}`);
  }
  const names = service.ports.flatMap((each) => each.name ?? []);
  if (portName !== undefined && !names.includes(portName)) {
    const given = `Service ${name} has no port named '${portName}'`;
    tell(item, 'named-port', `${field}.port.name: ${given}${suggestion(portName, names)}`);
  }
}

function judgeIngress(item: Item, around: NamespaceInventory, tell: Tell): void {
  const spec = fieldsOf(item.manifest.spec);
  judgeBackend(item, around, 'spec.defaultBackend.service', fieldsOf(spec.defaultBackend), tell);
  for (const [index, rule] of itemsOf(spec.rules).entries()) {
    for (const [position, path] of itemsOf(fieldsOf(rule.http).paths).entries()) {
      const field = `spec.rules[${index}].http.paths[${position}].backend.service`;
      judgeBackend(item, around, field, fieldsOf(path.backend), tell);
    }
  }
}

/** The Service that gives a StatefulSet's Pods their names. */
function judgeStatefulSet(item: Item, around: NamespaceInventory, tell: Tell): void {
  const name = textOf(fieldsOf(item.manifest.spec).serviceName);
  if (name === undefined || name === '' || around.services.has(name)) return;
  const given = `the set has no Service '${name}' in namespace ${item.namespace}, so its Pods get no names`;
  tell(item, 'unknown-host', `spec.serviceName: ${given}${suggestion(name, [...around.services.keys()])}`);
}

/** Roles of the namespace and accounts that a binding names. ClusterRoles may be Kubernetes' own. */
function judgeBinding(item: Item, inventory: Inventory, tell: Tell): void {
  const role = fieldsOf(item.manifest.roleRef);
  const name = textOf(role.name) ?? '';
  const around = inventory.around(item);
  if (role.kind === 'Role' && !around.objects.has(`rbac.authorization.k8s.io/Role/${name}`)) {
    const given = `the set has no Role '${name}' in namespace ${item.namespace}`;
    tell(
      item,
      'missing-target',
      `roleRef: ${given}${suggestion(name, namesOf(around, 'rbac.authorization.k8s.io/Role'))}`,
    );
  }
  for (const [index, subject] of itemsOf(item.manifest.subjects).entries()) {
    if (subject.kind !== 'ServiceAccount') continue;
    // What lives in namespaces that the set does not touch is not known.
    const home = inventory.namespace(textOf(subject.namespace) ?? item.namespace);
    const account = textOf(subject.name) ?? '';
    if (home === undefined || home.accounts.has(account)) continue;
    const given = `the set has no ServiceAccount '${account}' there`;
    tell(item, 'missing-service-account', `subjects[${index}]: ${given}${suggestion(account, [...home.accounts])}`);
  }
}

/**
 * `missing-target`, and `unknown-host`, `unknown-port`, `named-port`, `missing-service-account` at objects that lead
 * elsewhere: autoscalers, Ingresses, StatefulSets, role bindings.
 */
export const targets: Check = checkOf((inventory, tell) => {
  for (const item of inventory.ofKind('autoscaling/HorizontalPodAutoscaler')) {
    judgeAutoscaler(item, inventory.around(item), tell);
  }
  for (const item of inventory.ofKind('networking.k8s.io/Ingress')) judgeIngress(item, inventory.around(item), tell);
  for (const item of inventory.ofKind('apps/StatefulSet')) judgeStatefulSet(item, inventory.around(item), tell);
  for (const item of inventory.ofKind('rbac.authorization.k8s.io/RoleBinding')) judgeBinding(item, inventory, tell);
});
