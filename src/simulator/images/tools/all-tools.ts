import { awk } from './awk';
import { byteTools } from './byte-tools';
import { catTools } from './cat-tools';
import { connectionTools } from './connection-tools';
import { curl } from './curl';
import { diskTools } from './disk-tools';
import { echoTools } from './echo-tools';
import { expr } from './expr';
import { fileTools } from './file-tools';
import { find } from './find';
import { grep } from './grep';
import { gzipTools } from './gzip-tools';
import { ls } from './ls';
import { nameTools } from './name-tools';
import { pathTools } from './path-tools';
import { processTools } from './process-tools';
import { sed } from './sed';
import { stress } from './stress';
import { systemTools } from './system-tools';
import { tar } from './tar';
import { textTools } from './text-tools';
import type { Tool } from './tool';
import { vi } from './vi';
import { wget } from './wget';

/** All tools by their names. */
export const allTools: Readonly<Record<string, Tool>> = {
  ...byteTools,
  ...catTools,
  ...connectionTools,
  ...diskTools,
  ...echoTools,
  ...fileTools,
  ...gzipTools,
  ...nameTools,
  ...pathTools,
  ...processTools,
  ...systemTools,
  ...textTools,
  awk,
  curl,
  egrep: grep,
  expr,
  fgrep: grep,
  find,
  grep,
  ls,
  sed,
  stress,
  tar,
  vi,
  wget,
};
