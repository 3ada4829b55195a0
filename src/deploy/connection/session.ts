import { Api, type ApiSettings } from '../api/api';
import { type Discovery, discover } from '../api/discovery';
import { missingRight } from '../api/forbidden';
import { RefusedError } from '../api/status';
import type { Access } from './access';
import { ClusterError } from './cluster-error';
import type { Target } from './kubeconfig';

/** Version of an API server, as far as it matters. */
export interface ServerVersion {
  /** Its own words: `v1.36.2`. */
  readonly text: string;
  readonly minor: number;
}

/** A cluster that answers. */
export interface Session {
  readonly api: Api;
  readonly target: Target;
  readonly version: ServerVersion;
  /** What it serves; asked again after definitions were applied. */
  discovery: Discovery;
}

/** Server-side apply is complete from this minor version on. */
const MINOR_MIN = 22;

/** Minor versions whose fields every manifest is checked against. */
export const CHECKED_MINORS = { first: 28, last: 36 } as const;

/** What is to be said of a version that manifests were not checked against; undefined for all others. */
export function versionWarning({ minor, text }: ServerVersion): string | undefined {
  const { first, last } = CHECKED_MINORS;
  if (minor >= first && minor <= last) return undefined;
  return `the cluster runs Kubernetes ${text}; manifests are checked for 1.${first} to 1.${last}`;
}

async function versionOf(api: Api): Promise<ServerVersion> {
  const answer = await api.json<{ gitVersion?: string; major?: string; minor?: string }>({
    method: 'GET',
    path: '/version',
  });
  const minor = Number.parseInt(answer.minor ?? '', 10);
  if (answer.gitVersion === undefined || Number.isNaN(minor)) {
    throw new ClusterError('version', `${api.access.target.server} is no Kubernetes API server: it tells no version`);
  }
  if (answer.major === '1' && minor < MINOR_MIN) {
    throw new ClusterError(
      'version',
      `the cluster runs Kubernetes ${answer.gitVersion}, which has no server-side apply: 1.${MINOR_MIN} is the oldest that has it`,
    );
  }
  return { text: answer.gitVersion, minor };
}

/**
 * Speaks to a cluster for the first time.
 *
 * @throws ClusterError when it does not answer, refuses the credentials, or is too old.
 */
export async function openSession(access: Access, settings: ApiSettings = {}): Promise<Session> {
  const api = new Api(access, settings);
  const { target } = access;
  try {
    return { api, target, version: await versionOf(api), discovery: await discover(api) };
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new ClusterError('unreachable', `${target.server} is no Kubernetes API server: it answers something else`);
    }
    if (!(error instanceof RefusedError)) throw error;
    const problem = error.code === 403 ? 'forbidden' : 'unreachable';
    const right = missingRight(error.message);
    const advice = right === undefined ? '' : `\n${right}`;
    throw new ClusterError(problem, `${target.server} refuses to say what it serves: ${error.message}${advice}`);
  }
}
