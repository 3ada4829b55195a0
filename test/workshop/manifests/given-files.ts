import { parseAllDocuments } from 'yaml';
import type { LessonValues } from '../../../src/workshop/environments';
import { isObject, type JsonObject } from '../../support/json';
import { readText, textsBelow } from '../../support/workshop-texts';

/** A file of the given manifests. */
export interface GivenFile {
  readonly stack: string;
  /** Path below the folder of the stack. */
  readonly path: string;
  /** Number of YAML documents in it. */
  readonly count: number;
  /** The objects in it, with the placeholders of the texts replaced; none when the file is excepted. */
  readonly objects: readonly JsonObject[];
  /** Why it is not compared. @default - it is */
  readonly excepted: string | undefined;
}

/** Files without a counterpart, by name and with the reason. */
const EXCEPTED: readonly (readonly [RegExp, string])[] = [
  [/\.fragment\.yaml$/, 'a fragment, not an object'],
  [/^dockercoins\/00-compose\//, 'a Compose file'],
  [/^frontend-layout\/helm\//, 'a Helm template and its values'],
  [/^kuard-replicaset\/observed\/kuard-2qmn2\.yaml$/, 'a Pod as a ReplicaSet made it'],
  [/^cluster-system\/coredns-deployment\.yaml$/, 'no user applies it: it comes with the cluster'],
  [/^cluster-system\/kube-dns-service\.yaml$/, 'no user applies it: it comes with the cluster'],
  [/^cluster-system\/kube-proxy-daemonset\.yaml$/, 'no user applies it: it comes with the cluster'],
];

/** What the texts leave to the reader, and the value that stands for it. */
const PLACEHOLDERS: readonly { readonly stack: string; readonly text: string; readonly value: keyof LessonValues }[] = [
  { stack: 'awsme', text: '<REPLACE_WITH_YOUR_OWN_IMAGE>', value: 'awsmeImage' },
  { stack: 'awsme', text: '<REPLACE_WITH_MYSQL_IP>', value: 'awsmeMysqlIp' },
  { stack: 'awsme', text: '<REPLACE_WITH_BACKEND_IP>', value: 'awsmeBackendIp' },
  { stack: 'dockercoins', text: '$USERNAME', value: 'dockerHubUser' },
  { stack: 'flask-redis', text: 'jstubbs', value: 'homeworkUser' },
  { stack: 'helloflask', text: 'jstubbs', value: 'helloFlaskAccount' },
];

function filledIn(stack: string, text: string, values: LessonValues): string {
  return PLACEHOLDERS.filter((placeholder) => placeholder.stack === stack).reduce(
    (filled, { text: placeholder, value }) => filled.replaceAll(placeholder, values[value]),
    text,
  );
}

/** Reads documents as kubectl does: YAML 1.1, where `yes` is true. */
function documentsOf(path: string, text: string): unknown[] {
  return parseAllDocuments(text, { version: '1.1' }).map((document) => {
    if (document.errors.length > 0) throw new Error(`${path}: ${document.errors.join('; ')}`);
    return document.toJS() as unknown;
  });
}

/** Every file of the given manifests, in order. */
export function givenFiles(values: LessonValues): GivenFile[] {
  return textsBelow('manifests').map((name) => {
    const [stack = '', ...rest] = name.split('/');
    const excepted = EXCEPTED.find(([pattern]) => pattern.test(name))?.[1];
    const documents = documentsOf(name, filledIn(stack, readText(`manifests/${name}`), values));
    const objects = excepted === undefined ? documents.filter(isObject) : [];
    return { stack, path: rest.join('/'), count: documents.length, objects, excepted };
  });
}
