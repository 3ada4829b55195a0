import type { IConstruct } from 'constructs';
import { requireQuantity } from './argument';
import type { k8s } from './k8s';

/** An amount of a resource: '500m' or 0.5 of CPU, '128Mi' of memory or storage. */
export type Quantity = string | number;

/** Wraps a quantity the way the typed classes want it; a plain object, so that tokens inside are resolved. */
export function toQuantity(scope: IConstruct, prop: string, value: Quantity): k8s.Quantity {
  requireQuantity(scope, prop, value);
  return { value } as k8s.Quantity;
}

/** Wraps a number or text (a port's number or name, a count or a percentage). */
export function toIntOrString(value: number | string): k8s.IntOrString {
  return { value } as k8s.IntOrString;
}

/** Resources of one container. Each part that is left out is left out of the manifest. */
export interface Resources {
  /** What the scheduler reserves. @default - nothing */
  readonly requests?: Readonly<Record<string, Quantity>>;
  /** What the container may use at most. @default - no limit */
  readonly limits?: Readonly<Record<string, Quantity>>;
}

/** Turns a map of resource names to amounts into what the typed classes want. */
export function toAmounts(
  scope: IConstruct,
  prop: string,
  amounts: Readonly<Record<string, Quantity>> | undefined,
): Record<string, k8s.Quantity> | undefined {
  if (amounts === undefined) return undefined;
  const quantities: Record<string, k8s.Quantity> = {};
  for (const name in amounts) quantities[name] = toQuantity(scope, `${prop}.${name}`, amounts[name] as Quantity);
  return quantities;
}

/** Turns `Resources` into what Kubernetes wants. */
export function toResources(
  scope: IConstruct,
  prop: string,
  resources: Resources | undefined,
): k8s.ResourceRequirements | undefined {
  if (resources === undefined) return undefined;
  return {
    limits: toAmounts(scope, `${prop}.limits`, resources.limits),
    requests: toAmounts(scope, `${prop}.requests`, resources.requests),
  };
}
