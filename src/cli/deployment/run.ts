import type { Redaction } from '../../deploy';
import { type ExitCode, EXIT } from '../exit-code';
import { loadDeploy } from '../load';
import type { Given } from '../options';
import type { Terminal } from '../terminal';
import { masked, maskedTerminal } from './masked-terminal';
import { type DeploymentReport, linesReport, textReport } from './report';

const isInterruption = (error: unknown): boolean =>
  error instanceof Error && (error as { readonly problem?: unknown }).problem === 'interrupted';

/**
 * Carries out a command that says what happens while it goes on. With `-o json` a failure is a line as well. Nothing that
 * `redaction` learns meanwhile is shown.
 *
 * @returns the exit code; 130 when somebody interrupted.
 */
export async function reported(
  given: Given,
  terminal: Terminal,
  work: (report: DeploymentReport, redaction: Redaction) => Promise<ExitCode>,
): Promise<ExitCode> {
  const isJson = given.text('output') === 'json';
  const redaction = new (loadDeploy().Redaction)();
  const shown = maskedTerminal(terminal, redaction);
  const report = isJson ? linesReport(shown) : textReport(shown);
  try {
    return await work(report, redaction);
  } catch (thrown) {
    const error = masked(thrown, redaction);
    if (error instanceof Error && isInterruption(error)) {
      report.failure(error);
      return EXIT.interrupted;
    }
    if (!isJson || !(error instanceof Error)) throw error;
    report.failure(error);
    return /^(UsageError|ClusterError|MissingSecretsError|SecretSourceError|RefusedError)$/.test(error.name)
      ? EXIT.usage
      : EXIT.wrong;
  }
}
