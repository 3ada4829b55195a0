import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';

/** `none` says that there is none to be had. */
const PROGRAM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Without its own conversations with the world; and as root, for whom it has no sandbox. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--disable-background-networking',
  '--disable-component-update',
];

/** How long a page may take to show something. */
const PATIENCE_MS = 15_000;

/** Browsers look for it beside what is no page of ours, too. */
const isIcon = (url: string): boolean => url.endsWith('/favicon.ico');

/**
 * A browser that opens pages for one test after the other, each with cookies of its own. It notes what a user would find
 * in the console: errors, answers of failure, and requests to others than the hosts that were opened.
 */
export class Chromium {
  private browser: Browser | undefined;
  private context: BrowserContext | undefined;
  private readonly hosts = new Set<string>();
  private found: string[] = [];

  /** What was wrong since it was asked last. */
  takeProblems(): readonly string[] {
    const { found } = this;
    this.found = [];
    return found;
  }

  /** Opens a page beside the others. */
  async open(url: string): Promise<Page> {
    this.hosts.add(new URL(url).host);
    const page = await (await this.ownContext()).newPage();
    await page.goto(url);
    return page;
  }

  /** Starts it before the first test. */
  async start(): Promise<void> {
    this.browser = await chromium.launch({ executablePath: PROGRAM, args: FLAGS });
  }

  /** Closes all pages and forgets their cookies; what goes wrong while they close is nobody's fault. */
  async leave(): Promise<void> {
    await this.context?.close();
    this.context = undefined;
    this.found = [];
    this.hosts.clear();
  }

  async stop(): Promise<void> {
    await this.browser?.close();
  }

  private async ownContext(): Promise<BrowserContext> {
    if (this.browser === undefined) throw new Error('it is not started yet');
    // The certificate is that of the simulator.
    this.context ??= this.watched(await this.browser.newContext({ ignoreHTTPSErrors: true }));
    return this.context;
  }

  private watched(context: BrowserContext): BrowserContext {
    context.setDefaultTimeout(PATIENCE_MS);
    context.on('weberror', (error) => this.found.push(error.error().message));
    context.on('console', (message) => {
      const { url } = message.location();
      if (message.type() === 'error' && !isIcon(url)) this.found.push(`${message.text()} ${url}`);
    });
    context.on('request', (request) => {
      const { protocol, host } = new URL(request.url());
      if (protocol !== 'data:' && !this.hosts.has(host)) this.found.push(`asks ${host}`);
    });
    context.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText;
      // A page that is left ends what it waits for.
      if (reason !== 'net::ERR_ABORTED') this.found.push(`${request.url()}: ${reason}`);
    });
    return context;
  }
}

/**
 * A group of tests that open pages in a real Chromium: that of CHROMIUM, or Debian's. After each test nothing may be wrong
 * that it has not taken. Where there is none, one test says that no page was opened.
 *
 * @throws Error where CI=true and there is no Chromium: there it may only be missing when CHROMIUM=none says so.
 */
export function describeWithChromium(name: string, tests: (browser: Chromium) => void): void {
  describe(name, () => {
    if (existsSync(PROGRAM)) {
      const browser = new Chromium();
      beforeAll(() => browser.start());
      afterAll(() => browser.stop());
      afterEach(async () => {
        const problems = browser.takeProblems();
        await browser.leave();
        expect(problems).toEqual([]);
      });
      tests(browser);
      return;
    }
    if (process.env['CI'] === 'true' && PROGRAM !== 'none')
      throw new Error(`CI needs Chromium at ${PROGRAM}: node scripts/get-chromium.mjs`);
    test('no page is opened: there is no Chromium on this machine', () => {
      expect(existsSync(PROGRAM)).toBe(false);
    });
  });
}

/** Waits until something on a page says `text`. Throws, with what it says instead, when it does not. */
export async function says(page: Page, selector: string, text: string | RegExp): Promise<Locator> {
  const place = page.locator(selector).filter({ hasText: text });
  try {
    await place.first().waitFor();
  } catch {
    const shown = await page.locator(selector).allInnerTexts();
    throw new Error(`${selector} does not say ${String(text)}, but ${JSON.stringify(shown)}`);
  }
  return place;
}

/** Looks again and again until it sees what is right. Throws, with what it saw last, when that does not come. */
export async function eventually<T>(look: () => Promise<T>, isRight: (seen: T) => boolean): Promise<T> {
  for (const endMs = Date.now() + PATIENCE_MS; ;) {
    const seen = await look();
    if (isRight(seen)) return seen;
    if (Date.now() > endMs) throw new Error(`it stays ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
