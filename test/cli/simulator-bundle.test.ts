import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** What a program says that knows the built package. */
function told(program: string, environment: NodeJS.ProcessEnv = {}): unknown {
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

const LOADED_MODULES = 'Object.keys(require.cache).filter((path) => /lib.simulator.\\w/.test(path)).length';

test('the bundle exports what the modules export', () => {
  expect(
    told(`
      const { loadBundle } = require('./lib/cli/simulator-bundle');
      const { simulator, edge } = loadBundle();
      const names = (module) => Object.keys(module).sort().join();
      const isSame = (module, path) => names(module) === names(require(path));
      console.log(isSame(simulator, './lib/simulator') && isSame(edge, './lib/simulator/edge'));`),
  ).toBe(true);
});

test('V8 takes what it compiled when the bundle was built', () => {
  expect(told(`console.log(require('./lib/cli/simulator-bundle').runBundle().script.cachedDataRejected)`)).toBe(false);
});

test('a command takes the simulator from its bundle, and from its modules where stack traces have to name sources', () => {
  const program = `require('./lib/cli/load').loadSimulator(); console.log(${LOADED_MODULES})`;
  expect(told(program)).toBe(0);
  expect(told(program, { WORKSHOP_DEBUG: '1' })).toBeGreaterThan(100);
});

test('a cluster loads no shell and no image before a container needs it', () => {
  const programs = told(`
    const cluster = require('./lib/simulator').createCluster({ nodes: 2 });
    cluster.settle();
    const isProgram = (path) => /lib.simulator.(process.shell|images.(?!unknown)[\\w-]+[/\\\\])/.test(path);
    console.log(JSON.stringify(Object.keys(require.cache).filter(isProgram)));`);
  expect(programs).toEqual([]);
});
