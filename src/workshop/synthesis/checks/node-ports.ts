import type { Check } from '../finding';
import { checkOf } from './inventory';
import type { Item } from './pod-source';
import { fieldsOf, itemsOf, numberOf, textOf } from './reading';

/** Source: Kubernetes 1.36, default of --service-node-port-range. */
const FIRST = 30000;
/** Source: the same. */
const LAST = 32767;

/** `node-port-range` and `node-port-twice`: a node port belongs to one Service of the whole cluster. */
export const nodePorts: Check = checkOf((inventory, tell) => {
  const users = new Map<string, Item>();
  for (const item of inventory.ofKind('Service')) {
    const spec = fieldsOf(item.manifest.spec);
    const written = itemsOf(spec.ports).map(({ nodePort, protocol }, index) => ({
      field: `spec.ports[${index}].nodePort`,
      port: numberOf(nodePort),
      protocol: textOf(protocol) ?? 'TCP',
    }));
    const health = { field: 'spec.healthCheckNodePort', port: numberOf(spec.healthCheckNodePort), protocol: 'TCP' };
    for (const { field, port, protocol } of [...written, health]) {
      if (port === undefined || port === 0) continue; // 0 is the same as none.
      if (port < FIRST || port > LAST) {
        const rule = `must be from ${FIRST} to ${LAST}`;
        tell(item, 'node-port-range', `${field}: ${rule}, got ${port}; leave it out to get a free one`);
      }
      const key = `${port}/${protocol}`;
      const first = users.get(key);
      if (first === undefined) {
        users.set(key, item);
        continue;
      }
      const owner = first.object === item.object ? 'the same Service' : `Service ${first.namespace}/${first.name}`;
      const given = `must be free on every node, and ${owner} has ${key} already`;
      tell(item, 'node-port-twice', `${field}: ${given}; choose another, or leave it out to get a free one`);
    }
  }
});
