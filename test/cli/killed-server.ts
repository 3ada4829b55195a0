import { type ChildProcess, spawn } from 'node:child_process';
import { Agent, request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { type ClusterAccess, readKubeconfig } from '../../src/simulator/edge';

/** What is started; another build than ours may be tried too. */
export const BIN = process.env['WORKSHOP_BIN'] ?? join(__dirname, '..', '..', 'bin', 'workshop.js');

/** An answer of the API. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** One connection to a server; its requests go one after the other. */
export class Connection {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(private readonly access: ClusterAccess) {}

  /** Rejects when the server goes away before it has answered. */
  send(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = this.open(method, path, headers);
      request.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (piece: string) => (text += piece));
        response.on('error', reject);
        response.on('close', () => reject(new Error('cut off')));
        response.on('end', () => {
          const answer = { status: response.statusCode ?? 0, body: JSON.parse(text) as Answer['body'] };
          if (response.complete) resolve(answer);
        });
      });
      request.on('error', reject);
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** Watches `path` until the server goes away, and tells of each event that came whole. */
  watch(path: string, tell: (event: { readonly type: string; readonly object: unknown }) => void): Promise<void> {
    return new Promise((resolve) => {
      const request = this.open('GET', path, {});
      request.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (piece: string) => {
          const lines = (text + piece).split('\n');
          text = lines.pop() ?? '';
          for (const line of lines) tell(JSON.parse(line) as { type: string; object: unknown });
        });
        response.on('error', () => resolve());
        response.on('close', () => resolve());
      });
      request.on('error', () => resolve());
      request.end();
    });
  }

  close(): void {
    this.agent.destroy();
  }

  private open(method: string, path: string, headers: Readonly<Record<string, string>>) {
    const { url, authority, admin } = this.access;
    // Who brings a token shows no certificate.
    const shown = 'authorization' in headers ? {} : { cert: admin.certificate, key: admin.key };
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    return httpsRequest(new globalThis.URL(path, url), {
      method,
      ca: authority,
      agent: this.agent,
      headers: { 'content-type': type, ...headers },
      ...shown,
    });
  }
}

/** `workshop simulate` in a process of its own, to be killed. */
export class KilledServer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly kubeconfig: string,
  ) {}

  /** Starts it on a folder. */
  static start(folder: string, kubeconfig: string, words: readonly string[]): KilledServer {
    const all = ['simulate', '--data-dir', folder, '--port', '0', '--kubeconfig', kubeconfig, ...words];
    return new KilledServer(spawn(process.execPath, [BIN, ...all], { stdio: ['ignore', 'pipe', 'pipe'] }), kubeconfig);
  }

  /** Ends when it answers. Rejects with what it said when it ends before. */
  answers(): Promise<void> {
    return new Promise((resolve, reject) => {
      let said = '';
      const hear = (text: Buffer): void => {
        said += text.toString();
        if (said.includes('answers on')) resolve();
      };
      this.child.stdout?.on('data', hear);
      this.child.stderr?.on('data', hear);
      this.child.on('exit', () => reject(new Error(`it ended: ${said}`)));
    });
  }

  connect(): Connection {
    const access = readKubeconfig(this.kubeconfig);
    if (access === undefined) throw new Error('it answers without kubeconfig');
    return new Connection(access);
  }

  /** Ends it as a power cut does, or by the signal given. */
  end(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<number | null> {
    return new Promise((resolve) => {
      if (this.child.exitCode !== null || this.child.signalCode !== null) resolve(this.child.exitCode);
      else this.child.on('exit', (code) => resolve(code));
      this.child.kill(signal);
    });
  }
}
