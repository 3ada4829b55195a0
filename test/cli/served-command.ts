import { join } from 'node:path';
import { readKubeconfig } from '../../src/simulator/edge';
import { Connection } from './killed-server';
import { type Outcome, runCli } from './run-cli';
import { newFolder } from './team-program';

/** What `workshop simulate` said, and the kubeconfig that it wrote. */
export interface Served extends Outcome {
  readonly kubeconfig: string;
}

/** Runs `workshop simulate` until it answers, does `work` with it and ends it as Ctrl-C does. */
export async function served(
  words: readonly string[],
  work: (connection: Connection, kubeconfig: string) => Promise<void> = () => Promise.resolve(),
): Promise<Served> {
  const kubeconfig = join(newFolder(), 'kubeconfig');
  let said = '';
  let worked = Promise.resolve();
  const outcome = await runCli(['simulate', '--port', '0', '--kubeconfig', kubeconfig, ...words], {
    out: (text) => {
      said += text;
      const access = text.includes('answers on') ? readKubeconfig(kubeconfig) : undefined;
      if (access === undefined) return;
      const connection = new Connection(access);
      worked = work(connection, kubeconfig).finally(() => {
        connection.close();
        process.emit('SIGTERM');
      });
    },
  });
  await worked;
  return { ...outcome, out: said, kubeconfig };
}
