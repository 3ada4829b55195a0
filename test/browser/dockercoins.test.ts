import type { Page } from 'playwright-core';
import { dockercoins } from '../../src/workshop/stacks/dockercoins';
import { builtLesson } from '../support/built-stack';
import { describeWithChromium, eventually } from '../support/chromium';
import { ServedApplications } from '../support/served-applications';
import { developmentObjects } from '../support/whole-program';

jest.setTimeout(60_000);

/** A number that the page shows. */
const numberAt = async (page: Page, id: string): Promise<number> => Number(await page.locator(`#${id}`).innerText());

/** Height of the graph at its newest end: 0 at the bottom, 1 at the top. */
async function newestHeight(page: Page): Promise<number> {
  const path = (await page.locator('#speed').getAttribute('d')) ?? '';
  const [, fromTop = '100'] = /L[\d.]+,(\S+) L[\d.]+,100$/.exec(path) ?? [];
  return 1 - Number(fromTop) / 100;
}

const isUp = (height: number): boolean => height > 0 && height <= 1;

describeWithChromium('the web UI of dockercoins in a browser', (browser) => {
  const lesson = builtLesson(dockercoins, '02-services');
  const scaled = (workerReplicas: number) => developmentObjects({ dockercoins: { nodePort: 31_557, workerReplicas } });
  let app: ServedApplications;

  beforeAll(async () => {
    app = await ServedApplications.start([...lesson.manifests, ...scaled(1)]);
    await app.pass(10);
  });

  afterAll(() => app.stop());

  test('the graph moves with the worker, stops without redis, and goes on when it is back', async () => {
    const page = await browser.open(app.url('default/webui'));
    const hashes = (): Promise<number> => numberAt(page, 'hashes');
    const height = (): Promise<number> => newestHeight(page);
    expect(new URL(page.url()).pathname).toBe('/index.html');
    await eventually(height, isUp);
    const before = await hashes();
    await app.pass(30);
    await eventually(hashes, (shown) => shown > before + 30);

    app.client.delete('apps/deployments', 'default', 'redis');
    await app.pass(60);
    const last = await hashes();
    await page.waitForTimeout(1500);
    expect(await hashes()).toBe(last);

    app.load([lesson.get('Deployment/redis')]);
    await app.pass(20);
    // It has lost what it counted; speeds below zero are none.
    await eventually(hashes, (shown) => shown < last);
    await eventually(height, isUp);
  });

  test('four workers are faster than one, in another namespace and at another port', async () => {
    const page = await browser.open(app.url('here-dockercoins/webui'));
    expect(new URL(page.url()).port).toBe('31557');
    const rate = (): Promise<number> => numberAt(page, 'rate');
    const one = await eventually(rate, (shown) => shown > 0);
    app.load(scaled(4));
    await app.pass(30);
    await eventually(rate, (shown) => shown > 2 * one);
  });
});
