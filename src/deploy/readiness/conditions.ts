import { fieldOf, type KubeObject } from '../objects/object';

/** A condition of a status. */
export interface Condition {
  readonly type?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly observedGeneration?: number;
}

/** The condition of a type; undefined when the object has none. */
export function conditionOf(object: KubeObject, type: string): Condition | undefined {
  const conditions = fieldOf(object, 'status', 'conditions');
  return Array.isArray(conditions) ? (conditions as Condition[]).find((each) => each.type === type) : undefined;
}

/** A number below an object; `otherwise` where there is none. */
export function numberIn(object: KubeObject, path: readonly string[], otherwise = 0): number {
  const value = fieldOf(object, ...path);
  return typeof value === 'number' ? value : otherwise;
}

/** What a condition says, in one sentence. */
export const saying = ({ type = '', reason, message }: Condition): string =>
  message !== undefined && message !== '' ? message : (reason ?? type);
