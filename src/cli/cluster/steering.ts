import { request } from 'node:https';
import { delimiter, resolve } from 'node:path';
import type { ClusterAccess, HearOutput, RemoteCommand } from '../../simulator/edge';
import { UsageError } from '../failure';
import { loadEdge } from '../load';

/** What every answer tells of the cluster. */
export interface ClusterState {
  /** Virtual time, milliseconds since 1970. */
  readonly nowMs: number;
  /** Time of the wall clock, milliseconds since 1970. */
  readonly wallMs: number;
  readonly speed: number;
  readonly isPaused: boolean;
}

/** An answer: the state, and what was asked for. */
export type Answer = ClusterState & Readonly<Record<string, unknown>>;

/** The way to the cluster that `workshop simulate` serves. */
export interface Steering {
  /** Sends an operation. Throws UsageError when it is refused, or nobody answers. */
  readonly send: (method: 'GET' | 'POST', operation: string, body?: object) => Promise<Answer>;
  /** Starts a command at a machine. Throws CommandRefused when it is refused, UsageError when nobody answers. */
  readonly start: (query: URLSearchParams, hear: HearOutput) => Promise<RemoteCommand>;
}

interface Raw {
  readonly status: number;
  readonly body: string;
}

function sendRaw(access: ClusterAccess, method: string, path: string, body: string): Promise<Raw> {
  const { url, authority, admin } = access;
  return new Promise((done, fail) => {
    const outgoing = request(
      new URL(path, url),
      {
        method,
        ca: authority,
        cert: admin.certificate,
        key: admin.key,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (piece: string) => (text += piece));
        response.on('end', () => done({ status: response.statusCode ?? 0, body: text }));
        response.on('error', fail);
      },
    );
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}

/** Nothing listens there, or something else does. */
const NOBODY = /^(ECONNREFUSED|ECONNRESET|EPROTO|ERR_SSL|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|CERT_)/;

function messageIn(body: string): string {
  try {
    return (JSON.parse(body) as { readonly message?: string }).message ?? body;
  } catch {
    return body;
  }
}

/**
 * The kubeconfig of the cluster that is meant: the one that is named, else the first of KUBECONFIG that `workshop
 * simulate` wrote, else `usual`.
 */
export function kubeconfigOf(named: string | undefined, variable: string | undefined, usual: string): string {
  if (named !== undefined) return named;
  const { readKubeconfig } = loadEdge();
  const isOwn = (file: string): boolean => {
    try {
      return readKubeconfig(resolve(file)) !== undefined;
    } catch {
      return false; // Another cluster's, or no file: kubectl may mean it, we cannot.
    }
  };
  return (variable ?? '').split(delimiter).find((file) => file !== '' && isOwn(file)) ?? usual;
}

/**
 * The way to the cluster of a kubeconfig that `workshop simulate` wrote.
 *
 * @throws UsageError when there is none, or somebody else wrote it.
 */
export function steeringOf(kubeconfig: string): Steering {
  const { ADMIN_PATH, COMMAND_PATH, readKubeconfig, RemoteCommand: Remote } = loadEdge();
  const start = "start one with 'workshop simulate', or name its kubeconfig with --kubeconfig";
  let access: ClusterAccess | undefined;
  try {
    access = readKubeconfig(resolve(kubeconfig));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ForeignFileError') throw error;
    throw new UsageError(`'${kubeconfig}' was not written by 'workshop simulate': it names another cluster`);
  }
  if (access === undefined) throw new UsageError(`no cluster: there is no '${kubeconfig}'; ${start}`);
  const { url } = access;
  const known = access;
  const answered = async <Result>(work: Promise<Result>): Promise<Result> => {
    try {
      return await work;
    } catch (error) {
      if (!NOBODY.test((error as NodeJS.ErrnoException).code ?? '')) throw error;
      throw new UsageError(`no cluster answers on ${url}; ${start}`);
    }
  };
  return {
    start: (query, hear) => answered(Remote.start(known, `${COMMAND_PATH}?${query.toString()}`, hear)),
    send: async (method, operation, body) => {
      const text = body === undefined ? '' : JSON.stringify(body);
      const raw = await answered(sendRaw(known, method, `${ADMIN_PATH}/${operation}`, text));
      if (raw.status !== 200) throw new UsageError(messageIn(raw.body));
      return JSON.parse(raw.body) as Answer;
    },
  };
}
