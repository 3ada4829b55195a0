import { type ChildProcess, execFile, spawn } from 'node:child_process';

/** Programs of this machine with variables of their own, that speak to Pods through `kubectl port-forward`. */
export class OutsideClients {
  private readonly forwards: ChildProcess[] = [];

  constructor(private readonly env: Readonly<Record<string, string>>) {}

  /** Runs a program and returns what it printed. @throws Error with what it said of its failure */
  printed(program: string, words: readonly string[], input = ''): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = execFile(program, words, { env: this.env }, (error, out, err) => {
        if (error === null) resolve(out);
        else reject(new Error(`${program}: ${error.message} ${err}`));
      });
      child.stdin?.end(input);
    });
  }

  /** Forwards a port of `target`, and returns the local one once it listens. */
  forward(kubectl: string, kubeconfig: string, target: string, port: number): Promise<number> {
    const child = spawn(kubectl, ['port-forward', target, `:${port}`], {
      env: { ...this.env, KUBECONFIG: kubeconfig },
    });
    this.forwards.push(child);
    return new Promise((resolve, reject) => {
      child.stdout.on('data', (piece: Buffer) => {
        const local = /127\.0\.0\.1:(\d+) ->/.exec(piece.toString())?.[1];
        if (local !== undefined) resolve(Number(local));
      });
      child.once('close', () => reject(new Error('port-forward has ended')));
    });
  }

  /** Ends all that was forwarded. */
  stop(): void {
    for (const each of this.forwards) {
      each.removeAllListeners('close');
      each.kill('SIGKILL');
    }
  }
}
