import type { ProfileName } from '../../simulator';
import type { Check } from './check';
import type { BrowserPage } from './browser';
import type { Files, ObjectsOf } from './files';

/**
 * What an exercise is: something that works, a failure that is the point, a statement that must be demonstrable, a task
 * without a given solution, or something that is done outside of a cluster (building images, ordering machines).
 */
export type Nature = 'normal' | 'negative' | 'claim' | 'bonus' | 'outside';

/** Name of a workshop, as its exercises are prefixed; that of the book notes has chapters: `KUAR05`. */
export type WorkshopName = 'AWSME' | 'COINS' | 'KUAR' | 'VOTE' | 'TACC';

/** What an exercise begins with, before the participant does anything. */
export interface Beginning {
  /** What already runs and is ready, in the order in which it is applied. @default - an empty cluster */
  readonly running?: readonly ObjectsOf[];
  /** Files in the folder of the participant, beside those of earlier steps. @default - none */
  readonly files?: Files;
  /** Lines for bash that make what manifests cannot: `kubectl set image ...`. @default - nothing */
  readonly commands?: string;
  /** Virtual time that passes at last: a duration such as `30s`. @default - until nothing changes any more */
  readonly wait?: string;
}

/** The command of the text, where today another one is typed. */
export interface Original {
  /** As the text prints it. */
  readonly run: string;
  /** Why it is not typed today: a sentence. */
  readonly why: string;
  /**
   * What it prints today, as the whole text or a pattern: it is typed as well, and must fail so. @default - it is only
   * shown
   */
  readonly fails?: string;
  /** Minor version of the oldest kubectl that fails so: 31 for 1.31. @default - all fail so */
  readonly since?: number;
}

/** One thing to do or to look at. A step has `run`, `hand`, `writes` or `browse`, or several of them in this order. */
export interface Step {
  /** What to do and what for, as the participant reads it: sentences in our own words. */
  readonly task: string;
  /** Files that are saved or edited by hand, by their paths in the folder of the exercise. @default - none */
  readonly writes?: Files;
  /** An action without a command of the text, as lines for bash: how it is carried out when nobody has hands. */
  readonly hand?: string;
  /** Lines for bash, as the participant types them. Placeholders such as `{{pods app=rng}}` are filled in. */
  readonly run?: string;
  /** What the text types instead. @default - the same */
  readonly original?: Original;
  /**
   * How the command goes on: `ends` by itself; `watches` until what must be seen was seen, then Ctrl-C; `stays` for the
   * rest of the exercise (port-forward, proxy); `enters` a shell in a container, where the next steps are typed until one
   * `leaves` it.
   *
   * @default 'ends'
   */
  readonly course?: 'ends' | 'watches' | 'stays' | 'enters' | 'leaves';
  /** Name of the terminal it is typed in, where it is not the first one. @default - the first one */
  readonly terminal?: string;
  /** Virtual time that passes after the command, at once: `5h`. @default - none */
  readonly advance?: string;
  /** Virtual time within which everything must be seen. @default '60s' */
  readonly within?: string;
  /** Virtual seconds in a second while the command runs. @default 20 */
  readonly speed?: number;
  /** A page in a real browser: opens it, clicks and reads; throws when it does not show what it should. */
  readonly browse?: (page: BrowserPage) => Promise<void>;
  /** Why the command cannot be carried out here: a sentence; then only `see` is looked at. @default - it is carried out */
  readonly outside?: string;
  /** What must be seen then: at least one thing, unless `browse` looks itself. */
  readonly see?: readonly Check[];
  /** Whether the text has no such step: it shows what the one before it says. @default false */
  readonly isOurs?: boolean;
  /** Help for who is stuck: a sentence. @default - the command itself */
  readonly hint?: string;
  /** What it means, told afterwards. @default - nothing */
  readonly moral?: string;
}

/** One exercise of a workshop. */
export interface Exercise {
  /** As the catalogue names it: `AWSME-22`. */
  readonly id: string;
  readonly title: string;
  /** What is reached at the end: a sentence. */
  readonly goal: string;
  readonly nature: Nature;
  /** What the cluster is like. @default - that of the workshop */
  readonly profile?: ProfileName;
  /** Number of nodes. @default - as the profile says */
  readonly nodes?: number;
  /** The stack and stage it is about: `awsme/01-pods`. @default - none */
  readonly stack?: string;
  /**
   * Whether it goes on where the exercise before it ended. Who follows the text on one cluster then gets nothing of
   * `begin` but its files; otherwise the namespaces are emptied first.
   *
   * @default false
   */
  readonly continues?: boolean;
  /** @default - an empty cluster and an empty folder */
  readonly begin?: Beginning;
  readonly steps: readonly Step[];
}

/** Exercises that follow each other in a text. */
export interface Chapter {
  readonly workshop: WorkshopName;
  /** Title of the part of the text. */
  readonly title: string;
  /** What the clusters of its exercises are like. */
  readonly profile: ProfileName;
  readonly exercises: readonly Exercise[];
}
