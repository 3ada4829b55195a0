import { createHash } from 'node:crypto';
import type { Manifest } from '../../simulator';
import type { IndexedSecret } from '../../workshop/synthesis';
import { loadEdge } from '../load';

/** Where a generated Secret comes from, in messages. */
const FILE = '(generated)';

/** Values that anybody can derive from the seed: they protect nothing, and are the same at every start. */
const derived = (seed: number, ...parts: readonly string[]): string =>
  createHash('sha256')
    .update([seed, ...parts].join('\n'))
    .digest('base64url')
    .slice(0, 24);

function valuesOf(secret: IndexedSecret, namespace: string, seed: number): Record<string, string> {
  const { type, name, keys } = secret;
  if (type === 'kubernetes.io/tls') {
    const { certificate, key } = loadEdge().selfSigned(`${name}.${namespace}`, Date.now());
    return { 'tls.crt': certificate, 'tls.key': key };
  }
  if (type === 'kubernetes.io/dockerconfigjson') return { '.dockerconfigjson': '{"auths":{}}' };
  // Secrets of one name agree in all namespaces: an application may use the database of another.
  return Object.fromEntries(keys.map((key) => [key, derived(seed, name, key)]));
}

/** A Secret with every key that the environment asks for, in place of the one that a deployment would bring. */
export function generatedSecret(secret: IndexedSecret, otherwise: string, seed: number): Manifest {
  const namespace = secret.namespace ?? otherwise;
  return {
    file: FILE,
    object: {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: secret.name, namespace },
      type: secret.type,
      stringData: valuesOf(secret, namespace, seed),
    },
  };
}
