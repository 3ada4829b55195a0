import type { SeededRandom } from '../../src/simulator/engine';
import { typeOf } from '../../src/simulator/schema';
import type { FieldSchema } from '../../src/simulator/schema/type-schema';
import type { ValueType } from '../../src/simulator/schema/value-type';

const TEXTS = [
  ...['', 'a', 'web', 'default', 'Always', 'Never', 'TCP', 'RollingUpdate', 'ClusterIP', 'NodePort', '0', '80', '25%'],
  ...['A_B', '-', 'a/b', 'a.b/c', 'example.com', '10.0.0.1', '10.0.0.0/8', '::1', '/data', '../x', 'x'.repeat(64)],
  ...[
    'x'.repeat(300),
    'é',
    '\u0000',
    '$(X)',
    '{}',
    '*',
    '*/5 * * * *',
    'Europe/Berlin',
    '2026-01-01T00:00:00Z',
    'null',
  ],
];
const INTEGERS = [0, 1, 2, 3, -1, 30, 80, 420, 65_535, 65_536, 2_147_483_647];
const QUANTITIES = ['0', '1', '500m', '64Mi', '1Gi', '2', '-1', '1e3', '100k', '1.5'];
const NUMBERS = [0, 0.5, 1, -1];

/** Deepest nesting of a random value. */
const DEPTH_MAX = 7;

/** One of several values. */
export const pick = <Value>(random: SeededRandom, values: readonly Value[]): Value =>
  values[random.below(values.length)] as Value;

/** True in `percent` of all cases. */
export const chance = (random: SeededRandom, percent: number): boolean => random.below(100) < percent;

/** A text such as fields hold: names, enumerations, addresses, and some that nobody expects. */
export const randomText = (random: SeededRandom): string => pick(random, TEXTS);

/** A value that a field of this type can be decoded from. */
export function randomValue(type: ValueType, random: SeededRandom, depth = 0): unknown {
  switch (type.kind) {
    case 'ref':
      return randomObject(type.definition, random, depth + 1);
    case 'list':
      return Array.from({ length: random.below(depth > 4 ? 2 : 3) }, () => randomValue(type.items, random, depth + 1));
    case 'map':
      return Object.fromEntries(
        Array.from({ length: random.below(3) }, () => [
          randomText(random),
          randomValue(type.values, random, depth + 1),
        ]),
      );
    case 'scalar':
      return randomScalar(type.scalar, random);
  }
}

function randomScalar(scalar: string, random: SeededRandom): unknown {
  switch (scalar) {
    case 'bool':
      return chance(random, 50);
    case 'int32':
    case 'int64':
      return pick(random, INTEGERS);
    case 'float64':
      return pick(random, NUMBERS);
    case 'bytes':
      return pick(random, ['', 'YQ==', 'AAEC']);
    case 'quantity':
      return pick(random, QUANTITIES);
    case 'intOrString':
      return chance(random, 50) ? pick(random, INTEGERS) : randomText(random);
    case 'time':
      return '2026-01-01T00:00:00Z';
    case 'microTime':
      return '2026-01-01T00:00:00.000000Z';
    case 'duration':
      return '5s';
    case 'string':
      return randomText(random);
    default:
      return {};
  }
}

/** An object of a definition: its required fields, and some of the others. */
export function randomObject(definition: string, random: SeededRandom, depth = 0): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  const { fields } = typeOf(definition);
  const percent = depth <= 2 ? 40 : depth <= 4 ? 20 : 8;
  for (const field of fields.values()) {
    if (!isWanted(field, percent, random, depth)) continue;
    object[field.name] = randomValue(field.type, random, depth);
  }
  return object;
}

const isWanted = (field: FieldSchema, percent: number, random: SeededRandom, depth: number): boolean =>
  depth < DEPTH_MAX && field.name !== 'managedFields' && (field.isRequired || chance(random, percent));
