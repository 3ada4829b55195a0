import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { withEnoughHeap } from '../../src/cli/simulation/enough-heap';
import { ROOT } from '../support/source-files';
import { newFolder } from './team-program';

const BIN = join(ROOT, 'bin', 'workshop.js');

test('a small cluster runs in the process that was started', () => {
  expect(withEnoughHeap(999)).toBeUndefined();
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  'a large one runs in another, which %s ends with exit code 0',
  async (signal) => {
    const words = [
      'simulate',
      '--empty',
      '--nodes',
      '1000',
      '--port',
      '0',
      '--kubeconfig',
      join(newFolder(), 'kubeconfig'),
    ];
    const child = spawn(process.execPath, ['--max-old-space-size=200', BIN, ...words]);
    const said = await new Promise<string>((resolve, reject) => {
      let heard = '';
      child.stdout.on('data', (piece: Buffer) => {
        heard += piece.toString();
        if (heard.includes('Ctrl-C')) resolve(heard);
      });
      child.on('exit', () => reject(new Error(`ended after saying: ${heard}`)));
    });
    expect(said).toMatch(/1000 nodes/);
    child.removeAllListeners('exit');
    const exit = new Promise((resolve) => child.on('exit', resolve));
    child.kill(signal);
    expect(await exit).toBe(0);
  },
  30_000,
);
