import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  decodeBody,
  DecodeError,
  decodeObject,
  definitionOf,
  recognize,
  summarizeBody,
} from '../../../src/simulator/schema';
import { describeWithShared } from '../../support/shared';

interface Step {
  readonly step: { readonly path: string; readonly body: unknown; readonly contentType?: string };
  readonly answer: { readonly body: { readonly message?: string } };
}

/** Words of messages that the decoder is to give; the others belong to later stages of a request. */
const OF_THE_DECODER = /strict decoding error|cannot unmarshal|json parse error/;

const words = (error: unknown): string => {
  if (error instanceof DecodeError) return error.message;
  throw error;
};

/** What the server says about a body, as its handler words it. */
function messageOf({ body, contentType }: Step['step'], kind: string): string {
  const bytes = new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
  const raw = decodeBody(bytes, contentType === 'application/yaml' ? 'yaml' : 'json');
  let said;
  try {
    said = recognize(raw);
  } catch (error) {
    return `the object provided is unrecognized (must be of type ${kind}): ${words(error)} (${summarizeBody(bytes, 30)})`;
  }
  const cannot = `${said.kind} in version "${said.version}" cannot be handled as a ${said.kind}:`;
  try {
    const { strictErrors } = decodeObject(definitionOf(said) as string, raw);
    return `${cannot} strict decoding error: ${strictErrors.join(', ')}`;
  } catch (error) {
    return `${cannot} ${words(error)}`;
  }
}

describeWithShared('bodies that a real server refused', (folder) => {
  const file = join(folder, 'fidelity', 'goldens', 'errors-strict-decoding.json');
  const { steps } = JSON.parse(readFileSync(file, 'utf8')) as { readonly steps: readonly Step[] };
  const refused = steps.filter(({ answer }) => OF_THE_DECODER.test(answer.body.message ?? ''));

  test('there are at least ten of them', () => {
    expect(refused.length).toBeGreaterThanOrEqual(10);
  });

  test.each(refused.map(({ step, answer }) => [answer.body.message as string, step] as const))(
    'are refused in the same words: %s',
    (message, step) => {
      expect(messageOf(step, 'Pod')).toBe(message);
    },
  );
});
