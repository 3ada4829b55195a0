import type { Manifest } from './settings';

/** What kustomize changes: objects of a kind, and of names that a regular expression fits as a whole. */
interface Target {
  readonly kind: string;
  /** @default - any name */
  readonly name?: string;
}

const annotated = ({ kind, name }: Target, annotations: Readonly<Record<string, string>>): Manifest => ({
  target: { kind, ...(name === undefined ? {} : { name }) },
  patch: [
    'apiVersion: v1',
    `kind: ${kind}`,
    'metadata:',
    '  name: any',
    '  annotations:',
    ...Object.entries(annotations).map(([key, value]) => `    ${key}: ${value}`),
    '',
  ].join('\n'),
});

/** What is to be kept. */
export interface Kept {
  readonly hasClaims: boolean;
  /** Regular expression of the names of namespaces. @default - none */
  readonly namespaces?: string;
}

/**
 * Patches of a Kustomization that give claims, and namespaces in which claims keep data, annotations that keep them from
 * being deleted: data is not lost because a file is gone.
 */
export function claimPatches(
  { hasClaims, namespaces }: Kept,
  annotations: Readonly<Record<string, string>>,
): Manifest[] {
  return [
    ...(hasClaims ? [annotated({ kind: 'PersistentVolumeClaim' }, annotations)] : []),
    ...(namespaces === undefined ? [] : [annotated({ kind: 'Namespace', name: namespaces }, annotations)]),
  ];
}

/** A regular expression that fits these names; undefined for none. Names of namespaces hold nothing that means more. */
export const namesPattern = (names: readonly string[]): string | undefined =>
  names.length === 0 ? undefined : names.join('|');
