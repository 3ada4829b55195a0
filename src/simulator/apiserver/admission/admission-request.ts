import { apiVersionOf, type Draft, type KubeObject } from '../../api';
import type { Fields } from '../../resources/fields';
import { completeObject } from '../managed-fields';
import type { Match } from './matching';
import { ownMatch } from './matching';
import type { AdmissionAttributes } from './plugin';

/** Namespace of a request: a Namespace is in itself. */
const namespaceOf = ({ resource, namespace, name }: AdmissionAttributes): string =>
  resource.storage === 'namespaces' ? name : namespace;

/**
 * What a write is, in the words of an AdmissionRequest, without its objects.
 * Source: Kubernetes 1.36, apiserver/pkg/admission/plugin/webhook/request/admissionreview.go, plugin/cel/filter.go
 * `CreateAdmissionRequest`.
 */
export function admissionRequestOf(attributes: AdmissionAttributes, match: Match): Fields {
  const { subresource, verb, name, user, dryRun } = attributes;
  const own = ownMatch(attributes);
  const namespace = namespaceOf(attributes);
  const { username, uid, groups, extra } = user;
  return {
    kind: match.kind,
    resource: match.resource,
    ...(subresource === '' ? {} : { subResource: subresource }),
    requestKind: own.kind,
    requestResource: own.resource,
    ...(subresource === '' ? {} : { requestSubResource: subresource }),
    ...(name === '' ? {} : { name }),
    ...(namespace === '' ? {} : { namespace }),
    operation: verb.toUpperCase(),
    userInfo: {
      username,
      ...(uid === undefined ? {} : { uid }),
      groups,
      ...(extra === undefined ? {} : { extra }),
    },
    dryRun,
    options: attributes.options(),
  };
}

/** An object that is written or stored, in the version of a match. */
export function versionedObject(object: KubeObject | Draft, { kind }: Match, attributes: AdmissionAttributes): Fields {
  const { resource } = attributes;
  const apiVersion = apiVersionOf(kind.group, kind.version);
  const whole = completeObject(object as KubeObject);
  if (whole.apiVersion === apiVersion || kind.kind !== resource.kind) return whole;
  return resource.strategy.convert?.(whole, apiVersion) ?? { ...whole, apiVersion };
}

/** The objects of a write in the version of a match; null where there is none. */
export interface AdmissionObjects {
  readonly object: Fields | null;
  readonly oldObject: Fields | null;
}

/** What was there before a write, and what it writes: nothing when it deletes. */
export const objectsOf = (
  object: KubeObject | Draft,
  match: Match,
  attributes: AdmissionAttributes,
): AdmissionObjects => ({
  object: attributes.verb === 'delete' ? null : versionedObject(object, match, attributes),
  oldObject: attributes.old === undefined ? null : versionedObject(attributes.old, match, attributes),
});
