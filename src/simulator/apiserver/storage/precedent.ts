import { hasKey, type JsonObject, type KubeObject, type ObjectMeta } from '../../api';

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
    if (occursOneOf(drawn, found.text)) return false;
    return (
      isRedrawn(object['spec'], found.object['spec'], drawn, found.drawn) &&
      isRedrawn(object.metadata.annotations, found.object.metadata.annotations, drawn, found.drawn)
    );
  }

  /** Metadata of the first object. */
  get metadata(): ObjectMeta | undefined {
    return this.found?.object.metadata;
  }

  /** Notes that `object` is valid. */
  note(object: KubeObject, drawn: readonly string[]): void {
    if (this.found !== undefined) return;
    // Who happens to draw what the template says by itself is a bad example.
    const template = JSON.stringify(this.template);
    if (occursOneOf(drawn, template)) return;
    this.found = { object, drawn, text: JSON.stringify([object['spec'], object.metadata.annotations]) };
  }
}

/** Whether one of `texts` is in `text`. */
function occursOneOf(texts: readonly string[], text: string): boolean {
  for (let index = 0; index < texts.length; index += 1) if (text.includes(texts[index] as string)) return true;
  return false;
}

/** Whether a value equals another one with the texts in it drawn anew. What both share says nothing of them. */
function isRedrawn(now: unknown, before: unknown, drawn: readonly string[], drawnBefore: readonly string[]): boolean {
  if (typeof now === 'string' && typeof before === 'string') {
    return now === (occursOneOf(drawnBefore, before) ? redrawn(before, drawn, drawnBefore) : before);
  }
  if (now === before) return true;
  if (typeof now !== 'object' || typeof before !== 'object' || now === null || before === null) return false;
  if (Array.isArray(now) || Array.isArray(before)) {
    if (!Array.isArray(now) || !Array.isArray(before) || now.length !== before.length) return false;
    for (let index = 0; index < now.length; index += 1) {
      if (!isRedrawn(now[index], before[index], drawn, drawnBefore)) return false;
    }
    return true;
  }
  const values = now as JsonObject;
  const others = before as JsonObject;
  // This runs for every Pod: lists of the keys and functions for them would take more than the comparison.
  let missing = 0;
  for (const key in values) {
    missing += 1;
    if (!hasKey(others, key) || !isRedrawn(values[key], others[key], drawn, drawnBefore)) return false;
  }
  for (const key in others) if (hasKey(others, key)) missing -= 1;
  return missing === 0;
}

/** A text with other texts drawn for it. */
const redrawn = (text: string, drawn: readonly string[], drawnBefore: readonly string[]): string =>
  drawn.reduce((made, each, index) => made.replaceAll(drawnBefore[index] as string, each), text);
