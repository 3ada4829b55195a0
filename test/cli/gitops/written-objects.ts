import { parseAllDocuments } from 'yaml';
import { type Outcome, runCli } from '../run-cli';

/** A repository that nobody asks. */
export const REPO = 'https://git.example.com/team/deploy.git';

/** An object for Argo CD or Flux, as far as tests look at it. */
export interface WrittenObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
  };
  readonly spec: Readonly<Record<string, unknown>>;
}

/** Objects of YAML as it was written. */
export const objectsIn = (text: string): WrittenObject[] =>
  parseAllDocuments(text).map((document) => document.toJS() as WrittenObject);

/** Runs `workshop gitops TOOL` for the repository. */
export const gitops = (tool: string, ...words: readonly string[]): Promise<Outcome> =>
  runCli(['gitops', tool, '--repo', REPO, ...(tool === 'flux' ? ['--revision', 'main'] : []), ...words]);

/** What it writes. Throws when it fails. */
export async function written(tool: string, ...words: readonly string[]): Promise<WrittenObject[]> {
  const { code, out, err } = await gitops(tool, ...words);
  if (code !== 0) throw new Error(err);
  return objectsIn(out);
}

/** The only object of a kind. Throws when there is another number. */
export function theOnly(objects: readonly WrittenObject[], kind: string): WrittenObject {
  const [found, ...others] = objects.filter((each) => each.kind === kind);
  if (found === undefined || others.length > 0) throw new Error(`${others.length + 1} objects of kind ${kind}`);
  return found;
}
