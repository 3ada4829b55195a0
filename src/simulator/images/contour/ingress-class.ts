import type { Ingress } from './cluster-objects';

/** Annotation that named the class before there was a field. */
const ANNOTATION = 'kubernetes.io/ingress.class';

/** Class that Contour takes for its own when it is told none. */
const DEFAULT_CLASS = 'contour';

/**
 * Whether Contour serves an Ingress: one of its classes, or, when it is told none, `contour` and those without a class.
 *
 * Source: Contour 1.33, internal/ingressclass/ingressclass.go `MatchesIngress`, from memory: it compares the name of the
 * class, whatever its IngressClass says.
 */
export function servesIngress({ metadata, spec }: Ingress, classes: readonly string[]): boolean {
  const named = metadata.annotations?.[ANNOTATION] ?? spec.ingressClassName ?? '';
  return classes.length === 0 ? named === '' || named === DEFAULT_CLASS : classes.includes(named);
}
