import type { Page } from 'playwright-core';
import { describeWithChromium, eventually, says } from '../support/chromium';
import { ServedApplications } from '../support/served-applications';
import { developmentObjects } from '../support/whole-program';

jest.setTimeout(60_000);

const NAMESPACE = 'here-kuard-deployment';

/** A second Service, which leads to Pods that are not ready as well: as port-forward does, it opens the page anyway. */
const DOOR = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'door', namespace: NAMESPACE },
  spec: {
    type: 'NodePort',
    publishNotReadyAddresses: true,
    selector: { run: 'kuard' },
    ports: [{ port: 9000, targetPort: 8080 }],
  },
};

describeWithChromium('the page of kuard in a browser', (browser) => {
  let app: ServedApplications;
  let page: Page;

  beforeAll(async () => {
    const settings = { serviceType: 'NodePort', nodePort: 31_559, kuardImage: 'gcr.io/kuar-demo/kuard-amd64:green' };
    app = await ServedApplications.start([...developmentObjects({ 'kuard-deployment': settings }), DOOR]);
  });

  beforeEach(async () => {
    page = await browser.open(app.url(`${NAMESPACE}/door`));
  });

  afterAll(() => app.stop());

  const pod = () => app.client.list('pods', NAMESPACE)[0];
  const tab = (name: string): Promise<void> => page.getByRole('link', { name }).click();

  /** Addresses to which the Service sends what comes. */
  function readyAddresses(): readonly string[] {
    const slices = app.client.list('discovery.k8s.io/endpointslices', NAMESPACE);
    return slices
      .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === 'kuard')
      .flatMap(({ endpoints }) => endpoints ?? [])
      .filter(({ conditions }) => conditions?.ready === true)
      .flatMap(({ addresses }) => addresses);
  }

  test('it names version, Pod and address, and the request as it came', async () => {
    await says(page, '#version', 'v0.10.0-green');
    await says(page, '#hostname', pod()?.metadata.name ?? '');
    await says(page, '#addresses', pod()?.status?.podIP ?? '');
    await says(page, '#request pre', 'GET / HTTP/1.1');
    await says(page, '#request pre', `host: ${new URL(page.url()).host}`);
  });

  test('a Pod that is told to fail its readiness leaves the Service, and comes back when it is told to succeed', async () => {
    const outside = app.url(`${NAMESPACE}/kuard`);
    expect(readyAddresses()).toEqual([pod()?.status?.podIP]);
    await tab('Readiness Probe');
    await says(page, '#readiness td', '200');
    await page.locator('#readiness').getByRole('button', { name: 'Fail', exact: true }).click();
    await says(page, '#readiness', 'Probe fails permanently.');
    await app.pass(40);
    expect(readyAddresses()).toEqual([]);
    await expect(fetch(outside)).rejects.toThrow('fetch failed');
    await says(page, '#readiness td', '500');
    await page.locator('#readiness').getByRole('button', { name: 'Succeed' }).click();
    await says(page, '#readiness', 'Probe is being served.');
    await app.pass(20);
    expect(readyAddresses()).toEqual([pod()?.status?.podIP]);
    expect((await fetch(outside)).status).toBe(200);
    expect(pod()?.status?.containerStatuses?.[0]?.restartCount).toBe(0);
  });

  test('its environment is that of the container', async () => {
    await tab('Server Env');
    await says(page, '#command', '/kuard');
    await says(page, '#variables tr', `HOSTNAME${pod()?.metadata.name ?? ''}`);
    await says(page, '#variables tr', 'KUARD_SERVICE_PORT8080');
  });

  test('it asks the DNS of the cluster', async () => {
    await tab('DNS Query');
    await page.getByPlaceholder('name').fill('kuard');
    await page.getByRole('button', { name: 'Query' }).click();
    const address = app.client.get('services', NAMESPACE, 'kuard')?.spec.clusterIP ?? '';
    await says(page, '#answer', address);
    await page.getByPlaceholder('name').fill('nobody');
    await page.keyboard.press('Enter');
    await says(page, '#answer', 'NXDOMAIN');
  });

  test('it makes as many keys as it is told', async () => {
    await tab('KeyGen Workload');
    await page.getByLabel('Enabled').check();
    await page.getByLabel('Keys to make').fill('2');
    await page.getByRole('button', { name: 'Start anew' }).click();
    await says(page, '#keys', 'Workload starting');
    await app.pass(30);
    await says(page, '#keys', /2\/2\) Item done: SHA256:.*\n.*Workload exiting/);
  });

  test('messages go through its queues in their order', async () => {
    await tab('MemQ Server');
    const press = (name: string): Promise<void> => page.locator('#memq').getByRole('button', { name }).click();
    await page.getByPlaceholder('queue').fill('letters');
    await press('Create');
    for (const message of ['first', 'second']) {
      await page.getByPlaceholder('message').fill(message);
      await press('Enqueue');
      await says(page, '#message', `"body":"${message}"`);
    }
    await says(page, '#queues tr', 'letters2200');
    await press('Dequeue');
    await says(page, '#message', '"body":"first"');
    await press('Drain');
    await says(page, '#queues tr', 'letters0211');
    await press('Dequeue');
    await says(page, '#message', 'There is no message.');
    await press('Delete');
    await eventually(
      () => page.locator('#queues tr').count(),
      (lines) => lines === 1,
    );
  });

  test('its files are those of the container', async () => {
    await tab('File system browser');
    await page.getByRole('link', { name: 'etc/' }).click();
    await page.getByRole('link', { name: 'hostname' }).click();
    await says(page, 'body', pod()?.metadata.name ?? '');
  });

  test('below /a it is the same page', async () => {
    const below = await browser.open(app.url(`${NAMESPACE}/door`, '/a/-/env'));
    await says(below, '#variables tr', 'HOSTNAME');
  });

  test('more memory than its limit, and liveness that fails, cost it a restart each', async () => {
    const restarts = (): number => pod()?.status?.containerStatuses?.[0]?.restartCount ?? 0;
    await tab('Memory');
    await says(page, '#memory', '"Alloc":');
    await page.getByRole('button', { name: 'Allocate 500 MB' }).click();
    await eventually(
      () => Promise.resolve(restarts()),
      (count) => count > 0,
    );
    expect(pod()?.status?.containerStatuses?.[0]?.lastState?.terminated?.reason).toBe('OOMKilled');
    // Nobody has answered that request.
    await eventually(
      () => Promise.resolve(browser.takeProblems()),
      (problems) => problems.length > 0,
    );
    await app.pass(60);
    // A browser may ask once more by itself, and cost it another one.
    const before = restarts();

    await tab('Liveness Probe');
    await page.locator('#liveness').getByRole('button', { name: 'Fail', exact: true }).click();
    await says(page, '#liveness', 'Probe fails permanently.');
    await app.pass(60);
    expect(restarts()).toBe(before + 1);
    await says(page, '#liveness', 'Probe is being served.');
    browser.takeProblems();
  });
});
