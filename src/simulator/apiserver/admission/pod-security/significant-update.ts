import { type Fields, fieldsAt, listAt, mapAt, textAt } from '../../../resources/fields';

const SECCOMP_ANNOTATION = 'container.seccomp.security.alpha.kubernetes.io/';

/**
 * Whether an update of a Pod changes what a policy looks at: images, or containers that are added.
 *
 * Source: Kubernetes 1.36, pod-security-admission/admission/admission.go `isSignificantPodUpdate`.
 */
export function isSignificantUpdate(pod: Fields, old: Fields): boolean {
  const annotationOf = (object: Fields, name: string): string | undefined =>
    mapAt(fieldsAt(object, 'metadata'), 'annotations')?.[`${SECCOMP_ANNOTATION}${name}`];
  const isChanged = (container: Fields, before: Fields | undefined): boolean => {
    const name = textAt(container, 'name');
    if (before === undefined || textAt(container, 'image') !== textAt(before, 'image')) return true;
    return annotationOf(pod, name) !== annotationOf(old, name);
  };
  const [spec, oldSpec] = [fieldsAt(pod, 'spec'), fieldsAt(old, 'spec')];
  const areChanged = (list: string): boolean => {
    const [now, before] = [listAt(spec, list), listAt(oldSpec, list)];
    return now.length !== before.length || now.some((container, index) => isChanged(container, before[index]));
  };
  if (areChanged('containers') || areChanged('initContainers')) return true;
  const before = listAt(oldSpec, 'ephemeralContainers');
  return listAt(spec, 'ephemeralContainers').some((container) =>
    isChanged(
      container,
      before.find((each) => textAt(each, 'name') === textAt(container, 'name')),
    ),
  );
}
