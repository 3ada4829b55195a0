import { holds, judgeState } from '../checks';
import type { Check, StateCheck, Step } from '../model';
import { filledInAsFarAs, type Stage } from '../stage';
import { onlyLooks } from './looking';
import type { Playing } from './play-step';

/** How a step is recognised that somebody else carries out. */
export interface Recognition {
  /** Whether looking at the cluster tells; otherwise the participant says so. */
  readonly isPossible: boolean;
  /** What is not as it should be yet, one line each; empty when the step is done. */
  readonly missing: () => Promise<readonly string[]>;
  /** Ends what it takes. */
  readonly stop: () => void;
}

const isOutputKind = (kind: Check['kind']): boolean => ['prints', 'lines', 'table', 'exits'].includes(kind);

/** Every kubectl asks for these, whatever it is told to do. */
const ALWAYS = /^\/(?:api|apis|openapi|version|healthz)(?:\/|$)/;

/** What is asked for, without the names that differ from call to call. */
const keyOf = ({ method, path }: { readonly method: string; readonly path: string }): string => `${method} ${path}`;

const isDiscovery = (path: string): boolean =>
  ALWAYS.test(path) && !/\/(?:namespaces\/[^/]+\/|nodes|namespaces|persistentvolumes)/.test(path);

/** The requests that `typed` leads to, found out by typing it where nobody sees it. */
async function requestsOf(stage: Stage, typed: string): Promise<ReadonlySet<string>> {
  const asked = new Set<string>();
  const stop = stage.onRequest((request) => {
    if (!isDiscovery(request.path)) asked.add(keyOf(request));
  });
  await stage.ask(typed);
  stop();
  return asked;
}

/** A step that only looks is done when somebody asks for what it would ask for. */
async function recogniseLooking(stage: Stage, typed: string): Promise<Recognition> {
  const wanted = await requestsOf(stage, typed);
  const seen = new Set<string>();
  const stop = stage.onRequest((request) => void seen.add(keyOf(request)));
  return {
    isPossible: wanted.size > 0,
    missing: () => Promise.resolve([...wanted].filter((key) => !seen.has(key)).map((key) => `nobody asked: ${key}`)),
    stop,
  };
}

/**
 * Finds out when a step is done that somebody else carries out: all that must be seen in the cluster is so, or, of a step
 * that only looks, the same was asked for.
 */
export async function recognise(step: Step, typed: string | undefined, playing: Playing): Promise<Recognition> {
  const { stage, bindings } = playing;
  const states = (step.see ?? []).filter((check) => !isOutputKind(check.kind) && check.isUnchanged !== true);
  if (states.length === 0) {
    const looks = typed !== undefined && /^kubectl /.test(typed) && onlyLooks(typed) && step.terminal === undefined;
    if (looks) return await recogniseLooking(stage, typed);
    return { isPossible: false, missing: () => Promise.resolve([]), stop: () => undefined };
  }
  const missing = async (): Promise<readonly string[]> => {
    const lines: string[] = [];
    for (const check of states) {
      try {
        const verdict = await judgeState(filledInAsFarAs(check, stage) as StateCheck, {
          list: (resource, namespace) => stage.list(resource, namespace),
          ask: (command) => stage.ask(command),
          fetch: (url) => stage.fetch(url),
          file: (path) => stage.file(path),
          bindings,
        });
        if (!holds(verdict)) lines.push(`${verdict.expected}: ${verdict.actual.split('\n')[0] ?? ''}`);
      } catch (error) {
        lines.push((error as Error).message);
      }
    }
    return lines;
  };
  return { isPossible: true, missing, stop: () => undefined };
}
