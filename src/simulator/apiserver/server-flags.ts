/** How an API server is started: flags of kube-apiserver that make a difference here. */
export interface ServerFlags {
  /** Whether who shows no credentials is `system:anonymous`, and not refused with 401: `--anonymous-auth`. */
  readonly anonymousAuth: boolean;
}

/** What kube-apiserver does without flags. */
export const DEFAULT_FLAGS: ServerFlags = { anonymousAuth: true };
