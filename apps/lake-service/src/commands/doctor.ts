import { AnswerIsNo, defineCommand, formatTable, type CommandOutput } from '@assay/cli';
import { FINDING_SEVERITIES, type Finding } from '@assay/schemas';

interface DoctorOptions {
  readonly monitor?: string;
  readonly all?: boolean;
  readonly config?: string;
}

/** `lake-service doctor`: looks at server, streams, disks, clocks, lake; says what to change. */
export const doctorCommand = defineCommand<DoctorOptions>({
  name: 'doctor',
  summary: 'look at server, streams, disks, clocks and lake, and say what to change',
  examples: [
    'doctor',
    'doctor --all',
    'doctor --monitor http://127.0.0.1:8222',
    'doctor --json | jq .findings',
  ],
  declare: (command) => {
    command
      .option('--monitor <url>', "the NATS server's monitoring port: only it tells the sync policy")
      .option('--all', 'show what is well, too')
      .option('--config <file>', 'read this file instead of assay.yaml');
  },
  run: async ({ context, options }) => {
    const { examine } = await import('./doctor/examine.js');
    context.status('looking at the deployment');
    const findings = await examine(context, options);
    context.status(undefined);
    return answer(findings, options.all === true);
  },
});

/** The worst first. Throws `AnswerIsNo` where something is above advice. */
function answer(findings: readonly Finding[], all: boolean): CommandOutput {
  const rank = ({ severity }: Finding) => FINDING_SEVERITIES.indexOf(severity);
  const sorted = [...findings].sort((a, b) => rank(b) - rank(a));
  const counts = Object.fromEntries(
    FINDING_SEVERITIES.map((severity) => [
      severity,
      findings.filter((each) => each.severity === severity).length,
    ]),
  );
  const isHealthy = counts['warning'] === 0 && counts['danger'] === 0;
  const result = { healthy: isHealthy, counts, findings: sorted };
  const told = sorted.filter(({ severity }) => all || severity !== 'ok');
  const text = [...told.map(paragraph), '', summary(counts)].join('\n').trimStart();
  if (!isHealthy) {
    throw new AnswerIsNo(text, result);
  }
  return { result, text };
}

function paragraph({ severity, what, was, expected, change }: Finding): string {
  if (severity === 'ok') {
    return `ok       ${what}: ${was}`;
  }
  const rows = [
    ['', 'was', was],
    ['', 'expected', expected],
    ...(change === undefined ? [] : [['', 'change', change]]),
  ];
  const table = formatTable(['', '', ''], rows).split('\n').slice(1);
  return [`${severity.padEnd(8)} ${what}`, ...table.map((line) => `       ${line}`)].join('\n');
}

function summary(counts: Readonly<Record<string, number>>): string {
  const parts = [...FINDING_SEVERITIES].reverse().map((name) => `${counts[name]} ${name}`);
  return parts.join(', ');
}
