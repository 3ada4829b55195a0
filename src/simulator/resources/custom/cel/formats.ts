import { isDns1035Label, isDnsLabel, isDnsSubdomain, isLabelValue, isQualifiedName } from '../../../api';
import { hasFormat } from '../formats';
import { parseTimestamp } from './times';
import { CelObject, type CelLibrary, Optional } from './value';

type Judge = (text: string) => readonly string[];

/** A prefix may end in what separates it from the rest. */
const prefix =
  (judge: Judge): Judge =>
  (text) =>
    judge(text.endsWith('-') ? `${text.slice(0, -1)}a` : text);

const judgeBy =
  (isSo: (text: string) => boolean, message: string): Judge =>
  (text) =>
    isSo(text) ? [] : [message];

/** Source: Kubernetes 1.36, apiserver/pkg/cel/library/format.go `ConstantFormats`. */
const NAMED: Readonly<Record<string, Judge>> = {
  dns1123Label: isDnsLabel,
  dns1123Subdomain: isDnsSubdomain,
  dns1035Label: isDns1035Label,
  qualifiedName: isQualifiedName,
  dns1123LabelPrefix: prefix(isDnsLabel),
  dns1123SubdomainPrefix: prefix(isDnsSubdomain),
  dns1035LabelPrefix: prefix(isDns1035Label),
  labelValue: isLabelValue,
  uri: judgeBy((text) => /^(?:\/|[A-Za-z][A-Za-z0-9+.-]*:)\S*$/.test(text), 'invalid URI'),
  uuid: judgeBy((text) => hasFormat('uuid', text), 'does not match the UUID format'),
  byte: judgeBy(
    (text) => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text),
    'invalid base64',
  ),
  date: judgeBy((text) => parseTimestamp(`${text}T00:00:00Z`) !== undefined, 'invalid date'),
  datetime: judgeBy((text) => parseTimestamp(text) !== undefined, 'invalid datetime'),
};

/** A format that texts can be held to. */
class CelFormat extends CelObject {
  readonly type = 'kubernetes.NamedFormat';
  readonly order = undefined;

  constructor(
    readonly name: string,
    readonly judge: Judge,
  ) {
    super();
  }

  override toString(): string {
    return this.name;
  }
}

/** Formats by name; `validate` answers with what is wrong, or nothing. */
export const FORMATS: CelLibrary = {
  ...Object.fromEntries(
    Object.entries(NAMED).map(([name, judge]) => [`format.${name}`, () => new CelFormat(name, judge)]),
  ),
  'format.named': (name) => {
    if (typeof name !== 'string') return undefined;
    const judge = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
    return new Optional(judge === undefined ? undefined : new CelFormat(name, judge));
  },
  validate: (format, text) => {
    if (!(format instanceof CelFormat) || typeof text !== 'string') return undefined;
    const problems = format.judge(text);
    return new Optional(problems.length === 0 ? undefined : problems);
  },
};
