import type { Coroutine } from '../coroutine';
import { decodeText, encodeText } from '../encoding';
import { GrpcError } from './grpc-status';
import type { GrpcMethods } from './serve-grpc';

/** What a server says of one of its services, by number. Source: gRPC, grpc.health.v1 `HealthCheckResponse.ServingStatus`. */
export const SERVING_STATUSES = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'] as const;

/** What a server says of one of its services. */
export type ServingStatus = (typeof SERVING_STATUSES)[number];

/** Path of the call that asks whether a service serves. */
export const HEALTH_CHECK = '/grpc.health.v1.Health/Check';

/** `service` is the first field of the request, a text; `status` that of the answer, a number. */
const SERVICE_TAG = 0x0a;
const STATUS_TAG = 0x08;

/** A request for the health of a service, empty for the server as a whole. */
export function healthRequest(service: string): Uint8Array {
  const name = encodeText(service);
  if (name.length === 0) return name;
  const length = name.length < 0x80 ? [name.length] : [0x80 | (name.length & 0x7f), name.length >>> 7];
  return Uint8Array.of(SERVICE_TAG, ...length, ...name);
}

/** The service that a request asks for. @throws GrpcError for what is no such request */
function serviceIn(request: Uint8Array): string {
  if (request.length === 0) return '';
  const [tag, low = 0, high = 0] = request;
  const isLong = low >= 0x80;
  const length = isLong ? (low & 0x7f) + high * 0x80 : low;
  const name = request.subarray(isLong ? 3 : 2);
  if (tag === SERVICE_TAG && name.length === length) return decodeText(name);
  throw new GrpcError('Internal', 'grpc: error unmarshalling request: proto: cannot parse invalid wire-format data');
}

/** What an answer says; a number that nobody knows is UNKNOWN. */
export function statusIn(response: Uint8Array): ServingStatus {
  const [tag, number = 0] = response;
  return tag === STATUS_TAG ? (SERVING_STATUSES[number] ?? 'UNKNOWN') : 'UNKNOWN';
}

/**
 * The health service: `statusOf` says of each service that is asked for whether it serves; undefined for one that the server
 * does not have. Without a name the server as a whole is meant.
 *
 * Source: gRPC, doc/health-checking.md. Not modelled: `Watch`.
 */
export const grpcHealth = (statusOf: (service: string) => ServingStatus | undefined): GrpcMethods => ({
  // eslint-disable-next-line require-yield -- The answer is there.
  *[HEALTH_CHECK](request): Coroutine<Uint8Array> {
    const status = statusOf(serviceIn(request));
    if (status === undefined) throw new GrpcError('NotFound', 'unknown service');
    const number = SERVING_STATUSES.indexOf(status);
    return number === 0 ? new Uint8Array(0) : Uint8Array.of(STATUS_TAG, number);
  },
});
