import type { Draft, KubeObject } from '../../api';
import { admitDraft } from '../admission/chain';
import type { Call } from '../call';
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
  const attributes = call.attributes(verb, call.info.name, dryRun, old);
  admitDraft(call.parts.admission, body, attributes);
  for (const plugin of call.parts.admission) plugin.validate?.(asObject(body), attributes);
  return body;
}
