import { fieldError, statusErrors, type Draft } from '../../api';
import { fieldsAt } from '../../resources/fields';
import { jsonAnswer } from '../answer';
import type { Call } from '../call';
import { decodeObjectBody } from '../decoding';
import { storedObject } from '../handlers/get';
import { negotiate } from '../negotiation';
import { writeOptionsOf } from '../options';
import type { ApiAnswer } from '../request';
import { admitSubresource } from '../storage/admit-subresource';
import { metadataOf } from '../storage/metadata';

const EXPIRATION_SECONDS = 3600;
const EXPIRATION_SECONDS_MIN = 600;
const AUDIENCE = 'https://kubernetes.default.svc.cluster.local';

/** Answers a POST to `/token` of a ServiceAccount. Source: pkg/registry/core/serviceaccount/storage/token.go. */
export function issueToken(call: Call): ApiAnswer {
  const negotiated = negotiate(call.request, false);
  const options = writeOptionsOf(call.request.query, 'CreateOptions');
  const body = decodeObjectBody(call, 'TokenRequest', 'authentication.k8s.io/v1', options.fieldValidation);
  const account = storedObject(call);
  const { tokens, clock } = call.parts;
  if (tokens === undefined) throw statusErrors.notImplemented('simulator signs no tokens in this cluster');
  admitSubresource(call, 'create', body, options.dryRun);
  const spec: Draft = { ...fieldsAt(body, 'spec') };
  spec['expirationSeconds'] ??= EXPIRATION_SECONDS;
  if (!Array.isArray(spec['audiences']) || spec['audiences'].length === 0) spec['audiences'] = [AUDIENCE];
  if (Number(spec['expirationSeconds']) < EXPIRATION_SECONDS_MIN) {
    const detail = 'may not specify a duration less than 10 minutes';
    throw statusErrors.invalid(
      { group: 'authentication.k8s.io', resource: 'TokenRequest' },
      metadataOf(body).name ?? '',
      [fieldError.invalid('spec.expirationSeconds', spec['expirationSeconds'], detail)],
    );
  }
  const status = tokens.issue(account, spec, clock.nowMs);
  const metadata = { name: call.info.name, namespace: call.namespace, creationTimestamp: call.now };
  const answer = { kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', metadata, spec, status };
  return jsonAnswer(201, JSON.stringify(answer), negotiated, call.warnings);
}
