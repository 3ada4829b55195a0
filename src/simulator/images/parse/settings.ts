import type { Process } from '../../process';

/** What the server is told. */
export interface ParseSettings {
  readonly appId: string;
  readonly masterKey: string;
  readonly databaseUri: string;
  readonly port: number;
  readonly mountPath: string;
  readonly serverUrl: string;
  readonly allowsNewClasses: boolean;
  /** Addresses from which the master key counts, and ranges of them; undefined for all. */
  readonly masterKeyIps: readonly string[] | undefined;
  /** Whether who shows the master key from elsewhere is refused; otherwise the key is overlooked. */
  readonly refusesForeignMasters: boolean;
}

/** Settings by their names, and the variables that hold them. Source: parse-server, src/Options/Definitions.js. */
const VARIABLES: Readonly<Record<string, string>> = {
  appId: 'PARSE_SERVER_APPLICATION_ID',
  masterKey: 'PARSE_SERVER_MASTER_KEY',
  databaseURI: 'PARSE_SERVER_DATABASE_URI',
  port: 'PORT',
  mountPath: 'PARSE_SERVER_MOUNT_PATH',
  serverURL: 'PARSE_SERVER_URL',
  masterKeyIps: 'PARSE_SERVER_MASTER_KEY_IPS',
  allowClientClassCreation: 'PARSE_SERVER_ALLOW_CLIENT_CLASS_CREATION',
};

/** Lines of help about the settings. */
export const HELP = [
  'Usage: parse-server [options] <path/to/configuration.json>',
  '',
  'Options:',
  ...Object.keys(VARIABLES).map((name) => `  --${`${name} [${name}]`.padEnd(60)}${VARIABLES[name] ?? ''}`),
  '  -h, --help                                                    output usage information',
].join('\n');

function given(process: Process): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [name, variable] of Object.entries(VARIABLES)) {
    const value = process.env.get(variable);
    if (value !== undefined && value !== '') values.set(name, value);
  }
  const args = process.argv.slice(1);
  for (let index = 0; index < args.length; index += 1) {
    const [, name, inline] = /^--(\w+)(?:=(.*))?$/.exec(args[index] ?? '') ?? [];
    if (name === undefined || !(name in VARIABLES)) continue;
    if (inline === undefined) index += 1;
    values.set(name, inline ?? args[index] ?? '');
  }
  return values;
}

/**
 * Reads the settings; undefined when application id or master key are missing.
 *
 * Since version 6 clients may not make classes by themselves unless they are allowed to, and the master key counts on the
 * own machine only.
 */
export function readSettings(process: Process, majorVersion: number): ParseSettings | undefined {
  const values = given(process);
  const [appId, masterKey] = [values.get('appId'), values.get('masterKey')];
  if (appId === undefined || masterKey === undefined) return undefined;
  const port = Number(values.get('port') ?? 1337);
  const mountPath = values.get('mountPath') ?? '/parse';
  const allowed = values.get('allowClientClassCreation');
  const addresses = values.get('masterKeyIps')?.split(',');
  return {
    appId,
    masterKey,
    databaseUri: values.get('databaseURI') ?? 'mongodb://localhost:27017/parse',
    port,
    mountPath,
    serverUrl: values.get('serverURL') ?? `http://localhost:${port}${mountPath}`,
    allowsNewClasses: allowed === undefined ? majorVersion < 6 : allowed === 'true' || allowed === '1',
    masterKeyIps: addresses ?? (majorVersion < 6 ? undefined : ['127.0.0.1', '::1']),
    refusesForeignMasters: majorVersion >= 7,
  };
}

/** Lines in which the server tells its settings when it starts. */
export const settingLines = ({ appId, databaseUri, port, mountPath, serverUrl }: ParseSettings): readonly string[] => [
  `appId: ${appId}`,
  'masterKey: ***REDACTED***',
  `port: ${port}`,
  `databaseURI: ${databaseUri.replace(/\/\/[^/@]*@/, '//***REDACTED***@')}`,
  `mountPath: ${mountPath}`,
  `serverURL: ${serverUrl}`,
];
