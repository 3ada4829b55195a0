const QUESTION =
  /^(?:\w+=\S* )*(?:kubectl (?:-n \S+ |--namespace[= ]\S+ |--context[= ]\S+ )?(?:get|describe|logs|top|explain|events|version|cluster-info|api-resources|api-versions|auth (?:can-i|whoami)|rollout (?:history|status)|config (?:view|get-\w+|current-context)|exec \S+ (?:-c \S+ )?-- (?:cat|ls|env|printenv|nslookup|dig|wget|curl|date|hostname|ps|df|mount|redis-cli \S* ?(?:get|info)))\b|curl\b|wget\b|cat\b|ls\b|grep\b|workshop urls\b)/;

const CHANGES = /(?:^|\s)(?:-X|--request|-d|--data|-w|--watch|-f|--follow)\b(?! [\w./-]+\.ya?ml)|>|&\s*$/;

/** Whether lines only ask: who does not see what should be there asks again a little later. */
export function onlyLooks(lines: string): boolean {
  return lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .every((line) => QUESTION.test(line.trim()) && !CHANGES.test(line));
}
