// What a program with @kubernetes/client-node hears from the Pod `web` of KUBECONFIG: one line of JSON for each thing.
import * as k8s from '@kubernetes/client-node';
import { connect, createServer } from 'node:net';
import { PassThrough, Readable } from 'node:stream';

const say = (what, value) => process.stdout.write(`${JSON.stringify({ what, value })}\n`);

const config = new k8s.KubeConfig();
config.loadFromDefault();

/** Everything that a stream says. */
async function textOf(stream) {
  let text = '';
  for await (const piece of stream) text += piece;
  return text;
}

/** Runs a program to its end: what it printed, and the Status of its end. */
async function run(command, stdin) {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const printed = textOf(out);
  err.resume();
  const status = await new Promise((resolve, reject) => {
    new k8s.Exec(config).exec('default', 'web', 'main', command, out, err, stdin, false, resolve).catch(reject);
  });
  out.end();
  return { printed: await printed, status };
}

const cat = await run(['cat'], Readable.from(['typed']));
say('exec', `${cat.printed}: ${cat.status.status}`);

const failed = await run(['exit', '3'], null);
say('exit', failed.status.details.causes[0].message);

const log = new PassThrough();
await new k8s.Log(config).log('default', 'web', 'main', log, { tailLines: 1 });
say('log', await textOf(log));

const forward = new k8s.PortForward(config);
const server = createServer((socket) => {
  void forward.portForward('default', 'web', [80], socket, null, socket);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const client = connect(server.address().port, '127.0.0.1');
client.write('through the port');
say('port', (await new Promise((resolve) => client.once('data', resolve))).toString());
process.exit(0);
