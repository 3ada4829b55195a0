import { spawnSync } from 'node:child_process';
import { UsageError } from '../failure';

/** What the clone here says, without asking any network. */
export interface Clone {
  /** URL of the remote `origin`. @default - there is none */
  readonly remote: string | undefined;
  /** Its default branch, as it was at the last clone or `git remote set-head`. @default - not known */
  readonly branch: string | undefined;
  /** Folder of the clone in which the command runs: empty, or ending with '/'. */
  readonly prefix: string;
  /** Whether Git leaves a folder alone, so that no repository holds it. */
  readonly isIgnored: (folder: string) => boolean;
}

/** The clone around a folder. Everything is read from its own files. */
export function cloneAround(folder: string): Clone {
  const git = (...words: readonly string[]): string | undefined => {
    const { status, stdout } = spawnSync('git', words, { cwd: folder, encoding: 'utf8' });
    return status === 0 ? stdout.trim() : undefined;
  };
  return {
    remote: git('config', '--get', 'remote.origin.url'),
    branch: git('symbolic-ref', '--short', 'refs/remotes/origin/HEAD')?.replace(/^origin\//, ''),
    prefix: git('rev-parse', '--show-prefix') ?? '',
    isIgnored: (path) => git('check-ignore', '-q', path) !== undefined,
  };
}

/** A URL that controllers can use. */
export interface RepositoryUrl {
  /** With https://, http:// or ssh://, without credentials. */
  readonly url: string;
  readonly hadCredentials: boolean;
}

/** A text that may hold a password, for messages. */
const masked = (text: string): string => text.replace(/\/\/.*@/, '//...@');

/** `git@host:group/name.git`: what ssh takes for a URL. */
const SCP = /^(?:([^@/:]+)@)?([^/:]+):(?!\/\/)(.+)$/;

/**
 * A URL of a repository as Argo CD and Flux take it. Passwords, and user names of https, are left out: they belong in a
 * Secret.
 *
 * @throws UsageError for what no controller could reach, such as a folder.
 */
export function repositoryUrl(text: string): RepositoryUrl {
  const scp = /^[A-Za-z]:[\\/]/.test(text) || text.includes('://') ? null : SCP.exec(text);
  const [, user = 'git', host = '', path = ''] = scp ?? [];
  const wanted = scp === null ? text : `ssh://${user}@${host}/${path.replace(/^\/+/, '')}`;
  let url: URL;
  try {
    url = new URL(wanted);
  } catch {
    throw new UsageError(
      `the repository must be a URL with https:// or ssh://, got '${masked(text)}': name it with --repo`,
    );
  }
  if (!['https:', 'http:', 'ssh:'].includes(url.protocol)) {
    throw new UsageError(
      `the repository must be a URL with https:// or ssh://, got '${url.protocol}': name it with --repo`,
    );
  }
  const isSsh = url.protocol === 'ssh:';
  const hadCredentials = url.password !== '' || (!isSsh && url.username !== '');
  url.password = '';
  if (!isSsh) url.username = '';
  return { url: url.href, hadCredentials };
}
