import { missingRules, type PolicyRule } from '../../api';
import { type Fields, textsAt } from '../../resources/fields';
import type { UserInfo } from '../../resources/resource';
import { missingRoleText, type RbacAuthorizer, type RoleReference } from './rbac';

const policyRuleOf = (rule: Fields): PolicyRule => ({
  verbs: textsAt(rule, 'verbs'),
  apiGroups: textsAt(rule, 'apiGroups'),
  resources: textsAt(rule, 'resources'),
  resourceNames: textsAt(rule, 'resourceNames'),
  nonResourceURLs: textsAt(rule, 'nonResourceURLs'),
});

/** Takes the verbs of rules about the same resource together. Source: Kubernetes 1.36, pkg/registry/rbac/validation. */
function compactRules(rules: readonly PolicyRule[]): readonly PolicyRule[] {
  const compacted = new Map<string, PolicyRule>();
  for (const rule of rules) {
    const { verbs, ...about } = rule;
    const isAboutPath = rule.nonResourceURLs !== undefined;
    const key = JSON.stringify(isAboutPath ? rule : about);
    const others = isAboutPath ? undefined : compacted.get(key);
    compacted.set(key, others === undefined ? rule : { ...about, verbs: [...others.verbs, ...verbs] });
  }
  return [...compacted.values()];
}

/** Texts as Go prints them with `%q`: `["get" "list"]`. */
const quoted = (texts: readonly string[]): string => `[${texts.map((text) => JSON.stringify(text)).join(' ')}]`;

/** `{APIGroups:[""], Resources:["pods"], Verbs:["get"]}`. Source: pkg/apis/rbac/v1/evaluation_helpers.go `CompactString`. */
function ruleText({ apiGroups, resources, nonResourceURLs, resourceNames, verbs }: PolicyRule): string {
  const fields = Object.entries({
    APIGroups: apiGroups,
    Resources: resources,
    NonResourceURLs: nonResourceURLs,
    ResourceNames: resourceNames,
    Verbs: verbs,
  });
  const parts = fields.flatMap(([name, texts]) => (texts === undefined ? [] : [`${name}:${quoted(texts)}`]));
  return `{${parts.join(', ')}}`;
}

/** What keeps the rights of a user from being known, as Go prints a list of errors. */
function resolutionText(missing: readonly RoleReference[]): string {
  if (missing.length === 0) return '';
  // These are asked of the storage, which says the plural of what it does not find; authorization does not.
  const texts = [...new Set(missing.map(({ kind, name }) => missingRoleText({ kind: `${kind}s`, name })))];
  return `; resolution errors: [${texts.length === 1 ? texts.join('') : `[${texts.join(', ')}]`}]`;
}

/**
 * Why a user cannot give `rules` in a namespace, '' for everywhere: nobody gives what they do not have. Undefined when
 * they have them all.
 *
 * Source: Kubernetes 1.36, pkg/registry/rbac/validation/rule.go `ConfirmNoEscalation`.
 */
export function escalationText(
  authorizer: RbacAuthorizer,
  user: UserInfo,
  namespace: string,
  rules: readonly Fields[],
): string | undefined {
  const missingRoles: RoleReference[] = [];
  const own = [...authorizer.rules(user, namespace, missingRoles)].map(({ rule }) => policyRuleOf(rule));
  const missing = missingRules(own, rules.map(policyRuleOf));
  if (missing.length === 0) return undefined;
  const texts = [...new Set(compactRules(missing).map(ruleText))].sort();
  const who = `user ${JSON.stringify(user.username)} (groups=${quoted(user.groups)})`;
  const what = `is attempting to grant RBAC permissions not currently held:\n${texts.join('\n')}`;
  return `${who} ${what}${resolutionText(missingRoles)}`;
}
