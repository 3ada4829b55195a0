import type { SeededRandom } from '../../src/simulator/engine';
import { chance, pick, randomText } from './random-values';

const JUNK: readonly unknown[] = [null, 0, -1, 1.5, 1e300, true, '', 'x', [], {}, [null], { a: { b: [] } }, ['', 0]];

/** What is put in the place of a value. */
export const junk = (random: SeededRandom): unknown =>
  chance(random, 30) ? randomText(random) : structuredClone(pick(random, JUNK));

type Place = readonly [parent: Record<string, unknown> | unknown[], key: string | number];

function placesOf(value: unknown, found: Place[] = []): Place[] {
  if (Array.isArray(value)) {
    value.forEach((each, index) => {
      found.push([value, index]);
      placesOf(each, found);
    });
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) {
      found.push([value as Record<string, unknown>, key]);
      placesOf(each, found);
    }
  }
  return found;
}

/** Another value of the same type. */
function sibling(value: unknown, random: SeededRandom): unknown {
  if (typeof value === 'string') return randomText(random);
  if (typeof value === 'number') return pick(random, [0, 1, -1, 2, 80, 65_536, 2_147_483_647]);
  if (typeof value === 'boolean') return !value;
  return Array.isArray(value) ? [] : {};
}

/** Changes one place of a JSON value: another value, no value, a field that nobody knows. */
export function mutateJson(value: unknown, random: SeededRandom): unknown {
  const copy = structuredClone(value);
  const places = placesOf(copy);
  if (places.length === 0) return junk(random);
  const [parent, key] = pick(random, places);
  const target = parent as Record<string | number, unknown>;
  switch (random.below(6)) {
    case 4:
    case 5:
      target[key] = sibling(target[key], random);
      break;
    case 0:
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete target[key];
      break;
    case 1:
      target[key] = junk(random);
      break;
    case 2:
      if (Array.isArray(parent)) parent.push(structuredClone(parent[Number(key)]));
      else target[`${String(key)}x`] = structuredClone(target[key]);
      break;
    default:
      target[key] = pick(random, places)[0];
      // A value within itself cannot be written: JSON.stringify would fail.
      return isWritable(copy) ? copy : junk(random);
  }
  return copy;
}

function isWritable(value: unknown): boolean {
  try {
    return JSON.stringify(value).length < 100_000;
  } catch {
    return false;
  }
}

/** Changes a text: a part is lost, doubled, or another letter. */
export function mutateText(text: string, random: SeededRandom): string {
  if (text === '') return randomText(random);
  const from = random.below(text.length);
  const to = Math.min(text.length, from + 1 + random.below(8));
  switch (random.below(4)) {
    case 0:
      return text.slice(0, from) + text.slice(to);
    case 1:
      return text.slice(0, to) + text.slice(from);
    case 2:
      return text.slice(0, from) + randomText(random) + text.slice(to);
    default:
      return text.slice(0, from) + String.fromCharCode(random.below(0x300)) + text.slice(from + 1);
  }
}
