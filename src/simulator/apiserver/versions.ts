import type { Draft } from '../api';
import { storageApiVersion } from '../resources/registry';
import type { Call } from './call';
import { asObject } from './storage/metadata';

/** A decoded body in the version that is stored, with its defaults. The body is a private copy and may be changed. */
export function toStorage(call: Call, body: Draft): Draft {
  const { resource } = call;
  const apiVersion = storageApiVersion(resource);
  let draft = body;
  if (draft['apiVersion'] !== apiVersion) {
    const converted = resource.strategy.convert?.(asObject(draft), apiVersion);
    draft = converted === undefined ? { ...draft, apiVersion } : { ...converted };
  }
  resource.strategy.default?.(draft);
  return draft;
}
