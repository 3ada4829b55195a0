/** Recognises secrets written in clear text by the names beside them. */

const WORDS =
  'password|passwd|secret|token(?!i[sz])|master[_-]?key|api[_-]?key|private[_-]?key|access[_-]?key|credential';

const NAME = new RegExp(WORDS, 'i');

/** Names that lead to a secret or speak of it, but are none. */
const ABOUT =
  /(file|path|dir|name|ref|url|length|size|ttl|expiry|expires|enabled|encryption|algorithm|method|type|policy)$/i;

/** Whether what bears this name should be a secret. */
export const isSecretName = (name: string): boolean => NAME.test(name) && !ABOUT.test(name);

/** References, paths, truth values and lookups that come to the secret only at run time. */
const NO_LITERAL =
  /^(\$|\/|%[A-Za-z_]|yes$|no$|true$|false$|null$|none$|undefined$|0$|1$)|process\.env|environ|getenv/i;

/** Whether `value` is the secret itself. */
export const isSecretValue = (value: string): boolean => value.trim() !== '' && !NO_LITERAL.test(value.trim());

/** `password=...`, `"password": "..."`, `-db-password=...`. */
const ASSIGNMENT = new RegExp(
  `(?:^|[^\\w.-])["']?([\\w.-]*(?:${WORDS})[\\w.-]*)["']?[ \\t]*[:=][ \\t]*(["']?)([^\\s"',;&|}]+)`,
  'gi',
);
/** Directives of Redis. */
const DIRECTIVE = /^[ \t]*(requirepass|masterauth)[ \t]+["']?([^\s"']+)/gim;
/** `scheme://user:password@host`. */
const IN_URL = /:\/\/[^\s:@/"']*:([^\s@/"']+)@/g;

/** What no text without a secret has: looked for first, because most texts have none. */
const SUSPICION = new RegExp(`${WORDS}|requirepass|masterauth|://[^/]*@`, 'i');

/** Names of the secrets that `text` (an argument or a configuration file) holds in clear text. */
export function secretsIn(text: string): string[] {
  if (!SUSPICION.test(text)) return [];
  const names = [...text.matchAll(ASSIGNMENT)]
    .filter(([, name = '', quote = '', value = '']) => {
      const isCall = quote === '' && /[([]/.test(value);
      return isSecretName(name) && isSecretValue(value) && !isCall;
    })
    .map(([, name = '']) => name);
  const directives = [...text.matchAll(DIRECTIVE)].filter(([, , value = '']) => isSecretValue(value));
  const urls = [...text.matchAll(IN_URL)].filter(([, value = '']) => isSecretValue(value));
  return [...names, ...directives.map(([, name = '']) => name), ...urls.map(() => 'the password of a URL')];
}
