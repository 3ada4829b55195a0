/** What all conditions have. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

/** The condition of a type. Every change of a Pod asks for some: a loop makes no function each time. */
export function conditionOf<Kind extends Condition>(
  conditions: readonly Kind[] | undefined,
  type: string,
): Kind | undefined {
  if (conditions === undefined) return undefined;
  for (let index = 0; index < conditions.length; index += 1) {
    const condition = conditions[index] as Kind;
    if (condition.type === type) return condition;
  }
  return undefined;
}

/** Whether the condition of a type is True. */
export const isTrue = (conditions: readonly Condition[] | undefined, type: string): boolean =>
  conditionOf(conditions, type)?.status === 'True';

/**
 * Conditions with `condition` in the place of the one of its type, or at the end. The time of the last transition stays
 * when the status does; the same list comes back when nothing changes but times.
 */
export function withCondition<Kind extends Condition>(
  conditions: readonly Kind[] | undefined,
  condition: Kind,
): readonly Kind[] {
  const present = conditions ?? [];
  const index = present.findIndex(({ type }) => type === condition.type);
  const old = present[index];
  if (old === undefined) return [...present, condition];
  if (old.status === condition.status && old.reason === condition.reason && old.message === condition.message) {
    return present;
  }
  const kept =
    old.status === condition.status && old.lastTransitionTime !== undefined
      ? { ...condition, lastTransitionTime: old.lastTransitionTime }
      : condition;
  return present.map((each, at) => (at === index ? kept : each));
}
