import { isAbsolute, join } from 'node:path';
import type { Machine } from './machine';

/** What was found about one thing. */
export interface Diagnosis {
  /** `Node.js`, `kubectl`. */
  readonly what: string;
  /** `missing` keeps the command from working; `optional` does without. */
  readonly state: 'good' | 'missing' | 'optional';
  readonly found: string;
  /** What to do. @default - nothing is to be done */
  readonly cure?: string;
}

/** Looks at one thing. */
export type Examination = (machine: Machine) => Diagnosis | Promise<Diagnosis>;

/** Oldest Node.js that this runs on. */
const NODE_MIN = 20;

/** Versions of Kubernetes that manifests are checked against: kubectl may be one away. */
const KUBECTL = { min: 27, max: 37 };

/** Port of the simulated API server. */
const API_PORT = 6443;

/** Ports of this machine at which exercises answer: those of their `kubectl port-forward` and `kubectl proxy`. */
export const LESSON_PORTS: readonly number[] = [1337, 8001, 8080, 8443, 8888, 48858];

const node: Examination = ({ nodeVersion }) => {
  const what = 'Node.js';
  if (Number(nodeVersion.split('.')[0]) >= NODE_MIN) return { what, state: 'good', found: nodeVersion };
  const cure = `install Node.js ${NODE_MIN} or newer: https://nodejs.org, or nvm install ${NODE_MIN}`;
  return { what, state: 'missing', found: nodeVersion, cure };
};

const build: Examination = ({ isBuilt }) =>
  isBuilt
    ? { what: 'this package', state: 'good', found: 'compiled' }
    : { what: 'this package', state: 'missing', found: 'not compiled', cure: 'run `npm ci` in its folder' };

const kubectl: Examination = (machine) => {
  const what = 'kubectl';
  const program = machine.env['KUBECTL'] ?? 'kubectl';
  const said = machine.run(program, 'version', '--client', '-o', 'json');
  const version = /"gitVersion": *"v?([^"]+)"/.exec(said ?? '')?.[1];
  if (version === undefined) {
    const cure = 'install it for clusters of any kind: https://kubernetes.io/docs/tasks/tools; all else works without';
    return { what, state: 'optional', found: `no program '${program}'`, cure };
  }
  const minor = Number(version.split('.')[1]);
  if (minor >= KUBECTL.min && minor <= KUBECTL.max) return { what, state: 'good', found: version };
  const cure = `take kubectl 1.${KUBECTL.min} to 1.${KUBECTL.max}: others may not agree with Kubernetes 1.28 to 1.36`;
  return { what, state: 'optional', found: version, cure };
};

const port: Examination = async (machine) => {
  const what = `port ${API_PORT}`;
  if (await machine.isFree(API_PORT)) return { what, state: 'good', found: 'free' };
  const cure = 'fine if it is your simulated cluster; otherwise name another one: workshop simulate --port 0';
  return { what, state: 'optional', found: 'taken', cure };
};

const lessonPorts: Examination = async (machine) => {
  const what = 'ports of lessons';
  const taken: number[] = [];
  for (const each of LESSON_PORTS) if (!(await machine.isFree(each))) taken.push(each);
  if (taken.length === 0) return { what, state: 'good', found: `${LESSON_PORTS.join(', ')} free` };
  const cure = 'exercises forward them as their texts say: end what listens there while you follow such an exercise';
  return { what, state: 'optional', found: `${taken.join(', ')} taken`, cure };
};

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const browser: Examination = (machine) => {
  const what = 'Chromium';
  const own = machine.env['CHROMIUM'];
  const found = [...(own === undefined ? [] : [own]), ...BROWSERS].flatMap((program) => {
    const version = machine.run(program, '--version');
    return version === undefined ? [] : [version.trim()];
  })[0];
  if (found !== undefined) return { what, state: 'good', found };
  const cure = 'only tests of web pages need it: install chromium, or name it with CHROMIUM';
  return { what, state: 'optional', found: 'none', cure };
};

/** Where kubectl looks. */
function kubeconfigs({ env, folder }: Machine): readonly string[] {
  const listed = (env['KUBECONFIG'] ?? '').split(':').filter((path) => path !== '');
  const home = env['HOME'] === undefined ? [] : [join(env['HOME'], '.kube', 'config')];
  return (listed.length > 0 ? listed : home).map((path) => (isAbsolute(path) ? path : join(folder, path)));
}

const kubeconfig: Examination = (machine) => {
  const what = 'kubeconfig';
  const own = join(machine.folder, '.workshop', 'kubeconfig');
  const cure = machine.exists(own)
    ? 'take that of the simulated cluster: export KUBECONFIG=.workshop/kubeconfig'
    : 'start a cluster with `workshop simulate`, then export KUBECONFIG=.workshop/kubeconfig';
  const paths = kubeconfigs(machine);
  const read = paths.flatMap((path) => {
    const text = machine.read(path);
    return text === undefined ? [] : [{ path, text }];
  });
  const [first] = read;
  if (first === undefined)
    return { what, state: 'optional', found: `none at ${paths.join(', ') || 'any place'}`, cure };
  const context = read
    .map(({ text }) => /^current-context: *"?([^"\s]+)/m.exec(text)?.[1])
    .find((name) => name !== undefined);
  if (context === undefined) {
    return {
      what,
      state: 'optional',
      found: `${first.path} names no current context`,
      cure: 'kubectl config use-context NAME',
    };
  }
  return { what, state: 'good', found: `${first.path}, context ${context}` };
};

/** All that is looked at, in the order of the report; a new one is a line here. */
export const examinations: readonly Examination[] = [node, build, kubectl, port, lessonPorts, browser, kubeconfig];
