import { type ChildProcess, spawn } from 'node:child_process';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Finding } from './watch';

/** What people have a region checked with, beside its readiness. */
export type Check = (signal?: AbortSignal) => Promise<Finding>;

/** What a check knows of the region. */
export interface CheckedRegion {
  readonly environment: string;
  readonly region: string;
  readonly stack: string;
  readonly version: string;
  readonly context: string;
}

/** A check that takes longer than this has failed. */
const CHECK_MS = 60_000;
const SAID_MAX = 300;

/** `url` with `{environment}`, `{region}`, `{stack}`, `{version}` and `{context}` filled in. */
export const filledIn = (text: string, region: CheckedRegion): string =>
  text.replace(/\{(environment|region|stack|version|context)\}/g, (_, name: keyof CheckedRegion) => region[name]);

/** Whether a page answers 200 to 399: an answer that leads elsewhere is one. */
export const urlCheck =
  (template: string, region: CheckedRegion): Check =>
  async () => {
    const text = filledIn(template, region);
    if (!/^https?:/.test(text) || !URL.canParse(text)) return `'${text}' is no address with http:// or https://`;
    const url = new URL(text);
    const begin = url.protocol === 'http:' ? requestHttp : requestHttps;
    return await new Promise((resolve) => {
      const fail = (why: string): void => resolve(`${url.href} ${why}`);
      // A connection of its own: what an earlier one leads to may be gone.
      const outgoing = begin(url, { agent: false, headers: { 'user-agent': 'workshop-stacks' } }, (answer) => {
        const status = answer.statusCode ?? 0;
        answer.resume();
        answer.on('error', () => undefined);
        if (status >= 200 && status < 400) resolve(undefined);
        else fail(`answers ${status}`);
      });
      outgoing.setTimeout(CHECK_MS, () => outgoing.destroy(new Error('no answer for a minute')));
      outgoing.on('error', (error: NodeJS.ErrnoException) => fail(`does not answer: ${error.message || error.code}`));
      outgoing.end();
    });
  };

/** Variables by which a command learns which region is meant. */
const variablesOf = (region: CheckedRegion): Record<string, string> =>
  Object.fromEntries(Object.entries(region).map(([name, value]) => [`WORKSHOP_${name.toUpperCase()}`, value]));

const lastOf = (said: string): string => said.trim().split('\n').slice(-3).join('; ').slice(-SAID_MAX);

/** Ends a command with everything that it started. */
function end({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // It ended by itself at the same moment.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Whether a command of the shell ends with 0. It learns by variables which region is meant. */
export const commandCheck =
  (command: string, region: CheckedRegion): Check =>
  async (signal) =>
    await new Promise((resolve) => {
      let said = '';
      // The shell leads a group of its own, which can be ended as a whole.
      const child = spawn(command, {
        shell: true,
        detached: true,
        env: { ...process.env, ...variablesOf(region) },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const stop = (): void => end(child);
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        stop();
      }, CHECK_MS);
      signal?.addEventListener('abort', stop);
      if (signal?.aborted === true) stop();
      const finish = (finding: Finding): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', stop);
        resolve(finding);
      };
      const hear = (piece: Buffer): void => void (said = (said + piece.toString('utf8')).slice(-4 * SAID_MAX));
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.on('error', (error) => finish(`check '${command}' cannot be run: ${error.message}`));
      child.on('close', (code, killed) => {
        const how = isLate
          ? 'takes longer than a minute'
          : code === null
            ? `was ended by ${killed}`
            : `ends with ${code}`;
        const last = lastOf(said);
        finish(code === 0 ? undefined : `check '${command}' ${how}${last === '' ? '' : `: ${last}`}`);
      });
    });
