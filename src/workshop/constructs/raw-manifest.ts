import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { ArgumentError } from './argument';
import { Block } from './block';

/** An object as Kubernetes reads it, without any type behind it. */
export interface RawObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

class RawManifest extends Block {}

/**
 * Takes an object as it is: the only way around the types, for existing YAML and for what must be wrong on purpose.
 * Synthesis checks it like any other; null values and empty maps stay as they are.
 *
 * @throws ArgumentError when apiVersion, kind or metadata.name is missing.
 */
export function rawManifest(scope: Construct, id: string, object: RawObject): Block {
  const block = new RawManifest(scope, id);
  for (const field of ['apiVersion', 'kind'] as const) {
    if (typeof object[field] !== 'string') throw new ArgumentError(block, field, 'is required', object[field]);
  }
  if (typeof object.metadata?.name !== 'string') {
    throw new ArgumentError(block, 'metadata.name', 'is required', object.metadata);
  }
  const resource = new ApiObject(block, 'Resource', {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: { name: object.metadata.name },
  });
  const { metadata } = object;
  const namespace = metadata['namespace'] ?? resource.metadata.namespace;
  resource.toJson = () => ({
    ...structuredClone(object),
    metadata: { ...structuredClone(metadata), ...(namespace === undefined ? {} : { namespace }) },
  });
  return block;
}
