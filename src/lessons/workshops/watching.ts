/**
 * Lines that begin to watch in the background, and wait until the server has begun to tell: what `file` holds from then on
 * misses nothing.
 */
export const watching = (what: string, file: string): string =>
  [
    'rm -f requests.txt',
    `kubectl get ${what} --watch-only -v=6 >${file} 2>requests.txt &`,
    "until grep -qs 'watch=true.*200' requests.txt; do sleep 0.05; done",
  ].join('\n');
