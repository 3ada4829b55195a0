const NOTHING = (): void => undefined;

/**
 * Something that a coroutine waits for. `begin` starts the waiting and returns what gives it up; `resume` or `fail` is
 * called once, at once or later, and never after the waiting was given up.
 */
export interface Wait<T> {
  begin(resume: (value: T) => void, fail: (error: unknown) => void): () => void;
}

/**
 * A piece of a program that can wait in virtual time: a generator that yields what it waits for. It calls others with
 * `yield*`, and waits itself only through functions that return coroutines.
 */
export type Coroutine<T> = Generator<Wait<unknown>, T, unknown>;

/** Waits for `wait`, and returns what came of it. Throws what it fails with. */
export function* waitFor<T>(wait: Wait<T>): Coroutine<T> {
  return (yield wait) as T;
}

/** Waits for ever: what a server does in its main coroutine. */
export function* waitForEver(): Coroutine<never> {
  for (;;) yield { begin: () => NOTHING };
}

/** A coroutine that runs. */
export interface Task {
  readonly isOver: boolean;
  /**
   * Gives up what it waits for and ends it: its `finally` blocks run, and must not wait. A task that cancels itself ends
   * where it would wait next. Does nothing when it is over.
   */
  cancel(): void;
}

/** A coroutine that has not begun. */
export interface PreparedTask extends Task {
  /** Runs it until it first waits. */
  start(): void;
}

/** Whom a task tells of its end, and who may slow it down. */
export interface TaskOptions<T> {
  /** Hears what it returns; not called once it is cancelled. @default - nobody */
  readonly onEnd?: (value: T) => void;
  /** Hears what it throws; not called once it is cancelled. @default - it is thrown to whoever resumed the task */
  readonly onError?: (error: unknown) => void;
  /** Asked before every step; the task takes it after what comes back. @default - it never has to wait */
  readonly pace?: () => Wait<void> | undefined;
}

type Resumed = { readonly value: unknown } | { readonly error: unknown };

/** Tasks that can go on when the one that runs has come to its next wait: no task runs amid the step of another. */
let ready: RunningTask[] = [];
let isStepping = false;

function runReady(): void {
  const errors: unknown[] = [];
  while (ready.length > 0) {
    const tasks = ready;
    ready = [];
    for (const task of tasks) {
      isStepping = true;
      try {
        task.goOn();
      } catch (error) {
        errors.push(error);
      } finally {
        isStepping = false;
      }
    }
  }
  if (errors.length > 0) throw errors[0];
}

class RunningTask implements PreparedTask {
  isOver = false;
  private isRunning = false;
  private giveUp = NOTHING;
  private resumed: Resumed | undefined;

  constructor(
    private readonly coroutine: Coroutine<unknown>,
    private readonly options: TaskOptions<unknown>,
  ) {}

  start(): void {
    const isInStep = isStepping;
    isStepping = true;
    try {
      this.step({ value: undefined });
    } finally {
      isStepping = isInStep;
      if (!isInStep) runReady();
    }
  }

  cancel(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.giveUp();
    this.giveUp = NOTHING;
    if (!this.isRunning) this.coroutine.return(undefined);
  }

  /** Takes the step that it was made ready for. */
  goOn(): void {
    const { resumed } = this;
    this.resumed = undefined;
    if (resumed !== undefined) this.step(resumed);
  }

  /** Runs until it has to wait: a wait that is over at once does not deepen the stack. */
  private step(resumed: Resumed): void {
    let next: Resumed | undefined = resumed;
    while (next !== undefined && !this.isOver) {
      const pause = this.options.pace?.();
      next = pause === undefined ? this.advance(next) : this.await(pause, next);
    }
  }

  private advance(resumed: Resumed): Resumed | undefined {
    let result: IteratorResult<Wait<unknown>, unknown>;
    this.isRunning = true;
    try {
      result = 'error' in resumed ? this.coroutine.throw(resumed.error) : this.coroutine.next(resumed.value);
    } catch (error) {
      if (this.isOver) return undefined;
      this.isOver = true;
      if (this.options.onError === undefined) throw error;
      this.options.onError(error);
      return undefined;
    } finally {
      this.isRunning = false;
    }
    if (this.isOver) {
      // It was cancelled from within.
      if (result.done !== true) this.coroutine.return(undefined);
      return undefined;
    }
    if (result.done !== true) return this.await(result.value);
    this.isOver = true;
    this.options.onEnd?.(result.value);
    return undefined;
  }

  /** Waits, and goes on with what came of it, or with `instead`; returns that when it was there at once. */
  private await(wait: Wait<unknown>, instead?: Resumed): Resumed | undefined {
    let early: Resumed | undefined;
    let isBeginning = true;
    const go = (resumed: Resumed): void => {
      this.giveUp = NOTHING;
      if (isBeginning) early = instead ?? resumed;
      else this.resume(instead ?? resumed);
    };
    const giveUp = wait.begin(
      (value) => go({ value }),
      (error) => go({ error }),
    );
    isBeginning = false;
    if (early !== undefined) return early;
    if (this.isOver) giveUp();
    else this.giveUp = giveUp;
    return undefined;
  }

  private resume(resumed: Resumed): void {
    this.resumed = resumed;
    ready.push(this);
    if (!isStepping) runReady();
  }
}

/** Makes a task of `coroutine` that runs once it is started. */
export const prepareTask = <T>(coroutine: Coroutine<T>, options: TaskOptions<T> = {}): PreparedTask =>
  new RunningTask(coroutine, options as TaskOptions<unknown>);

/**
 * Runs `coroutine` at once until it first waits, and from then on whenever what it waits for is there: at once, or, when
 * another task is amid a step, after that. `onEnd` hears its value, `onError` what it throws; neither is called once it
 * is cancelled.
 */
export function runTask<T>(
  coroutine: Coroutine<T>,
  onEnd?: (value: T) => void,
  onError?: (error: unknown) => void,
): Task {
  const task = prepareTask(coroutine, { onEnd, onError });
  task.start();
  return task;
}

const CHECKPOINT: Wait<void> = {
  begin: (resume) => {
    resume();
    return NOTHING;
  },
};

/** Does not wait, but lets whoever paces the task stop it here: what may be repeated without end needs one. */
export function* checkpoint(): Coroutine<void> {
  yield CHECKPOINT;
}
