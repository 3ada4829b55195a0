import { existsSync } from 'node:fs';
import type * as Playwright from 'playwright-core';
import type { BrowserPage, Playing } from '../../lessons';
import { loadLessons } from '../load';

/** Where systems put a Chromium. */
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Nothing is asked of other machines. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-sync',
  '--disable-background-networking',
  '--disable-component-update',
];

/** The browser would end this program with them, and leave a cluster behind. */
const SIGNALS_ARE_OURS = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };

const PATIENCE_MS = 15_000;

/** A browser for the pages of lessons. */
export interface LessonBrowser {
  readonly page: NonNullable<Playing['browser']>;
  readonly close: () => Promise<void>;
}

/** A Chromium of this machine, started when a page is opened first; why there is none as text. */
export function lessonBrowser(): LessonBrowser | string {
  const named = process.env['CHROMIUM'] ?? '';
  const path = (named === '' ? PLACES : [named]).find((place) => existsSync(place));
  if (path === undefined) {
    return named === ''
      ? 'there is no Chromium on this machine: install it, or name it in CHROMIUM'
      : `CHROMIUM names '${named}', which is not there`;
  }
  let playwright: typeof Playwright;
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() would be another module system in tests.
    playwright = require('playwright-core') as typeof playwright;
  } catch {
    return 'pages are opened with the package playwright-core, which is not installed: npm install playwright-core';
  }
  let started: ReturnType<typeof playwright.chromium.launch> | undefined;
  const page: LessonBrowser['page'] = async (stage) => {
    started ??= playwright.chromium.launch({ executablePath: path, args: FLAGS, ...SIGNALS_ARE_OURS });
    const context = await (await started).newContext({ ignoreHTTPSErrors: true });
    context.setDefaultTimeout(PATIENCE_MS);
    const tab = await context.newPage();
    const filled = (text: string): string => loadLessons().filledInAsFarAs(text, stage);
    const shown = async (selector = 'body'): Promise<string> =>
      (await tab.locator(selector).allInnerTexts()).join('\n');
    return {
      open: async (address) => void (await tab.goto(filled(address))),
      click: async (what) => {
        const byText = tab.getByText(filled(what), { exact: true });
        await ((await byText.count()) > 0 ? byText : tab.locator(filled(what))).first().click();
      },
      fill: async (selector, text) => await tab.locator(selector).fill(filled(text)),
      text: shown,
      shows: async (text) => {
        const wanted = typeof text === 'string' ? filled(text) : text;
        for (const endMs = Date.now() + PATIENCE_MS; ;) {
          // A page that another one just replaces cannot be read.
          const seen = await shown().catch(() => '');
          if (typeof wanted === 'string' ? seen.includes(wanted) : wanted.test(seen)) return;
          if (Date.now() > endMs) throw new Error(`the page does not show ${String(wanted)}, but\n${seen}`);
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      },
    } satisfies BrowserPage;
  };
  const close = async (): Promise<void> => {
    // One that has not even started was told of by the step that needed it.
    const running = await started?.catch(() => undefined);
    await running?.close();
  };
  return { page, close };
}
