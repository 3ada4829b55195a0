import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiRequest, type Cluster, type ClusterOptions, createCluster } from '../../src/simulator';
import {
  certificateSigner,
  type Edge,
  makeClusterCertificates,
  serve,
  tokenSigner,
  writeKubeconfig,
} from '../../src/simulator/edge';
import { ROOT } from './source-files';

/** What a program said, and how it ended. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Time that a program gets to say what it should. */
const PATIENCE_MS = 20_000;

/** A program that runs while a test goes on. */
export class StartedProgram {
  /** All that it has said, on stdout and stderr. */
  said = '';
  /** Its code, or -1 when it was killed. */
  readonly ended: Promise<number>;
  private isOver = false;

  constructor(private readonly child: ChildProcessWithoutNullStreams) {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (piece: string) => (this.said += piece));
    }
    child.stdin.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      child.on('close', (code) => {
        this.isOver = true;
        resolve(code ?? -1);
      });
    });
  }

  type(text: string): void {
    this.child.stdin.write(text);
  }

  /** Waits in wall time until it has said what is looked for. @throws Error when it ends before, or does not for 20 seconds */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (const endMs = Date.now() + PATIENCE_MS; ;) {
      const found = pattern.exec(this.said);
      if (found !== null) return found;
      if (this.isOver || Date.now() > endMs) throw new Error(`${String(pattern)} was not said, but: ${this.said}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}

/** A program in a terminal whose size changes while it runs. */
export class TerminalProgram extends StartedProgram {
  private readonly sizes: Writable;

  constructor(child: ChildProcessWithoutNullStreams) {
    super(child);
    this.sizes = child.stdio[3] as Writable;
    this.sizes.on('error', () => undefined);
  }

  /** Changes the size of the window. */
  resize(rows: number, columns: number): void {
    this.sizes.write(`${rows} ${columns}\n`);
  }
}

/** A simulated cluster behind a real socket, for programs that speak to a server. */
export class ServedCluster {
  /** Hears of every request before it is answered. */
  onRequest: (request: ApiRequest) => void = () => undefined;

  private readonly started = new Set<StartedProgram>();

  private constructor(
    readonly cluster: Cluster,
    readonly kubeconfig: string,
    private readonly edge: Edge,
    readonly folder: string,
  ) {}

  /** What moves its virtual time. */
  get pacing(): Edge['pacing'] {
    return this.edge.pacing;
  }

  /** Starts one on any free port, at the time of the wall clock. */
  static async start(options: ClusterOptions = {}): Promise<ServedCluster> {
    const folder = mkdtempSync(join(tmpdir(), 'workshop-stacks-'));
    const certificates = makeClusterCertificates(Date.now());
    const cluster = createCluster({
      start: Date.now(),
      authority: certificates.authority,
      sign: tokenSigner(certificates),
      certify: certificateSigner(certificates),
      ...options,
    });
    const heard: { by?: ServedCluster } = {};
    const receive: Cluster['receive'] = (request) => {
      heard.by?.onRequest(request);
      return cluster.receive(request);
    };
    // Its times are getters: they stay those of the cluster itself.
    const listening = Object.create(cluster, { receive: { value: receive } }) as Cluster;
    const edge = await serve({ cluster: listening, certificates, port: 0 });
    const kubeconfig = join(folder, 'kubeconfig');
    writeKubeconfig(kubeconfig, edge.url, certificates);
    const served = new ServedCluster(cluster, kubeconfig, edge, folder);
    heard.by = served;
    return served;
  }

  /** Writes a file that programs may be given, and returns its path. */
  file(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  /** Runs a program with this cluster as its only one. */
  run(program: string, words: readonly string[], stdin = ''): Promise<Said> {
    const { PATH, PYTHONPATH } = process.env;
    const env = { PATH, PYTHONPATH, HOME: this.folder, KUBECONFIG: this.kubeconfig };
    return new Promise((resolve) => {
      const child = execFile(program, words, { env, cwd: this.folder }, (error, out, err) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
        resolve({ code, out, err });
      });
      child.stdin?.end(stdin);
    });
  }

  /** Starts a program with this cluster as its only one. */
  spawn(program: string, words: readonly string[]): StartedProgram {
    const { PATH } = process.env;
    const env = { PATH, HOME: this.folder, KUBECONFIG: this.kubeconfig, TERM: 'xterm' };
    const started = new StartedProgram(spawn(program, words, { env, cwd: this.folder }));
    this.started.add(started);
    return started;
  }

  /** Starts one in a terminal of 80 columns, by `script` of util-linux. */
  inTerminal(program: string, words: readonly string[]): StartedProgram {
    const line = [program, ...words].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
    return this.spawn('script', ['-qec', `stty rows 24 cols 80; ${line}`, '/dev/null']);
  }

  /** Starts one in a terminal of 24 rows and 80 columns at first, by Python. */
  inWindow(program: string, words: readonly string[]): TerminalProgram {
    const { PATH } = process.env;
    const env = { PATH, HOME: this.folder, KUBECONFIG: this.kubeconfig, TERM: 'xterm' };
    const script = join(ROOT, 'test', 'support', 'terminal.py');
    const stdio = ['pipe', 'pipe', 'pipe', 'pipe'] as const;
    const child = spawn('python3', [script, program, ...words], { env, cwd: this.folder, stdio: [...stdio] });
    const started = new TerminalProgram(child as ChildProcessWithoutNullStreams);
    this.started.add(started);
    return started;
  }

  async stop(): Promise<void> {
    for (const each of this.started) each.kill();
    await this.edge.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
