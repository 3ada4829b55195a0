import type { Page } from 'playwright-core';
import { jupyter } from '../../src/workshop/stacks/jupyter';
import { builtLesson } from '../support/built-stack';
import { describeWithChromium, says } from '../support/chromium';
import { ServedApplications } from '../support/served-applications';
import { developmentObjects } from '../support/whole-program';

jest.setTimeout(120_000);

/** What the text does by `kubectl port-forward`. */
const NOTEBOOK_SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'notebook', namespace: 'jupyter' },
  spec: { type: 'NodePort', selector: { run: 'jupyter' }, ports: [{ port: 80, targetPort: 8888 }] },
};

/** Browsers know by themselves that names below `localhost` are this machine. */
const host = (name: string): string => `${name}.localhost`;

/** Applications of development behind the ingress controller, under names of their own. */
const BEHIND_INGRESS = developmentObjects({
  'kuar-mysql': {},
  ghost: { host: host('blog'), url: 'http://blog.localhost' },
  'kuar-mongo': {},
  // Later ones let no client make a class.
  parse: { host: host('parse'), applicationId: 'our-app', parseImage: 'parseplatform/parse-server:5.6.0' },
  jupyter: { host: host('notebooks') },
  helloflask: { host: host('hello') },
  'flask-redis': { username: 'team', env: 'dev', host: host('entries') },
  sleepy: { host: host('sleepy') },
});

describeWithChromium('pages behind an ingress controller, in a browser', (browser) => {
  let app: ServedApplications;

  beforeAll(async () => {
    app = await ServedApplications.start([...builtLesson(jupyter).manifests, NOTEBOOK_SERVICE, ...BEHIND_INGRESS]);
  });

  afterAll(() => app.stop());

  /** Opens a path at a host that an Ingress names. */
  function at(name: string, path = '/'): Promise<Page> {
    const { port } = new URL(app.url('projectcontour/envoy'));
    return browser.open(`http://${host(name)}:${port}${path}`);
  }

  /** Calls an API from a page: its status and its JSON. */
  const call = (page: Page, method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
    page.evaluate(
      async (request) => {
        const response = await fetch(request.path, request);
        return { status: response.status, json: (await response.json()) as unknown };
      },
      { method, path, headers, ...(body === undefined ? {} : { body }) },
    );

  test('the blog of Ghost leads to its posts and back', async () => {
    const page = await at('blog');
    await page.getByRole('link', { name: 'Welcome to Ghost' }).click();
    expect(new URL(page.url()).pathname).toBe('/welcome/');
    await says(page, 'article', 'This is the first post');
    await page.getByRole('link', { name: 'Ghost', exact: true }).click();
    expect(new URL(page.url()).pathname).toBe('/');
    await says(await at('blog', '/welcome'), 'article', 'This is the first post');
    await says(await at('blog', '/ghost/'), 'h1', 'Welcome to Ghost.');
  });

  test('the notebook server asks for the token of its log, and then shows its files', async () => {
    const [pod = ''] = app.podNames('jupyter', 'jupyter');
    const [, token = ''] = /\?token=([0-9a-f]{48})/.exec(app.log(pod, 'jupyter')) ?? [];
    const page = await browser.open(app.url('jupyter/notebook', '/tree/work'));
    await page.getByLabel('Password or token').fill('wrong');
    await page.getByRole('button', { name: 'Log in' }).click();
    await says(page, '.error', 'Invalid credentials');
    expect(browser.takeProblems()).toEqual([expect.stringContaining('401')]);
    await page.getByLabel('Password or token').fill(token);
    await page.keyboard.press('Enter');
    await says(page, '#path', '/work');
    const direct = await browser.open(app.url('jupyter/notebook', `/?token=${token}`));
    await direct.getByRole('link', { name: 'work/' }).click();
    await says(direct, '#path', '/work');
  });

  test('a notebook server with a token of its own says nothing of it', async () => {
    const secret = app.client.get('secrets', 'here-jupyter', 'jupyter');
    const token = Buffer.from(secret?.data?.['token'] ?? '', 'base64').toString();
    const [pod = ''] = app.podNames('jupyter', 'here-jupyter');
    expect(app.log(pod, 'here-jupyter')).not.toContain(token);
    const page = await at('notebooks');
    expect(page.url()).toContain('/login?next=%2Ftree');
    await page.getByLabel('Password or token').fill(token);
    await page.keyboard.press('Enter');
    await says(page, 'h2', 'Files in /');
  });

  test('parse-server keeps objects for who names its application', async () => {
    const page = await at('parse', '/parse/health');
    await says(page, 'body', '{"status":"ok"}');
    const mine = { 'X-Parse-Application-Id': 'our-app', 'Content-Type': 'application/json' };
    const created = await call(page, 'POST', '/parse/classes/Score', mine, '{"player":"Ada","points":7}');
    expect(created).toMatchObject({ status: 201, json: { objectId: expect.any(String) as string } });
    const found = await call(page, 'GET', '/parse/classes/Score', mine);
    expect(found).toMatchObject({ status: 200, json: { results: [{ player: 'Ada', points: 7 }] } });
    const other = { 'X-Parse-Application-Id': 'my-app-id' };
    expect(await call(page, 'GET', '/parse/classes/Score', other)).toMatchObject({ status: 403 });
    expect(browser.takeProblems()).toEqual([expect.stringContaining('403')]);
  });

  test('the Flask programs answer at their paths', async () => {
    await says(await at('hello', '/hello-service'), 'body', 'Hello world');
    const page = await at('entries');
    await says(page, 'body', '"redis":"team-dev-redis-service"');
    const json = { 'Content-Type': 'application/json' };
    await call(page, 'PUT', '/entries/colour', json, '{"value":"blue"}');
    await says(await at('entries', '/entries/colour'), 'body', '"value":"blue"');
  });

  test('sleepy-server says hello from its Pod', async () => {
    const [pod = ''] = app.podNames('sleepy', 'here-sleepy');
    await says(await at('sleepy'), 'body', `${pod} - Getting a little sleepy...`);
  });
});
