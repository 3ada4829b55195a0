/**
 * A script for lessons: types lines at the prompt of a program, as somebody at a terminal does, and prints what is shown
 * there. `bash at-prompt.sh 'kubectl exec -it mongo-0 -- mongo' 'rs.status()'`; `exit` is typed at last.
 */
export const AT_PROMPT = `{ for line in "\${@:2}" exit; do sleep 0.2; echo "$line"; done; } |
  script -qec "$1" /dev/null | tr '\\r' '\\n' | sed 's/\\x1b.*//' | grep -v '^$'
`;
