/** The command line of the sample application: one program that is frontend, backend or migration by its flags. */

/** Port that the backend listens on. */
export const BACKEND_PORT = 8080;
/** Port that the frontend listens on. */
export const FRONTEND_PORT = 80;
/** Port of the database. */
export const DATABASE_PORT = 3306;

/** A part of the application, and the value of the label `role` of its Pods. */
export type Part = 'db' | 'backend' | 'frontend';

/** Labels by which a Service knows the Pods of `part`. */
export const labelsOf = (part: Part) => ({ app: 'awsme', role: part });

/** Variable that holds the password, of the database and of who connects to it. */
export const PASSWORD_VARIABLE = 'MYSQL_ROOT_PASSWORD';

/** How the program reaches its database. */
export interface DatabaseAccess {
  /** Host name or address. */
  readonly host: string;
  /** Password, or the variable that a shell replaces by it: `$MYSQL_ROOT_PASSWORD`. */
  readonly password: string;
}

const databaseFlags = ({ host, password }: DatabaseAccess) => [`-db-host=${host}`, `-db-password=${password}`];

/** The frontend: renders what the backend at `backendHost` answers. */
export const frontendCommand = (backendHost: string): string[] => [
  'app',
  '-mode=frontend',
  `-backend-service=http://${backendHost}:${BACKEND_PORT}`,
  `-port=${FRONTEND_PORT}`,
];

/** The backend. With `migrates` it creates its tables before it serves. `port` is a number or a shell variable. */
export const backendCommand = (database: DatabaseAccess, port: string, migrates: boolean): string[] => [
  'app',
  '-mode=backend',
  ...(migrates ? ['-run-migrations'] : []),
  `-port=${port}`,
  ...databaseFlags(database),
];

/** Creates database and tables, and ends. */
export const migrationCommand = (database: DatabaseAccess): string[] => [
  'app',
  '-run-migrations',
  `-port=${BACKEND_PORT}`,
  ...databaseFlags(database),
];

/** `command` run by a shell, which puts the values of variables into it: Kubernetes starts programs without one. */
export const throughShell = (command: readonly string[]): string[] => ['sh', '-c', command.join(' ')];
