/** What is different in every run, and is replaced in what kubectl said. */
export interface Varying {
  /** Folder of the commands. */
  readonly folder: string;
  /** Names that the server completed, with what they were made from. */
  readonly generated: ReadonlyMap<string, string>;
}

/** Virtual time begins so long ago that kubectl, which reads its own clock, counts in years. */
const AGE_BY_KUBECTL = /\b[1-9]\dy\b/g;

/** Where kubectl shows such ages in a table, the columns are as wide as they are. */
const HEAD_OF_AGES = /^ *(?:LAST SEEN|Type +Reason +Age|Namespace +Name +CPU Requests)\b/;

const REPLACED: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>'],
  [/(resourceVersion\\*"?: ?\\*")\d+(?=\\*")/gi, '$1<revision>'],
  [/(Resource ?Version: +)\d+/g, '$1<revision>'],
  [/(\bResourceVersion:)"\d+"/g, '$1"<revision>"'],
  [/https:\/\/127\.0\.0\.1:\d+/g, 'https://127.0.0.1:<port>'],
  [/\b127\.0\.0\.1:\d+/g, '127.0.0.1:<port>'],
  [/\/tmp\/(LIVE|MERGED)-\d+/g, '<$1>'],
  [/\b(LIVE|MERGED)-\d+/g, '<$1>'],
  [/^((?:---|\+\+\+) \S+)\t.*$/gm, '$1\t<time>'],
  [/\b(kube-api-access|node-debugger-[\w-]+)-[a-z0-9]{5}\b/g, '$1-xxxxx'],
  [/\b(containerd:\/\/|X509SHA256=)[0-9a-f]{64}/g, '$1<checksum>'],
  [/(Machine ID: +)[0-9a-f]{32}/g, '$1<id>'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, '<token>'],
  [/(caBundle|certificate-authority-data|client-certificate-data|client-key-data): \S{60,}/g, '$1: <data>'],
  [/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g, '<certificate>'],
];

/** `text` without what kubectl's clock says, and without the blanks that depend on it. */
function withoutAges(text: string): string {
  if (text.search(AGE_BY_KUBECTL) < 0) return text;
  let isHead = false;
  const lines = text.split('\n').map((line) => {
    const isRule = isHead && /^[ -]+$/.test(line);
    isHead = HEAD_OF_AGES.test(line);
    const isRow = line.search(AGE_BY_KUBECTL) >= 0;
    const narrow = isHead || isRule || isRow ? line.replace(/(\S) {2,}/g, '$1  ') : line;
    return (isRule ? narrow.replace(/-+/g, '----') : narrow).replace(AGE_BY_KUBECTL, '<age>');
  });
  return lines.join('\n');
}

/** What is left of `text` when all that varies is named instead. */
export function normalForm(text: string, { folder, generated }: Varying): string {
  let normal = text.replaceAll(folder, '<folder>');
  for (const [name, pattern] of generated) normal = normal.replaceAll(name, pattern);
  for (const [varying, name] of REPLACED) normal = normal.replace(varying, name);
  return withoutAges(normal);
}
