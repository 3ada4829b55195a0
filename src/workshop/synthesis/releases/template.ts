import { ApiObject, App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Component, conditionsOf, placeholder, placeholdersFor, RequiredSecret, setContext } from '../../constructs';
import type { StackDefinition } from '../../stacks/stack';
import { inOrder } from '../construct-order';
import type { SynthesizedObject } from '../object-set';
import { SelectionError } from '../program';
import { describeSource } from '../source-map';
import { namespaceOf, surroundingsOf } from '../surroundings';
import { walk } from '../walk';
import { toYaml } from '../yaml';
import { fillIn, textsIn } from './placeholders';
import { releasedParameters } from './released-parameter';
import { toReleasedSecret } from './released-secret';
import {
  DESCRIPTION_FILE,
  type ReleaseDefaults,
  type ReleaseDescription,
  type ReleasedFile,
  type ReleasedSecret,
  RESERVED_NAMES,
} from './release-description';
import { ReleaseError } from './release-error';
import { templatePaths } from './template-files';

/** Scope that stands for the environment while a template is made; it is cut off all paths. */
const SCOPE = 'template';
const ENVIRONMENT = placeholder('environment');

const pathBelowScope = (construct: string): string => construct.slice(SCOPE.length + 1);

const componentOf = (construct: Construct): string | undefined =>
  construct.node.scopes.findLast((scope): scope is Component => scope instanceof Component)?.folder;

/** A copy in which tokens, which only cdk8s knows, are the text they resolve to. */
function resolved(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(resolved);
  const token = value as { readonly resolve?: () => unknown };
  if (typeof token.resolve === 'function') return token.resolve();
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item)]));
}

/** Refuses what could not be filled in as the code would have it. */
function requireFillable(place: string, content: object, parameters: readonly string[]): void {
  for (const { field, text } of textsIn(content)) {
    if (!text.includes('[object Object]')) continue;
    throw new ReleaseError(`${place}: ${field}: only text parameters may stand inside text, got '${text}'`);
  }
  fillIn(place, content, Object.fromEntries([...parameters, ...RESERVED_NAMES].map((name) => [name, name])));
}

/** The files of a release, by path below its folder: `release.yaml` and the templates. */
export type TemplateFiles = ReadonlyMap<string, string>;

/**
 * Builds the production form of `stack` with a placeholder for every value and for the environment's name; `defaults`
 * replace those of the code. The namespace itself and the labels of ownership are added when a release is rendered.
 *
 * @throws ReleaseError when the form cannot be a template, SelectionError for unknown or wrong `defaults`.
 */
export function makeTemplate(stack: StackDefinition, version: string, defaults: ReleaseDefaults = {}): TemplateFiles {
  const { production } = stack;
  if (production === undefined) {
    throw new SelectionError(`stack ${stack.id} has no production form: there is nothing to release`);
  }
  const parameters = releasedParameters(stack.id, production.parameters, defaults);
  const names = Object.keys(parameters);
  const around = new Construct(new App(), SCOPE);
  setContext(around, { secrets: 'reference' });
  const chart = new Chart(around, stack.id, { namespace: namespaceOf(ENVIRONMENT, stack.id) });
  production.build(chart, placeholdersFor(production.parameters) as never, surroundingsOf(ENVIRONMENT, stack.id));

  const { objects } = walk(chart);
  const paths = templatePaths(stack, objects);
  const templates = new Map<string, string>();
  const contents: (ReleasedFile | ReleasedSecret)[] = [];
  // The walk takes the constructs in the same order, so that each ApiObject meets the manifest made of it.
  const inTurn = objects.values();
  for (const construct of inOrder(chart) as Construct[]) {
    const conditions = conditionsOf(construct);
    const when = conditions.length === 0 ? undefined : conditions;
    const component = componentOf(construct);
    if (construct instanceof RequiredSecret) {
      const source = describeSource(construct.madeAt);
      const path = pathBelowScope(construct.node.path);
      contents.push({ ...toReleasedSecret(construct), construct: path, component, source, when });
    }
    if (!(construct instanceof ApiObject)) continue;
    const object = inTurn.next().value as SynthesizedObject;
    const file = paths.get(object) as string;
    requireFillable(file, object.manifest, names);
    templates.set(file, toYaml(object.manifest));
    const { program, source } = object;
    contents.push({ file, construct: pathBelowScope(object.construct), component, source, when, program });
  }
  const description = resolved({ stack: stack.id, version, parameters, contents }) as ReleaseDescription;
  requireFillable(DESCRIPTION_FILE, description.contents, names);
  const { parameters: described, contents: listed } = description;
  const text = toYaml({ stack: stack.id, version }) + toYaml({ parameters: described }) + toYaml({ contents: listed });
  return new Map([[DESCRIPTION_FILE, text], ...templates]);
}
