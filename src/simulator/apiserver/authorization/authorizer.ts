import type { UserInfo } from '../../resources/resource';
import type { ApiRequest } from '../request';

/** What a request wants to do, in the words of RBAC. */
export interface AuthorizationAttributes {
  readonly user: UserInfo;
  /** get, list, watch, create, update, patch, delete, deletecollection; the lower-case HTTP method for other paths. */
  readonly verb: string;
  readonly isResourceRequest: boolean;
  /** '' for the core group and for requests that are not about resources. */
  readonly group: string;
  readonly version: string;
  /** Plural; '' when the request is not about resources. */
  readonly resource: string;
  readonly subresource: string;
  /** '' for cluster-scoped resources and for all namespaces. */
  readonly namespace: string;
  readonly name: string;
  /** Path of the request. */
  readonly path: string;
}

/** Answer of an authorizer. */
export interface Authorization {
  readonly isAllowed: boolean;
  /** Why, when there is something to say. */
  readonly reason?: string;
}

/** Decides who may do what. */
export interface Authorizer {
  authorize(attributes: AuthorizationAttributes): Authorization;
}

/** Finds out who sends a request. */
export interface Authenticator {
  /** The sender, impersonation aside; undefined for credentials that are wrong: the answer is 401. */
  authenticate(request: ApiRequest): UserInfo | undefined;
}
