import { type ExitCode, EXIT } from '../exit-code';
import type { Given } from '../options';
import type { Terminal } from '../terminal';
import { type DeploymentReport, linesReport, textReport } from './report';

const isInterruption = (error: unknown): boolean =>
  error instanceof Error && (error as { readonly problem?: unknown }).problem === 'interrupted';

/**
 * Carries out a command that says what happens while it goes on. With `-o json` a failure is a line as well.
 *
 * @returns the exit code; 130 when somebody interrupted.
 */
export async function reported(
  given: Given,
  terminal: Terminal,
  work: (report: DeploymentReport) => Promise<ExitCode>,
): Promise<ExitCode> {
  const isJson = given.text('output') === 'json';
  const report = isJson ? linesReport(terminal) : textReport(terminal);
  try {
    return await work(report);
  } catch (error) {
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
