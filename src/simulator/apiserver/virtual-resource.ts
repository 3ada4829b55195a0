import type { Draft, KubeObject, StatusError } from '../api';
import type { UserInfo } from '../resources/resource';

/** What a virtual resource may know of a request. */
export interface VirtualRequest {
  readonly user: UserInfo;
  /** '' for cluster-scoped resources. */
  readonly namespace: string;
  /** Virtual time in milliseconds since 1970. */
  readonly nowMs: number;
}

/**
 * A resource that is answered and never stored, such as an access review. Its kind, verbs and scope are those of
 * discovery; the answer to a create has status 201.
 */
export interface VirtualResource {
  /** `authorization.k8s.io/selfsubjectaccessreviews`, `componentstatuses`: group and plural. */
  readonly storage: string;
  /** Answers a POST: the decoded body with its status filled in. Throws a StatusError to refuse. */
  create?(object: Draft, request: VirtualRequest): KubeObject;
  /** Answers a list, and a get by picking the object of that name. */
  list?(request: VirtualRequest): readonly KubeObject[];
  /** The error of a get that finds nothing. @default - NotFound of the resource and the name */
  notFound?(name: string, request: VirtualRequest): StatusError;
}

/** Signs the tokens of service accounts. */
export interface TokenIssuer {
  /** Issues a token; `spec` is that of a TokenRequest, with its defaults. */
  issue(
    serviceAccount: KubeObject,
    spec: Readonly<Record<string, unknown>>,
    nowMs: number,
  ): { readonly token: string; readonly expirationTimestamp: string };
}
