import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ServedCluster } from '../support/simulated-cluster';
import { ROOT } from '../support/source-files';

const PROGRAMS = join(ROOT, 'test', 'kubectl', 'clients');

/** Virtual seconds in a second: what takes seconds in a cluster must not take them here. */
const SPEED = 50;

jest.setTimeout(60_000);

/** What a program said of a new cluster, by what it is about. */
async function seenBy(program: string, file: string): Promise<Record<string, unknown>> {
  const served = await ServedCluster.start();
  try {
    served.pacing.setSpeed(SPEED);
    const { code, out, err } = await served.run(program, [join(PROGRAMS, file)]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out.trim().split('\n');
    return Object.fromEntries(
      lines.map((line) => {
        const { what, value } = JSON.parse(line) as { what: string; value: unknown };
        return [what, value];
      }),
    );
  } finally {
    await served.stop();
  }
}

/** A test of a client that this machine may lack; where CI=true it may not, unless PYTHON_CLIENT=none says it cannot be had. */
function testWith(client: string, isHere: boolean, name: string, body: () => Promise<void>): void {
  if (isHere) {
    test(name, body);
    return;
  }
  const isRequired = process.env['CI'] === 'true' && process.env['PYTHON_CLIENT'] !== 'none';
  if (isRequired) throw new Error(`CI needs ${client}`);
  test(`nothing is called: this machine has no ${client}`, () => expect(isHere).toBe(false));
}

describe('@kubernetes/client-node on a simulated cluster', () => {
  const isHere = existsSync(join(ROOT, 'node_modules', '@kubernetes', 'client-node'));
  testWith('@kubernetes/client-node', isHere, 'lists, applies, watches, and keeps an informer', async () => {
    const conflict = 'Apply failed with 1 conflict: conflict with "first": .spec.replicas';
    expect(await seenBy(process.execPath, 'watch-apply.mjs')).toEqual({
      nodes: ['node-1', 'node-2', 'node-3'],
      applied: 2,
      ready: 2,
      conflict: { code: 409, message: conflict },
      forced: 1,
      left: 1,
      missing: 404,
      'informer heard': ['add', 'delete', 'update'],
      'watch heard': ['ADDED web', 'DELETED web', 'MODIFIED web'],
    });
  });
});

describe('python3-kubernetes on a simulated cluster', () => {
  // Where `node scripts/get-python-client.mjs` puts it; a client that is installed comes first.
  const kept = join(ROOT, '.cache', 'python3-kubernetes', 'usr', 'lib', 'python3', 'dist-packages');
  process.env['PYTHONPATH'] ??= kept;
  // Debian's packages are those of Debian's own Python, which need not be the first of PATH.
  const python = ['/usr/bin/python3', 'python3'].find(
    (path) => spawnSync(path, ['-c', 'import kubernetes'], { env: process.env }).status === 0,
  );
  testWith('python3-kubernetes', python !== undefined, 'lists, creates, watches, patches and deletes', async () => {
    expect(await seenBy(python ?? '', 'watch_patch.py')).toEqual({
      version: '36',
      nodes: ['node-1', 'node-2', 'node-3'],
      phases: ['Pending', 'Running'],
      patched: 3,
      scale: 3,
      pods: 3,
      missing: [404, 'NotFound'],
      again: [409, 'AlreadyExists'],
      invalid: [422, 'Invalid'],
      deleted: 'snake',
    });
  });
});
