/** What the backend tells the frontend of itself. Source: sample-app-aws, main.go `Instance`. */
export interface Instance {
  readonly Id: string;
  readonly Name: string;
  readonly Version: string;
  readonly Hostname: string;
  readonly Zone: string;
  readonly Project: string;
  readonly ContainerIP: string;
  readonly InternalIP: string;
  readonly ExternalIP: string;
  /** The request as it came. */
  readonly LBRequest: string;
  readonly ClientIP: string;
  /** Whether it runs on no cloud that it knows. */
  readonly Local: boolean;
  readonly Notes: readonly string[] | null;
  /** Why there are no notes. */
  readonly Error: string;
}

/** Version that the application tells. */
export const VERSION = '1.0.0';

/** An instance that says nothing. */
export const EMPTY_INSTANCE: Instance = {
  Id: '',
  Name: '',
  Version: '',
  Hostname: '',
  Zone: '',
  Project: '',
  ContainerIP: '',
  InternalIP: '',
  ExternalIP: '',
  LBRequest: '',
  ClientIP: '',
  Local: false,
  Notes: null,
  Error: '',
};
