// Deploys the objects of a file to the cluster of a kubeconfig, as `workshop apply` does after it read its manifests.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const [kubeconfig, file] = process.argv.slice(2);
const deploy = require(join(__dirname, '..', '..', 'lib', 'deploy'));

async function run() {
  const objects = JSON.parse(readFileSync(file, 'utf8')).map((object, index) => ({
    object,
    file: `object-${index}`,
    stack: object.metadata.namespace ?? object.metadata.name,
    namespace: 'default',
  }));
  const session = await deploy.openSession(await deploy.accessTo({ kubeconfig, env: process.env }));
  const desired = { setName: 'workshop-stacks-bench', objects, keeps: [] };
  const counts = {};
  const { isDone } = await deploy.applyDesired(session, desired, await deploy.prepareApply(session, desired), {
    isForced: false,
    waits: true,
    timeoutMs: 60_000,
    deletesClaims: false,
    redaction: new deploy.Redaction(),
    listener: ({ outcome }) => (counts[outcome] = (counts[outcome] ?? 0) + 1),
  });
  session.api.access.close();
  if (!isDone) throw new Error('not done');
  process.stdout.write(JSON.stringify(counts));
}

void run();
