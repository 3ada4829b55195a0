import type { JsonObject, KubeObject } from '../../api';

/** An object that was found right, and the texts that were drawn for it on the way. */
interface Found {
  readonly object: KubeObject;
  readonly drawn: readonly string[];
  /** All that is compared, to look for texts in it. */
  readonly text: string;
}

/**
 * The first valid object of a template. Another one of the same template is valid as well when it differs in no more
 * than the texts that were drawn for each: they are as long as each other and made of the same letters, they occur
 * nowhere else, and whatever names one of them names the other in the same places. Everything else that may differ
 * (defaults of the namespace, what a webhook adds) makes a difference to this comparison too, and is validated.
 */
export class Precedent {
  private found: Found | undefined;

  /** `template` is what all its objects have in common: the object before admission. */
  constructor(private readonly template: JsonObject) {}

  /** Whether `object` is as valid as the first one. Annotations and spec are compared. */
  covers(object: KubeObject, drawn: readonly string[]): boolean {
    const { found } = this;
    if (found === undefined || found.drawn.length !== drawn.length) return false;
    if (drawn.some((text) => found.text.includes(text))) return false;
    const isSame = (now: unknown, before: unknown): boolean => isRedrawn(now, before, drawn, found.drawn);
    return (
      isSame(object['spec'], found.object['spec']) &&
      isSame(object.metadata.annotations, found.object.metadata.annotations)
    );
  }

  /** Notes that `object` is valid. */
  note(object: KubeObject, drawn: readonly string[]): void {
    if (this.found !== undefined) return;
    // Who happens to draw what the template says by itself is a bad example.
    const template = JSON.stringify(this.template);
    if (drawn.some((text) => template.includes(text))) return;
    this.found = { object, drawn, text: JSON.stringify([object['spec'], object.metadata.annotations]) };
  }
}

/** Whether a value equals another one with the texts in it drawn anew. What both share says nothing of them. */
function isRedrawn(now: unknown, before: unknown, drawn: readonly string[], drawnBefore: readonly string[]): boolean {
  if (typeof now === 'string' && typeof before === 'string') {
    return now === drawn.reduce((text, each, index) => text.replaceAll(drawnBefore[index] as string, each), before);
  }
  if (now === before) return true;
  if (typeof now !== 'object' || typeof before !== 'object' || now === null || before === null) return false;
  if (Array.isArray(now) !== Array.isArray(before)) return false;
  const keys = Object.keys(now);
  if (keys.length !== Object.keys(before).length) return false;
  const [values, others] = [now as Record<string, unknown>, before as Record<string, unknown>];
  return keys.every((key) => Object.hasOwn(before, key) && isRedrawn(values[key], others[key], drawn, drawnBefore));
}
