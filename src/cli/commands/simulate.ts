import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chosenImages, IMAGES_OPTION } from '../chosen-images';
import { APP_OPTION, type Command, OUTPUT_OPTION, printJson } from '../command';
import { EXIT, type ExitCode } from '../exit-code';
import { loadEdge } from '../load';
import type { Given } from '../options';
import { needsMoreHeap, withEnoughHeap } from '../simulation/enough-heap';
import { KEPT_FOLDER } from '../simulation/kept-folder';
import { type KeptImages, noteOf, requireUnchanged } from '../simulation/kept-images';
import { keepSettings, keptSettings } from '../simulation/kept-settings';
import { loadChosen } from '../simulation/load-chosen';
import { type OpenFolder, prepare } from '../simulation/prepare';
import { reachText } from '../simulation/report-text';
import { listen, ONCE_START_MS, requireOwnKubeconfig, sessionFor } from '../simulation/session';
import { ANONYMOUS_AUTH_OPTION } from '../simulation/server-flags';
import { DEFAULTS, type GivenImages, type Simulation, simulationOf } from '../simulation/simulation';
import { counted, styled, type Terminal } from '../terminal';

/** Waits until someone ends the program; a second signal ends it at once. */
const untilSignal = (): Promise<void> =>
  new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done());
  });

/** Loads and reports, without a server. */
async function once(simulation: Simulation, terminal: Terminal, isJson: boolean): Promise<ExitCode> {
  const session = sessionFor(simulation, loadEdge().makeClusterCertificates(ONCE_START_MS), ONCE_START_MS);
  const report = await loadChosen(simulation, session, terminal, { isQuiet: isJson });
  if (isJson)
    printJson(terminal, { environment: simulation.load?.environment, profile: simulation.profile, ...report });
  return report.isReady ? EXIT.ok : EXIT.wrong;
}

/** Tells of a defect of ours; the cluster goes on. */
const defectsOn =
  (terminal: Terminal) =>
  (error: unknown): void => {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    terminal.err(`workshop: a defect of the simulator: ${terminal.isDebugging ? (stack ?? message) : message}\n`);
  };

async function stay(simulation: Simulation, terminal: Terminal, open?: OpenFolder): Promise<ExitCode> {
  const kubeconfig = resolve(simulation.kubeconfig ?? join(KEPT_FOLDER, 'kubeconfig'));
  requireOwnKubeconfig(kubeconfig);
  let isOver = false;
  const ended = Promise.race([untilSignal(), ...(open === undefined ? [] : [open.data.failed])]).then((failure) => {
    isOver = true;
    return failure;
  });
  const { certificates, session } = await prepare(simulation, terminal, open);
  const { port, speed, settings } = simulation;
  const saving = open === undefined ? {} : { saving: open.data };
  const onDefect = defectsOn(terminal);
  const reach = { onProblem: (text: string): void => terminal.err(`workshop: ${text}\n`) };
  const edge = await listen({ cluster: session, certificates, port, speed, onDefect, reach, ...saving });
  try {
    if (simulation.load !== undefined) {
      edge.pacing.pause();
      await loadChosen(simulation, session, terminal, { isInterrupted: () => isOver });
      // What was loaded is some minutes old now; what comes next happens at the time of the wall clock.
      if (simulation.catchesUp && !isOver) {
        await edge.pacing.advance(Math.max(0, Date.now() - session.cluster.nowMs));
      }
      edge.pacing.resume();
      if (open !== undefined && !isOver) keepSettings(open.data, { ...settings, isLoaded: true });
    }
    if (!isOver) {
      loadEdge().writeKubeconfig(kubeconfig, edge.url, certificates);
      await edge.reach?.settled();
      const milliseconds = Math.round(performance.now());
      const nodes = counted(session.cluster.client.count('nodes'), 'node');
      terminal.out(
        `${styled(terminal.hasColorsOut, 'bold', `Kubernetes 1.36 answers on ${edge.url}`)}: ${nodes}, ready after ${milliseconds} ms\n` +
          `  export KUBECONFIG=${kubeconfig}\n` +
          reachText(edge.reach?.list() ?? []) +
          `Ctrl-C ends it${open === undefined ? ' and forgets its objects' : `; it stays in ${open.folder}`}.\n`,
      );
    }
    const failure = await ended;
    if (failure !== undefined) throw failure;
  } finally {
    await edge.close();
  }
  return EXIT.ok;
}

/** Images of a module, and which one it is. */
async function imagesOf(file: string | undefined): Promise<GivenImages> {
  const definitions = await chosenImages(file);
  const module = noteOf(file);
  return { definitions, ...(module === undefined ? {} : { module }) };
}

async function runIn(folder: string, given: Given, images: GivenImages, terminal: Terminal): Promise<ExitCode> {
  // What cannot be makes no folder.
  if (!existsSync(folder)) simulationOf(given, images);
  const data = await loadEdge().openDataFolder(folder);
  let elsewhere: number | undefined;
  let kept: KeptImages | undefined;
  try {
    kept = images.module === undefined ? keptSettings(data)?.images : undefined;
    if (kept !== undefined) requireUnchanged(folder, kept);
    const simulation = simulationOf(given, images, { folder, settings: keptSettings(data) });
    if (kept === undefined && !needsMoreHeap(simulation.nodes))
      return await stay(simulation, terminal, { folder, data });
    elsewhere = simulation.nodes;
  } finally {
    await data.close();
  }
  // Its programs want the simulator loaded in another way: from here on all is done anew.
  if (kept !== undefined) return await runIn(folder, given, await imagesOf(kept.file), terminal);
  return (await withEnoughHeap(elsewhere)) ?? EXIT.wrong;
}

