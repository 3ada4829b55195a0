import { ClusterScope } from '../../constructs';
import type { Check } from '../finding';
import { pathOf } from '../object-set';
import { checkOf } from './inventory';
import type { Item } from './pod-source';

/** `duplicate-object`: two objects of one kind, namespace and name: the second would overwrite the first. */
export const duplicateObject: Check = checkOf(({ items }, tell) => {
  const known = new Map<string, Item>();
  for (const item of items) {
    const place = ClusterScope.kinds.has(item.manifest.kind) ? '' : item.namespace;
    const key = `${item.kind}/${place}/${item.name}`;
    const first = known.get(key);
    if (first === undefined) {
      known.set(key, item);
      continue;
    }
    const where = place === '' ? 'in the cluster' : `in namespace ${place}`;
    const source = first.object.source === undefined ? '' : ` (${first.object.source})`;
    const owner = `${pathOf(first.set)}, construct ${first.object.construct}${source}`;
    tell(
      item,
      'duplicate-object',
      `metadata.name: ${item.manifest.kind} '${item.name}' must be unique ${where}, and ${owner} has it already; rename one`,
    );
  }
});
