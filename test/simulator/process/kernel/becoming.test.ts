import type { Program } from '../../../../src/simulator/process';
import { startProgramContainer } from '../../../support/program-container';

const whoami: Program = function* (process) {
  yield* process.print(`${process.pid}: ${process.argv.join(' ')} as ${process.uid}:${process.gid}\n`);
  const child = process.spawn({ argv: ['child'] });
  yield* child.wait();
  return 0;
};

const child: Program = function* (process) {
  yield* process.print(`its child as ${process.uid}:${process.gid}\n`);
  return 0;
};

test('a process becomes another program of another user, and what that starts is of the same user', () => {
  const container = startProgramContainer({
    main: (process) => process.exec({ argv: ['whoami', 'now'], uid: 999, gid: 99 }),
    programs: { whoami, child },
  });
  container.pass(1);
  expect(container.stdout()).toBe('1: whoami now as 999:99\nits child as 999:99\n');
  expect(container.end()).toMatchObject({ code: 0 });
});

test('only root may become somebody else', () => {
  const container = startProgramContainer({
    uid: 1000,
    gid: 1000,
    main: (process) => process.exec({ argv: ['whoami'], uid: 0, gid: 0 }),
    programs: { whoami, child },
  });
  container.pass(1);
  expect([container.stdout(), container.stderr()]).toEqual(['', 'main: Operation not permitted\n']);
});

test('a process that became one of another user writes files as that user', () => {
  const container = startProgramContainer({
    layer: { '/shared': { type: 'directory', mode: 0o777 } },
    *main(process) {
      process.files.write('/shared/before', '');
      return yield* process.exec({ argv: ['writer'], uid: 70, gid: 71 });
    },
    programs: {
      *writer(process) {
        const { files } = process;
        files.write('/shared/after', '');
        const owners = ['before', 'after'].map((name) => files.stat(`/shared/${name}`));
        yield* process.print(owners.map(({ uid, gid }) => `${uid}:${gid}`).join(' '));
        return 0;
      },
    },
  });
  container.pass(1);
  expect(container.stdout()).toBe('0:0 70:71');
});
