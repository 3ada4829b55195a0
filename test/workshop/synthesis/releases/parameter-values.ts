import fc from 'fast-check';
import type { ParameterTable, ParameterValue } from '../../../../src';
import { type ReleasedParameter, releasedParameters } from '../../../../src/workshop/synthesis/releases/released-parameter';

/** The given text and one like it: with another digit, or longer. */
const textLike = (text: string): fc.Arbitrary<string> =>
  fc.constantFrom(text, /\d/.test(text) ? text.replace(/\d/, '7') : `${text}x`);

const amounts = fc.record(
  { cpu: fc.constantFrom('50m', '1', '1500m'), memory: fc.constantFrom('64Mi', '1Gi') },
  { requiredKeys: [] },
);

function valueOf({ kind, default: value, min, max, words = [], pattern }: ReleasedParameter): fc.Arbitrary<ParameterValue> {
  switch (kind) {
    case 'flag':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: min ?? 0, max: Math.min(max ?? 50, (min ?? 0) + 50) });
    case 'choice':
      return fc.constantFrom(...words);
    case 'image':
      return fc.constantFrom('registry.example.com/a/b:1.0', `c@sha256:${'0'.repeat(64)}`, 'd:v2');
    case 'resources':
      return fc.record({ requests: amounts, limits: amounts });
    case 'text':
      if (typeof value !== 'string') return fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
      return pattern === undefined ? textLike(value) : fc.constant(value);
  }
}

/** Settings that an environment may give to the parameters of `table`: all that it must and some that it may. */
export function settingsArbitrary(stackId: string, table: ParameterTable): fc.Arbitrary<Record<string, ParameterValue>> {
  const released = Object.entries(releasedParameters(stackId, table, {}));
  const required = released.filter(([, { default: value, optional }]) => value === undefined && optional !== true);
  return fc.record(
    Object.fromEntries(released.map(([name, parameter]): [string, fc.Arbitrary<ParameterValue>] => [name, valueOf(parameter)])),
    { requiredKeys: required.map(([name]) => name) },
  );
}
