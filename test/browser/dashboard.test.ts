import { createServer, type Server } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { clusterSystem } from '../../src/workshop/stacks/cluster-system';
import { builtLesson } from '../support/built-stack';
import { describeWithChromium, says } from '../support/chromium';
import { ServedApplications } from '../support/served-applications';

jest.setTimeout(60_000);

/** Where the text finds it. */
const PATH = '/api/v1/namespaces/kubernetes-dashboard/services/https:kubernetes-dashboard:/proxy/';

/** What `kubectl proxy` does: hands requests on as the administrator. */
function startProxy({ edge, certificates }: ServedApplications): Promise<Server> {
  const { certificate: cert, key } = certificates.admin;
  const server = createServer((incoming, response) => {
    const { method, headers, url = '/' } = incoming;
    const handedOn = request(
      new URL(url, edge.url),
      { method, headers, ca: certificates.authority, cert, key },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    handedOn.on('error', () => response.destroy());
    incoming.pipe(handedOn);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

describeWithChromium('the dashboard in a browser', (browser) => {
  let app: ServedApplications;
  let proxy: Server;

  beforeAll(async () => {
    app = await ServedApplications.start(builtLesson(clusterSystem).manifests, 'minikube');
    proxy = await startProxy(app);
  });

  afterAll(async () => {
    proxy.closeAllConnections();
    proxy.close();
    await app.stop();
  });

  const open = () => browser.open(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}${PATH}`);

  /** A token of a service account, as `kubectl create token` gets it. */
  function tokenOf(account: string): string {
    const answer = app.session.handle({
      method: 'POST',
      path: `/api/v1/namespaces/default/serviceaccounts/${account}/token`,
      query: new Map(),
      headers: { 'content-type': 'application/json' },
      body: Buffer.from('{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{}}'),
      certificate: { username: 'admin', groups: ['system:masters'] },
    });
    if (!('body' in answer)) throw new Error('a token is not a stream');
    return (JSON.parse(String(answer.body)) as { status: { token: string } }).status.token;
  }

  test('a token shows what its account may see, one namespace after the other, and no more', async () => {
    app.client.create('serviceaccounts', { metadata: { name: 'viewer', namespace: 'default' } } as never);
    app.client.create('rbac.authorization.k8s.io/clusterrolebindings', {
      metadata: { name: 'viewer' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
      subjects: [{ kind: 'ServiceAccount', name: 'viewer', namespace: 'default' }],
    } as never);
    const page = await open();
    await page.getByLabel('Enter token').fill('no token');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await says(page, '#problem', /\w/);
    expect(browser.takeProblems()).toEqual([expect.stringContaining('401')]);
    await page.getByLabel('Enter token').fill(tokenOf('viewer'));
    await page.keyboard.press('Enter');
    await says(page, '#overview h2', 'Services');
    await page.getByLabel('Namespace').selectOption('kubernetes-dashboard');
    const [pod = ''] = app.podNames('kubernetes-dashboard', 'kubernetes-dashboard');
    await says(page, '#overview tr', `${pod}Running0`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await says(page, 'h2', 'Sign in');
  });
});
