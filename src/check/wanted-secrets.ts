import type { Manifest } from '../simulator';

/** A Secret that manifests refer to and do not hold. */
export interface WantedSecret {
  /** @default - the namespace of who applies it */
  readonly namespace?: string;
  readonly name: string;
  /** `Opaque`, or the type that its use asks for. */
  readonly type: string;
  /** Keys that are asked for by name, in order. */
  readonly keys: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

interface Reference {
  readonly name: string;
  readonly type?: string;
  readonly keys: readonly string[];
  readonly isOptional: boolean;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The reference that a field is, by its name. */
function referenceOf(field: string, value: unknown): Reference | undefined {
  if (!isMap(value)) return undefined;
  const isOptional = value['optional'] === true;
  if (field === 'secretKeyRef') return { name: textOf(value['name']), keys: [textOf(value['key'])], isOptional };
  if (field === 'secretRef') return { name: textOf(value['name']), keys: [], isOptional };
  if (field !== 'secret') return undefined;
  const items = (value['items'] ?? []) as readonly Json[];
  const name = textOf(value['secretName'] ?? value['name']);
  return { name, keys: items.map(({ key }) => textOf(key)), isOptional };
}

/** All references below a value. */
function referencesIn(value: unknown, found: Reference[]): void {
  if (Array.isArray(value)) for (const item of value) referencesIn(item, found);
  if (!isMap(value)) return;
  for (const [field, inner] of Object.entries(value)) {
    const reference = referenceOf(field, inner);
    if (reference !== undefined) found.push(reference);
    if (field === 'imagePullSecrets') {
      for (const { name } of inner as readonly { readonly name?: string }[]) {
        found.push({
          name: name ?? '',
          type: 'kubernetes.io/dockerconfigjson',
          keys: ['.dockerconfigjson'],
          isOptional: false,
        });
      }
    } else if (field === 'tls' && Array.isArray(inner)) {
      for (const { secretName } of inner as readonly { readonly secretName?: string }[]) {
        const keys = ['tls.crt', 'tls.key'];
        found.push({ name: secretName ?? '', type: 'kubernetes.io/tls', keys, isOptional: false });
      }
    } else referencesIn(inner, found);
  }
}

/**
 * Secrets that manifests refer to and do not hold: whoever deploys them supplies them. Optional ones are left out.
 */
export function secretsWanted(manifests: readonly Manifest[]): readonly WantedSecret[] {
  const placeOf = (namespace: string | undefined, name: string): string => `${namespace ?? ''}/${name}`;
  const held = new Set(
    manifests
      .filter(({ object }) => object.kind === 'Secret')
      .map(({ object: { metadata } }) => placeOf(metadata.namespace, metadata.name ?? '')),
  );
  const wanted = new Map<string, WantedSecret>();
  for (const { object } of manifests) {
    const { namespace } = object.metadata;
    const references: Reference[] = [];
    referencesIn((object as unknown as Json)['spec'], references);
    for (const { name, type, keys, isOptional } of references) {
      const place = placeOf(namespace, name);
      if (name === '' || isOptional || held.has(place)) continue;
      const known = wanted.get(place);
      wanted.set(place, {
        ...(namespace === undefined ? {} : { namespace }),
        name,
        type: type ?? known?.type ?? 'Opaque',
        keys: [...new Set([...(known?.keys ?? []), ...keys])].sort(),
      });
    }
  }
  return [...wanted.values()];
}
