import type { ReachableAddress } from '../../simulator/edge';
import { chosenSteering, KUBECONFIG_OPTION } from '../cluster/kubeconfig-option';
import { urlsText } from '../cluster/urls-text';
import { type Command, OUTPUT_OPTION, printJson } from '../command';
import { EXIT } from '../exit-code';

const NOTHING =
  'nothing is reached from outside: no Service has a node port or a load balancer, and there is no ingress';

/** `workshop urls`: where the applications of the simulated cluster answer. */
export const urls: Command = {
  name: 'urls',
  summary: 'List where the applications of the simulated cluster answer',
  positionals: [],
  options: { kubeconfig: KUBECONFIG_OPTION, output: OUTPUT_OPTION },
  details: `
Node ports answer on 127.0.0.1 under their own numbers; load balancers and ingress controllers on free ports, which they
keep while 'workshop simulate' runs. A node port whose number another program has gets a free port as well. All of them
take what their Service speaks: HTTP, WebSockets, the protocol of a database. What has no address here is reached with
kubectl port-forward.

What nobody answers at yet says what it waits for: a Pod that is ready, or a program that listens. Ingress controllers
such as Contour listen for HTTP once there is an Ingress, and for HTTPS once one has TLS with a certificate.

A host of an Ingress has an address of its own: HOST.localhost is this machine for browsers and curl, and HOST for who
answers; curl -H 'Host: HOST' with the address of the load balancer does the same. HTTPS comes with the certificate of
the program: that which an Ingress names for the host, or its own; a program that makes one up shows one of the
simulator. curl -k asks without looking at it.

Examples:
  workshop urls
  workshop urls -o json
`,
  run: async (given, terminal) => {
    const answer = await chosenSteering(given).send('GET', 'urls');
    const found = answer['urls'] as readonly ReachableAddress[];
    if (given.text('output') === 'json') printJson(terminal, { urls: found });
    else terminal.out(`${found.length === 0 ? NOTHING : urlsText(found)}\n`);
    return EXIT.ok;
  },
};
