/** Who sends a request, and what they may do. */
export { ClusterAuthenticator } from './authentication';
export type { Authenticator, Authorization, AuthorizationAttributes, Authorizer } from './authorizer';
export { forbiddenRequest } from './forbidden-request';
export { impersonate } from './impersonation';
export { noteTokenUse } from './legacy-token-use';
export { RbacAuthorizer, type RoleReader } from './rbac';
export { reviewResources } from './reviews';
export { ServiceAccountTokens, type Sign } from './tokens';
