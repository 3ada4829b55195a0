import type { Coroutine } from '../coroutine';
import type { CaseItem, CommandList, CompoundCommand } from './ast';
import { testCondition } from './condition';
import { matchesPattern } from './pattern';
import type { Shell } from './shell';
import { LoopJump } from './shell-error';

/** Runs a loop, a branch, a group or another command that is made of commands; returns its code. */
export function* runCompound(shell: Shell, command: CompoundCommand, isLast: boolean): Coroutine<number> {
  const { interpreter } = shell;
  switch (command.type) {
    case 'group':
      return yield* interpreter.list(command.body, isLast);
    case 'subshell': {
      const program = shell.subshell((child) => child.interpreter.list(command.body, true));
      const handle = shell.process.spawn({ argv: shell.process.argv, program });
      return (yield* handle.wait()).code;
    }
    case 'if':
      for (const branch of command.branches) {
        if (yield* interpreter.condition(branch.condition)) return yield* interpreter.list(branch.body, isLast);
      }
      if (command.otherwise !== undefined) return yield* interpreter.list(command.otherwise, isLast);
      return (shell.status = 0);
    case 'for': {
      const values = command.words === undefined ? shell.positional : yield* shell.expansion.arguments(command.words);
      const remaining = values[Symbol.iterator]();
      return yield* loop(shell, command.body, function* () {
        const next = remaining.next();
        if (next.done === true) return false;
        shell.variables.set(command.name, next.value);
        yield* shell.spend();
        return true;
      });
    }
    case 'for-arithmetic': {
      let next = command.initial;
      return yield* loop(shell, command.body, function* () {
        shell.evaluate(yield* shell.expansion.document(next));
        next = command.step;
        const condition = yield* shell.expansion.document(command.condition);
        return condition.trim() === '' || shell.evaluate(condition) !== 0n;
      });
    }
    case 'while':
    case 'until': {
      const isUntil = command.type === 'until';
      return yield* loop(shell, command.body, function* () {
        return (yield* interpreter.condition(command.condition)) !== isUntil;
      });
    }
    case 'case':
      return yield* runCase(shell, yield* shell.expansion.text(command.word), command.items, isLast);
    case 'arithmetic':
      return shell.evaluate(yield* shell.expansion.document(command.expression)) === 0n ? 1 : 0;
    case 'condition':
      return yield* testCondition(shell, command.condition);
  }
}

/** Runs `body` as long as `goesOn` says so, and until a `break`. */
function* loop(shell: Shell, body: CommandList, goesOn: () => Coroutine<boolean>): Coroutine<number> {
  let status = 0;
  shell.loops += 1;
  try {
    for (;;) {
      try {
        if (!(yield* goesOn())) break;
        status = yield* shell.interpreter.list(body);
      } catch (error) {
        if (!(error instanceof LoopJump)) throw error;
        status = 0;
        if (error.levels > 1 && shell.loops > 1) {
          error.levels -= 1;
          throw error;
        }
        if (error.type === 'break') break;
      }
    }
  } finally {
    shell.loops -= 1;
  }
  return (shell.status = status);
}

function* runCase(shell: Shell, subject: string, items: readonly CaseItem[], isLast: boolean): Coroutine<number> {
  let isFallingThrough = false;
  shell.status = 0;
  for (const item of items) {
    let isMatch = isFallingThrough;
    for (const pattern of isMatch ? [] : item.patterns) {
      isMatch = matchesPattern(subject, yield* shell.expansion.pattern(pattern));
      if (isMatch) break;
    }
    if (!isMatch) continue;
    const ends = item.ending === ';;';
    yield* shell.interpreter.list(item.body, isLast && ends);
    if (ends) break;
    isFallingThrough = item.ending === ';&';
  }
  return shell.status;
}
