import type { Call } from '../call';
import { unknownMethod } from '../errors';
import { get } from '../handlers/get';
import { patch } from '../handlers/patch';
import { update } from '../handlers/update';
import type { ApiAnswer, ApiResult } from '../request';
import type { UpdateMode } from '../storage/update-mode';
import { STATUS } from '../storage/update-mode';
import { bindPod } from './binding';
import { attach, exec } from './command';
import { evict } from './eviction';
import { log } from './log';
import { APPROVAL, EPHEMERAL_CONTAINERS, FINALIZE, RESIZE } from './modes';
import { portForward } from './port-forward';
import { proxy } from './proxy';
import { scale } from './scale';
import { issueToken } from './token';

/** A subresource that is a part of its object: read as the object, written in one part. */
const part =
  (mode: UpdateMode) =>
  (call: Call): ApiAnswer => {
    switch (call.info.verb) {
      case 'get':
        return get(call);
      case 'update':
        return update(call, mode);
      case 'patch':
        return patch(call, mode);
      default:
        throw unknownMethod();
    }
  };

/** Who answers which subresource; the others are answered with 501. */
export const SUBRESOURCES: Readonly<Record<string, (call: Call) => ApiResult>> = {
  approval: part(APPROVAL),
  attach,
  binding: bindPod,
  ephemeralcontainers: part(EPHEMERAL_CONTAINERS),
  eviction: evict,
  exec,
  finalize: part(FINALIZE),
  log,
  portforward: portForward,
  proxy,
  resize: part(RESIZE),
  scale,
  status: part(STATUS),
  token: issueToken,
};
