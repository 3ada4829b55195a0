import { execFile } from 'node:child_process';
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

/** What a program said, and how it ended. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A simulated cluster behind a real socket, for programs that speak to a server. */
export class ServedCluster {
  /** Hears of every request before it is answered. */
  onRequest: (request: ApiRequest) => void = () => undefined;

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

  async stop(): Promise<void> {
    await this.edge.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
