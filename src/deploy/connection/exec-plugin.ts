import { spawn } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import type { ClusterEntry } from './kubeconfig-file';

/** `exec` of a user. Source: client-go, tools/clientcmd/api/v1/types.go `ExecConfig`. */
interface ExecConfig {
  readonly apiVersion?: string;
  readonly command?: string;
  readonly args?: readonly string[] | null;
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null;
  readonly installHint?: string;
  readonly provideClusterInfo?: boolean;
  readonly interactiveMode?: 'Never' | 'IfAvailable' | 'Always';
}

/** What a plugin answers. Source: client-go, pkg/apis/clientauthentication/v1/types.go `ExecCredential`. */
interface ExecCredential {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly status?: {
    readonly expirationTimestamp?: string;
    readonly token?: string;
    readonly clientCertificateData?: string;
    readonly clientKeyData?: string;
  };
}

/** What a plugin gives. */
export interface PluginCredentials {
  readonly token?: string;
  readonly certificate?: string;
  readonly key?: string;
  /** Time until which it is good, milliseconds since 1970. @default - until it is refused */
  readonly untilMs?: number;
}

const VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];

/** The last lines of what it says are the ones that say why. */
const LINES_TOLD = 4;

/** What the plugin is told of the cluster. Source: client-go, tools/auth/exec and `ConfigToExecCluster`. */
function clusterInfo({ server, tlsServerName, skipTLSVerify, caData, proxyUrl, execConfig }: ClusterEntry): object {
  return {
    server,
    'tls-server-name': tlsServerName,
    'insecure-skip-tls-verify': skipTLSVerify || undefined,
    'certificate-authority-data': caData,
    'proxy-url': proxyUrl,
    config: execConfig,
  };
}

interface Said {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

function run(command: string, { args, env }: ExecConfig, info: string, isInteractive: boolean): Promise<Said> {
  const own = Object.fromEntries((env ?? []).map(({ name, value }) => [name, value]));
  return new Promise((resolveSaid, reject) => {
    const child = spawn(command, args ?? [], {
      env: { ...process.env, ...own, KUBERNETES_EXEC_INFO: info },
      stdio: [isInteractive ? 'inherit' : 'ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    child.stdout?.setEncoding('utf8').on('data', (piece: string) => (out += piece));
    child.stderr?.setEncoding('utf8').on('data', (piece: string) => {
      err += piece;
      // A login by device says its code here.
      if (isInteractive) process.stderr.write(piece);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolveSaid({ code, signal, out, err }));
  });
}

/** What a plugin said, checked. The text itself is in no message: it holds the token. */
function credentialsIn(out: string, wantedVersion: string): PluginCredentials {
  let answer: ExecCredential | null;
  try {
    answer = JSON.parse(out) as ExecCredential | null;
  } catch {
    throw new Error('it must answer an ExecCredential in JSON, and answers something else');
  }
  if (answer?.kind !== 'ExecCredential' || answer.apiVersion !== wantedVersion) {
    const got = `${String(answer?.kind)} of ${String(answer?.apiVersion)}`;
    throw new Error(`it must answer an ExecCredential of ${wantedVersion}, and answers ${got}`);
  }
  const { token, clientCertificateData: certificate, clientKeyData: key, expirationTimestamp } = answer.status ?? {};
  if (!token && !certificate && !key) throw new Error('it answers neither a token nor a certificate with its key');
  if (!certificate !== !key) throw new Error('it answers only one of a certificate and its key');
  const untilMs = Date.parse(expirationTimestamp ?? '');
  return {
    ...(token ? { token } : {}),
    ...(certificate && key ? { certificate, key } : {}),
    ...(Number.isNaN(untilMs) ? {} : { untilMs }),
  };
}

/**
 * Asks the command of a user for credentials, as KEP-541 describes it.
 *
 * @param file kubeconfig that names it: a command with a relative path lies beside it
 * @throws Error when it does not exist, fails, or answers something else.
 */
export async function askPlugin(
  given: unknown,
  cluster: ClusterEntry,
  file: string | undefined,
): Promise<PluginCredentials> {
  const config = (given ?? {}) as ExecConfig;
  const { apiVersion = '', command, interactiveMode = 'IfAvailable', installHint, provideClusterInfo } = config;
  if (command === undefined || command === '') throw new Error("its 'exec' names no command");
  const title = `command '${command}'`;
  if (!VERSIONS.includes(apiVersion)) {
    throw new Error(`${title}: apiVersion must be ${VERSIONS.join(' or ')}, got '${apiVersion}'`);
  }
  const isTerminal = process.stdin.isTTY === true && process.stderr.isTTY === true;
  if (interactiveMode === 'Always' && !isTerminal) {
    throw new Error(`${title} must be run in a terminal, because its interactiveMode is Always`);
  }
  const isInteractive = isTerminal && interactiveMode !== 'Never';
  const spec = {
    interactive: isInteractive,
    ...(provideClusterInfo === true ? { cluster: clusterInfo(cluster) } : {}),
  };
  const info = JSON.stringify({ kind: 'ExecCredential', apiVersion, spec });
  const path = /[\\/]/.test(command) && file !== undefined ? resolve(dirname(file), command) : command;
  let said: Said;
  try {
    said = await run(path, config, info, isInteractive);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'does not exist, or is not in PATH' : `cannot be run: ${code ?? message}`;
    throw new Error(`${title} ${why}${installHint === undefined ? '' : `: ${installHint.trim()}`}`, { cause: error });
  }
  if (said.code !== 0) {
    const lines = said.err.trim().split('\n').slice(-LINES_TOLD).join('; ');
    const how = said.signal === null ? `exit code ${said.code}` : `signal ${said.signal}`;
    throw new Error(`${title} failed with ${how}${lines === '' ? '' : `: ${lines}`}`);
  }
  try {
    return credentialsIn(said.out, apiVersion);
  } catch (error) {
    throw new Error(`${title}: ${(error as Error).message}`, { cause: error });
  }
}