async function run(given: Given, terminal: Terminal): Promise<ExitCode> {
  const images = await imagesOf(given.text('images'));
  const folder = given.text('data-dir');
  if (folder !== undefined) return await runIn(folder, given, images, terminal);
  const simulation = simulationOf(given, images);
  const elsewhere = withEnoughHeap(simulation.nodes);
  if (elsewhere !== undefined) return await elsewhere;
  if (given.flag('once')) return await once(simulation, terminal, given.text('output') === 'json');
  return await stay(simulation, terminal);
}

/** `workshop simulate`: a cluster in this process, for kubectl. */
export const simulate: Command = {
  name: 'simulate',
  summary: 'Run an environment on a simulated Kubernetes cluster that kubectl can use',
  positionals: [],
  options: {
    env: { kind: 'text', value: 'NAME', description: `environment to load; ${DEFAULTS.environment} if not given` },
    stack: { kind: 'list', value: 'ID[/STAGE]', description: 'only this stack; of a lesson, this stage' },
    empty: { kind: 'flag', description: 'load nothing' },
    profile: {
      kind: 'word',
      value: 'NAME',
      words: ['plain', 'aws', 'workshop', 'minikube', 'desktop', 'tacc'],
      description: `what the cluster is like; ${DEFAULTS.loadedProfile} if not given, ${DEFAULTS.emptyProfile} with --empty`,
    },
    nodes: { kind: 'text', value: 'N', description: 'number of nodes; that of the profile if not given' },
    once: { kind: 'flag', description: 'load, report and end; nothing listens' },
    port: {
      kind: 'text',
      value: 'P',
      description: `port on 127.0.0.1, or 0 for any free one; ${DEFAULTS.port} if not given`,
    },
    kubeconfig: {
      kind: 'text',
      value: 'FILE',
      description: `kubeconfig to write; ${KEPT_FOLDER}/kubeconfig if not given`,
    },
    seed: {
      kind: 'text',
      value: 'N',
      description: `number that decides everything drawn by chance; ${DEFAULTS.seed} if not given`,
    },
    speed: {
      kind: 'text',
      value: 'N',
      description: `seconds of the cluster in one of yours; ${DEFAULTS.speed} if not given`,
    },
    'start-before': {
      kind: 'text',
      value: 'DURATION',
      description: "how far the cluster's clock begins before yours, such as 90s or 2d",
    },
    'anonymous-auth': {
      ...ANONYMOUS_AUTH_OPTION,
      description: `${ANONYMOUS_AUTH_OPTION.description}; true if not given`,
    },
    'data-dir': {
      kind: 'text',
      value: 'DIR',
      description: 'folder that keeps the cluster: it goes on from there; nothing is kept if not given',
    },
    out: {
      kind: 'text',
      value: 'DIR',
      description: `folder of the manifests, brought up to date first; ${DEFAULTS.out} if not given`,
    },
    app: APP_OPTION,
    images: IMAGES_OPTION,
    output: OUTPUT_OPTION,
  },
  details: `
The cluster lives in this process and answers on the loopback interface only. Manifests are synthesized if they are not
up to date, and applied as kubectl applies them; Secrets that a deployment would have to bring are generated. The
cluster's time runs as fast as it can until everything is ready, or nothing changes any more: then what is not ready is
listed with what the cluster says about it. --once ends there, with exit code 0 when everything is ready and 1 when not;
its clock begins at a time of its own, so that equal seeds give equal reports.

Secrets of lessons hold the placeholders of the texts: kuar-config/03-tls is not ready before its pair is replaced by a
real one, as 'workshop lesson KUAR13-04' does.

Of a lesson in stages, the first stage is loaded unless another one is named. Several lessons go to a namespace each,
one alone to the namespaces of the text.

Profiles:
  plain: equal workers without taints, no StorageClass, no add-ons
  aws: two Amazon nodes of 3.6 GiB, load balancers with DNS names after some minutes
  workshop: control plane node1 and two workers, with all that the environments ask for
  minikube: one node of two cores, as in "Kubernetes: Up and Running"
  desktop: one node on the own machine, load balancers answer on localhost
  tacc: workers c01 to c05, a StorageClass rdb, no load balancers

Time: kubectl computes ages from its own clock. A cluster that loads something begins ${DEFAULTS.loadedStartBefore} before it, and comes to your
time when everything is loaded; --start-before begins earlier and stays behind, so that 'workshop cluster advance' has
room.

A cluster with --data-dir goes on where it ended, however it ended: no write that was answered is lost, Pods that ran
run on, and time comes to your clock. It keeps its profile, nodes, seed and certificates, and is loaded once: what you
changed stays as it is. The module of --images is loaded again as long as it is the same; one that has changed is to
be given. It has no snapshots: end it and copy its folder.

The kubeconfig is written once the server answers; a file that somebody else wrote is never replaced.

Examples:
  workshop simulate
  workshop simulate --env workshop --stack dockercoins/02-services
  workshop simulate --env test --once -o json
  workshop simulate --data-dir .workshop/dev
  workshop simulate --empty --profile minikube --port 0 --kubeconfig /tmp/simulated
`,
  run,
};
