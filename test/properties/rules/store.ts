import { isDeepStrictEqual } from 'node:util';
import { NAMESPACE, type Rules, type World } from '../world';

/**
 * The store: revisions grow by every write and objects bear them; the identity of an object stays; its generation grows
 * exactly when its spec changes, or its deletion begins.
 */
export function storeRules(world: World): Rules {
  let last = 0;

  return {
    onAny({ type, storage, namespace, name, object, previous, revision }) {
      if (revision <= last) world.violate(`revision ${revision} of ${storage} ${name} comes after ${last}`);
      last = revision;
      if (object.metadata.resourceVersion !== undefined && object.metadata.resourceVersion !== String(revision)) {
        world.violate(`${storage} ${name} bears ${object.metadata.resourceVersion} at revision ${revision}`);
      }
      if (type !== 'MODIFIED' || previous === undefined || namespace !== NAMESPACE) return;
      const [now, before] = [object.metadata, previous.metadata];
      if (now.uid !== before.uid || now.creationTimestamp !== before.creationTimestamp) {
        world.violate(`${storage} ${name} becomes another object`);
      }
      const generations = (now.generation ?? 0) - (before.generation ?? 0);
      if (generations < 0) world.violate(`the generation of ${storage} ${name} falls`);
      if (object['spec'] === undefined || now.generation === undefined || now.deletionTimestamp !== undefined) return;
      const hasOtherSpec = object['spec'] !== previous['spec'] && !isDeepStrictEqual(object['spec'], previous['spec']);
      // A binding gives a Pod its node without a new generation.
      if (storage !== 'pods' && hasOtherSpec !== generations > 0) {
        world.violate(
          `the generation of ${storage} ${name} goes to ${now.generation}, its spec ${hasOtherSpec ? 'changes' : 'stays'}`,
        );
      }
    },
  };
}
