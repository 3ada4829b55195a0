import type { FileLayer } from '../process';
import { curlLayer, debianBaseLayer, dnsLayer, pingLayer, procpsLayer, programOf, wgetLayer } from './tools';
import { allTools } from './tools/all-tools';

/** What people who log in to a machine use beside the packages above. */
const MORE = ['ip', 'less', 'nc', 'telnet', 'vi'];

const moreTools: FileLayer = Object.fromEntries(
  Object.entries(allTools)
    .filter(([name]) => MORE.includes(name))
    .map(([name, tool]) => [`/usr/bin/${name}`, { type: 'program', program: programOf(tool, 'gnu') }]),
);

/** What `hostLayers` tells: Debian, on nodes and outside. */
export const hostSoftware: readonly FileLayer[] = [
  debianBaseLayer,
  curlLayer,
  dnsLayer,
  pingLayer,
  procpsLayer,
  wgetLayer,
  moreTools,
];
