import type { Draft } from '../api';
import { storageApiVersion } from '../resources/registry';
import type { ResourceInfo } from '../resources/resource';
import type { Call } from './call';
import { asObject } from './storage/metadata';

/** A decoded body in the version that is stored, with its defaults. The body is a private copy and may be changed. */
export const toStorage = ({ resource }: Call, body: Draft): Draft => storageDraft(resource, body);

/** The same, for a resource. */
export function storageDraft(resource: ResourceInfo, body: Draft): Draft {
  const apiVersion = storageApiVersion(resource);
  let draft = body;
  if (draft['apiVersion'] !== apiVersion) {
    const converted = resource.strategy.convert?.(asObject(draft), apiVersion);
    draft = converted === undefined ? { ...draft, apiVersion } : { ...converted };
  }
  resource.strategy.default?.(draft);
  return draft;
}
