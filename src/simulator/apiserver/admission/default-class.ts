import type { KubeObject } from '../../api';

const hasMark = (object: KubeObject, annotations: readonly string[]): boolean =>
  annotations.some((annotation) => object.metadata.annotations?.[annotation] === 'true');

/**
 * The class marked as default by one of `annotations`: the youngest, then the first by name, when several are.
 * Source: Kubernetes 1.36, pkg/volume/util/storageclass.go `GetDefaultClass`; ingress uses the same rule.
 */
export function findDefaultClass(
  classes: readonly KubeObject[],
  annotations: readonly string[],
): KubeObject | undefined {
  const ageOf = ({ metadata }: KubeObject): string => metadata.creationTimestamp ?? '';
  const nameOf = ({ metadata }: KubeObject): string => metadata.name ?? '';
  return classes
    .filter((object) => hasMark(object, annotations))
    .sort((a, b) => (ageOf(a) === ageOf(b) ? (nameOf(a) < nameOf(b) ? -1 : 1) : ageOf(a) > ageOf(b) ? -1 : 1))[0];
}
