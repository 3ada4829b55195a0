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

/** Tasks that can go on when the one that runs has come to its next wait: no task runs amid the step of another. */
const ready: RunningTask[] = [];
let isStepping = false;

function runReady(): void {
  if (ready.length === 0) return;
  const errors: unknown[] = [];
  isStepping = true;
  // It grows while they run.
  for (const task of ready) {
    try {
      task.goOn();
    } catch (error) {
      errors.push(error);
    }
  }
  ready.length = 0;
  isStepping = false;
  if (errors.length > 0) throw errors[0];
}

class RunningTask implements PreparedTask {
  isOver = false;
  private isRunning = false;
  private giveUp = NOTHING;
  /** What it goes on with: what came of its last wait. */
  private outcome: unknown = undefined;
  private hasFailed = false;
  /** Whether what it waits for only holds it up: what it goes on with came before. */
  private isPausing = false;
  /** Whether a wait begins just now, and whether it was over at once. */
  private isBeginning = false;
  private isOverAtOnce = false;
  private isReady = false;

  constructor(
    private readonly coroutine: Coroutine<unknown>,
    private readonly options: TaskOptions<unknown>,
  ) {}

  start(): void {
    const isInStep = isStepping;
    isStepping = true;
    try {
      this.step();
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
    if (!this.isReady) return;
    this.isReady = false;
    this.step();
  }

  /** Runs until it has to wait: a wait that is over at once does not deepen the stack. */
  private step(): void {
    const { pace } = this.options;
    let goesOn = true;
    while (goesOn && !this.isOver) {
      const pause = pace?.();
      goesOn = pause === undefined ? this.advance() : this.await(pause, true);
    }
  }

  /** Runs to its next wait; whether it goes on at once. */
  private advance(): boolean {
    const { outcome, hasFailed } = this;
    this.outcome = undefined;
    this.hasFailed = false;
    let result: IteratorResult<Wait<unknown>, unknown>;
    this.isRunning = true;
    try {
      result = hasFailed ? this.coroutine.throw(outcome) : this.coroutine.next(outcome);
    } catch (error) {
      if (this.isOver) return false;
      this.isOver = true;
      if (this.options.onError === undefined) throw error;
      this.options.onError(error);
      return false;
    } finally {
      this.isRunning = false;
    }
    if (this.isOver) {
      // It was cancelled from within.
      if (result.done !== true) this.coroutine.return(undefined);
      return false;
    }
    if (result.done !== true) return this.await(result.value, false);
    this.isOver = true;
    this.options.onEnd?.(result.value);
    return false;
  }

  /** Begins to wait; whether that was over at once. */
  private await(wait: Wait<unknown>, isPausing: boolean): boolean {
    this.isPausing = isPausing;
    this.isBeginning = true;
    this.isOverAtOnce = false;
    const giveUp = wait.begin(this.resume, this.fail);
    this.isBeginning = false;
    if (this.isOverAtOnce) return true;
    if (this.isOver) giveUp();
    else this.giveUp = giveUp;
    return false;
  }

  /** Hears what its wait has come to. One function for all its waits: it has one at a time. */
  private readonly resume = (value: unknown): void => {
    if (!this.isPausing) this.outcome = value;
    this.endWait();
  };

  private readonly fail = (error: unknown): void => {
    if (!this.isPausing) {
      this.outcome = error;
      this.hasFailed = true;
    }
    this.endWait();
  };

  private endWait(): void {
    this.giveUp = NOTHING;
    if (this.isBeginning) {
      this.isOverAtOnce = true;
      return;
    }
    this.isReady = true;
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

/** What `checkpoint` yields. */
export const CHECKPOINT: Wait<void> = {
  begin: (resume) => {
    resume();
    return NOTHING;
  },
};

/** Does not wait, but lets whoever paces the task stop it here: what may be repeated without end needs one. */
export function* checkpoint(): Coroutine<void> {
  yield CHECKPOINT;
}
