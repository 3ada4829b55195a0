/** A user of the server. */
export interface Role {
  readonly name: string;
  /** As it is kept. @default - none: nobody can come in with one */
  readonly password?: string;
  readonly isSuperuser: boolean;
}
