/** What a registry asks of whoever pulls from it. */
export interface RegistryLogin {
  readonly username: string;
  readonly password: string;
}

/** Whether a login is one of those that may pull. */
export const isLoginOf = (allowed: readonly RegistryLogin[], { username, password }: RegistryLogin): boolean =>
  allowed.some((each) => each.username === username && each.password === password);
