import type { ParameterValue } from '../../constructs';
import { suggestion } from '../nearest';
import { ReleaseError } from './release-error';

/** Values by parameter name; a name without a value is known and left open. */
export type PlaceholderValues = Readonly<Record<string, ParameterValue | undefined>>;

/** `{{name}}` or `{{name.requests.cpu}}`: no blanks and no leading dot, which other template languages have. */
const PLACEHOLDER = /\{\{([A-Za-z_][\w-]*(?:\.[\w-]+)*)\}\}/g;
const ONLY_PLACEHOLDER = new RegExp(`^${PLACEHOLDER.source}$`);

/** Stands for what is left out because its parameter has no value. */
const LEFT_OUT = Symbol('left out');

const fieldOf = (parent: string, key: string | number): string =>
  typeof key === 'number' ? `${parent}[${key}]` : parent === '' ? key : `${parent}.${key}`;

/** Parameter name of a placeholder's path. */
const rootOf = (path: string): string => path.split('.')[0] as string;

function valueAt(place: string, field: string, path: string, values: PlaceholderValues): ParameterValue | undefined {
  const [root, ...rest] = path.split('.') as [string, ...string[]];
  if (!Object.hasOwn(values, root)) {
    throw new ReleaseError(
      `${place}: ${field}: unknown placeholder '{{${path}}}'${suggestion(root, Object.keys(values))}`,
    );
  }
  return rest.reduce<ParameterValue | undefined>(
    (value, key) => (value as Readonly<Record<string, ParameterValue>> | undefined)?.[key],
    values[root],
  );
}

function filledText(place: string, field: string, text: string, values: PlaceholderValues): string {
  if (!text.includes('{{')) return text;
  return text.replace(PLACEHOLDER, (_match, path: string) => {
    const value = valueAt(place, field, path, values);
    if (value !== undefined) return String(value);
    throw new ReleaseError(
      `${place}: ${field}: '{{${path}}}' stands inside text and needs a value: give parameter '${rootOf(path)}' one`,
    );
  });
}

function filled(place: string, field: string, template: unknown, values: PlaceholderValues): unknown {
  if (typeof template === 'string') {
    const path = ONLY_PLACEHOLDER.exec(template)?.[1];
    if (path === undefined) return filledText(place, field, template, values);
    return valueAt(place, field, path, values) ?? LEFT_OUT;
  }
  if (typeof template !== 'object' || template === null) return template;
  if (Array.isArray(template)) {
    return template.map((item: unknown, index) => {
      const value = filled(place, fieldOf(field, index), item, values);
      if (value !== LEFT_OUT) return value;
      throw new ReleaseError(`${place}: ${fieldOf(field, index)}: an entry of a list needs a value for ${String(item)}`);
    });
  }
  return Object.fromEntries(
    Object.entries(template)
      .map(([key, item]): [string, unknown] => [
        filledText(place, fieldOf(field, key), key, values),
        filled(place, fieldOf(field, key), item, values),
      ])
      .filter(([, value]) => value !== LEFT_OUT),
  );
}

/**
 * Puts values in the place of the placeholders of `template`: a scalar that is only a placeholder gets the value with
 * its type, inside text stands the text of the value, and a map entry whose parameter has no value is left out.
 *
 * `place` names the file in messages.
 *
 * @throws ReleaseError for placeholders that are no key of `values`, with the nearest one, and for open ones in text
 * and in lists.
 */
export function fillIn<Template>(place: string, template: Template, values: PlaceholderValues): Template {
  const value = filled(place, '', template, values);
  return (value === LEFT_OUT ? undefined : value) as Template;
}

/** Every text in `value`, keys of maps included, with the field it stands in. */
export function textsIn(value: unknown, field = ''): { readonly field: string; readonly text: string }[] {
  if (typeof value === 'string') return [{ field, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, fieldOf(field, index)));
  return Object.entries(value).flatMap(([key, item]) => [
    { field: fieldOf(field, key), text: key },
    ...textsIn(item, fieldOf(field, key)),
  ]);
}

/** Names of the parameters that `value` has placeholders of. */
export function parametersIn(value: unknown): Set<string> {
  return new Set(
    textsIn(value).flatMap(({ text }) => [...text.matchAll(PLACEHOLDER)].map(([, path]) => rootOf(path as string))),
  );
}
