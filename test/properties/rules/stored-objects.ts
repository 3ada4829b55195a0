import { isDeepStrictEqual } from 'node:util';
import { parseApiVersion, type KubeObject } from '../../../src/simulator/api';
import { decodeObject, definitionOf } from '../../../src/simulator/schema';
import type { Rules, World } from '../world';

/**
 * What is stored is as the server would have decoded it from a request, also where parts of the cluster write it without
 * decoding; and nobody changes it afterwards, or that fails where it happens.
 */
export function storedObjectRules(world: World): Rules {
  return {
    onAny({ storage, name, object }) {
      const { apiVersion, kind } = object;
      const definition = definitionOf({ ...parseApiVersion(apiVersion), kind });
      if (definition !== undefined) {
        const decoded = { ...decodeObject(definition, { value: object }).object, apiVersion, kind };
        if (!isDeepStrictEqual(decoded, { ...object })) {
          world.violate(`${storage} ${name} is no decoded object: ${differences(decoded, object)}`);
        }
      }
      freeze(object);
    },
  };
}

const differences = (decoded: Readonly<Record<string, unknown>>, stored: KubeObject): string =>
  [...new Set([...Object.keys(decoded), ...Object.keys(stored)])]
    .filter((field) => !isDeepStrictEqual(decoded[field], stored[field]))
    .map((field) => `${field} ${JSON.stringify(stored[field])} would be ${JSON.stringify(decoded[field])}`)
    .join(', ');

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  Object.values(value).forEach(freeze);
}
