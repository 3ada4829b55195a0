import type { Draft, KubeObject } from '../../api';
import type { Call } from '../call';
import { CallAttributes } from '../call-attributes';
import { asObject } from './metadata';

/**
 * Lets admission change and judge what is sent to a subresource with a kind of its own (Binding, Eviction, Scale).
 * Returns what became of it. `old` is what was there before. Throws a StatusError.
 */
export function admitSubresource(
  call: Call,
  verb: 'create' | 'update',
  body: Draft,
  dryRun: boolean,
  old?: KubeObject,
): Draft {
  const attributes = new CallAttributes(call, verb, call.info.name, call.writeContext(dryRun), old);
  const { admission } = call.parts;
  admission.admit(body, attributes);
  admission.validate(asObject(body), attributes);
  return body;
}
