import type { Kinds } from '../../simulator';
import type { CheckContext } from '../context';

type Service = Kinds['services'];

/** Services that lead to Pods of a template, by `namespace/name`. */
export function servicesOf(
  { client }: CheckContext,
  namespace: string,
  labels: Readonly<Record<string, string>> = {},
): readonly Service[] {
  return client.list('services', namespace).filter(({ spec }) => {
    const selector = Object.entries(spec.selector ?? {});
    return selector.length > 0 && selector.every(([key, value]) => labels[key] === value);
  });
}

/** `namespace/name`. */
export const keyOf = ({ metadata }: Service): string => `${metadata.namespace}/${metadata.name}`;

/** Seconds as a message says them. */
export const secondsText = (ms: number): string => `${Math.round(ms / 100) / 10} s`;
