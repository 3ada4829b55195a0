/** A difference that is right: what is taken out of both sides before they are compared, and why. */
export interface RightDifference {
  readonly reason: string;
  readonly pattern: RegExp;
  readonly replacement: string;
}

/** Letters and digits of random suffixes. Source: Kubernetes 1.36, apimachinery, util/rand `alphanums`. */
const SAFE = '[bcdfghjklmnpqrstvwxz2456789]';

/** What is right to differ: the recording cluster's runtime is a stand-in. */
export const rightDifferences: readonly RightDifference[] = [
  {
    reason: 'the kubelets of the recording tell no events',
    pattern: /^ +(?:Normal|Warning) +\S+ +(?:\S+|\S+ \(x\d+ over \S+\)) +kubelet +.*\n?/gm,
    replacement: '',
  },
  {
    reason: 'the kubelets of the recording tell no events',
    pattern:
      /^\S+ +(?:Normal|Warning) +(?:Pulling|Pulled|Created|Started|Killing|BackOff|Failed|FailedMount|Unhealthy) +pod\/.*\n?/gm,
    replacement: '',
  },
  {
    reason: 'the stand-in runtime names containers its own way',
    pattern: /(Container ID: +).*/g,
    replacement: '$1<container>',
  },
  {
    reason: 'the stand-in runtime names containers its own way',
    pattern: /(containerID: +)\S+/g,
    replacement: '$1<container>',
  },
  {
    reason: 'the stand-in runtime names containers its own way',
    pattern: /("containerID":")[^"]+/g,
    replacement: '$1<container>',
  },
  {
    reason: 'rollout status tells every write of a status, and their number is not fixed',
    pattern: /^(Waiting for .*\n)(?:\1)+/gm,
    replacement: '$1',
  },
  { reason: 'the stand-in runtime has no registry', pattern: /(Image ID: +).*/g, replacement: '$1<image>' },
  { reason: 'the stand-in runtime has no registry', pattern: /(imageID: +).*/g, replacement: '$1<image>' },
  {
    reason: 'the recording server is a build from a distribution with a ConfigMap of its own',
    pattern: /^\S*openshift-service-ca\.crt .*\n?/gm,
    replacement: '',
  },
  {
    reason: 'the recording server is a build from a distribution with a controller of its own',
    pattern: /^system:controller:service-ca-cert-publisher .*\n?/gm,
    replacement: '',
  },
  {
    reason: 'the recording server is a build from a distribution',
    pattern: /^( +"(?:gitCommit|goVersion)": ).*/gm,
    replacement: '$1<build>,',
  },
  {
    reason: 'the recording server is a build from a distribution',
    pattern: /^( +(?:gitCommit|goVersion): ).*/gm,
    replacement: '$1<build>',
  },
  {
    reason: 'the registry has another patch version of kubectl',
    pattern: /^(Client Version: v1\.36|clientVersion:[^]*?gitVersion: v1\.36)\.\d+/gm,
    replacement: '$1.<patch>',
  },
  {
    reason:
      'the nodes of the recording are hollow: no huge pages, no identity, and nobody gives them addresses for Pods',
    pattern:
      /^ +hugepages-\S+ .*\n|"hugepages-\w+":"0",|(?<=^ +(?:Machine ID|System UUID|Boot ID):).*|^PodCIDRs?:.*\n/gm,
    replacement: '',
  },
  {
    reason: 'made by chance for the recording',
    pattern: /(?<=^ {2}(?:bytes\.bin|kuard\.crt|kuard\.key): |tls\.(?:crt|key): +).*/gm,
    replacement: '<bytes>',
  },
  {
    reason: 'the recording had another time of the day',
    pattern: /^\d\d:\d\d:\d\d$/gm,
    replacement: '<time>',
  },
  {
    reason: 'the recording server listens at another port',
    pattern: /^(kubernetes .*)\b(?:7443|6443)\b/gm,
    replacement: '$1<port>',
  },
  {
    reason: 'the recorded administrator has another certificate',
    pattern: /X509SHA256=[0-9a-f]{64}/g,
    replacement: 'X509SHA256=<hash>',
  },
];

const variable: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uid>'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '<time>'],
  [/\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000/g, '<time>'],
  [/\b(?:10\.\d+|192\.0\.2|172\.18)(?:\.\d+){1,2}\b/g, '<ip>'],
  [/resourceVersion: "\d+"/g, 'resourceVersion: "<rv>"'],
  [/\b3[0-2]\d{3}(\/TCP|\/UDP)/g, '<port>$1'],
  [/(nodePort: )3[0-2]\d{3}\b/g, '$1<port>'],
  [/\bhollow-\d\b/g, '<node>'],
  [new RegExp(`-${SAFE}{5}\\b(?!-)`, 'g'), '-<suffix>'],
  // Ages and durations that stand alone, and counts of events.
  [/(?<=^|\s|\()(?:\d+y)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+(?:\.\d+)?s)?(?<=[a-z0-9][ydhms])(?=$|\s|\))/gm, '<age>'],
  [/<age> \(x\d+ over <age>\)/g, '<age>'],
  [/<invalid>/g, '<age>'],
  [/^(real|user|sys)\t.*/gm, '$1'],
  [/\/tmp\/[A-Za-z0-9._/-]+|HOME\/\.kube\/config/g, 'TMPDIR'],
  [/\bexample-cron-\d{8}\b/g, 'example-cron-<minute>'],
  [/TMPDIR\S*/g, 'TMPDIR'],
  [/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT'],
  [/^[EW]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ /gm, '<log> '],
];

/** A text without what varies from run to run, and without what is right to differ. Columns lose their widths. */
export function normalForm(text: string): string {
  let result = text;
  for (const { pattern, replacement } of rightDifferences) result = result.replace(pattern, replacement);
  for (const [pattern, replacement] of variable) result = result.replace(pattern, replacement);
  return result
    .replace(/(\S) {2,}/g, '$1  ')
    .replace(/-{3,}/g, '---')
    .trimEnd();
}

/** Whether two normal forms are the same, or the same but for the order of lines with drawn names. */
export function isSame(expected: string, actual: string): boolean {
  if (expected === actual) return true;
  if (!/<suffix>|<age>/.test(expected)) return false;
  const sorted = (text: string): string => text.split('\n').sort().join('\n');
  return sorted(expected) === sorted(actual);
}
