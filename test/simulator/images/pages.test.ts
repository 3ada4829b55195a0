import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as pages from '../../../src/simulator/images/pages.generated';
import { ROOT } from '../../support/source-files';

test('the embedded pages are those of the files', () => {
  const check = (): unknown => execFileSync(process.execPath, [join(ROOT, 'scripts/embed-pages.mjs'), '--check']);
  expect(check).not.toThrow();
});

describe.each(Object.entries(pages))('the page %s', (_name, page) => {
  test('is a whole document that names its language, its title and its icon, and fits a small screen', () => {
    expect(page).toMatch(/^<!doctype html>\n<html lang="en"/);
    expect(page).toMatch(/<title>[^<]+<\/title>/);
    expect(page).toMatch(/<link\s+rel="icon"\s+href="data:/);
    expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1" />');
  });

  test('asks no other server for anything', () => {
    const addresses = page.replaceAll('http://www.w3.org/2000/svg', '');
    expect(addresses).not.toMatch(/https?:\/\/|src="|@import|url\(/);
  });
});
