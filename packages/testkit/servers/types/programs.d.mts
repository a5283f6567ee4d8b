/** Where a process of its own does something to itself. */
export interface ProcessFailpoint {
  /** `ledger.after-intent`. */
  readonly name: string;
  /** At which passing, counted from 1; default 1. */
  readonly nth?: number;
  /**
   * `kill` (default): SIGKILL, so that nothing runs afterwards. `stop`: SIGSTOP, a zombie that goes on
   * after SIGCONT. `throw`: an error.
   */
  readonly action?: 'kill' | 'stop' | 'throw';
}

/** The environment that has a program do it: `ASSAY_TEST_FAILPOINT=name:nth:kill`. */
export declare function atFailpoint(failpoint: ProcessFailpoint): Record<string, string>;

/**
 * The failpoint that the environment asks for, for a test program to give to what it tests; without
 * `ASSAY_TEST_FAILPOINT` it does nothing. Several are separated by commas.
 */
export declare function failpointOf(
  environment?: Readonly<Record<string, string | undefined>>,
): (name: string) => void;

export interface ProgramOptions {
  readonly args?: readonly string[];
  /** Added to this process's. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly failpoint?: ProcessFailpoint;
  /** Before the file; by default what runs TypeScript from sources (tsx), where the file is such. */
  readonly nodeArguments?: readonly string[];
}

/** How a program ended. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A test program in a process of its own, which ends with this one at the latest. */
export interface RunningProgram extends AsyncDisposable {
  readonly pid: number;
  readonly running: boolean;
  /** What it printed so far. */
  readonly stdout: string;
  readonly stderr: string;
  readonly ended: Promise<ProgramEnd>;
  /** To its standard input. */
  say(text: string): void;
  signal(signal: NodeJS.Signals): void;
  /** Waits until what it printed matches; rejects with all it printed after `seconds` (default 30). */
  said(pattern: RegExp, seconds?: number): Promise<RegExpExecArray>;
  /** Waits until it has stopped itself (SIGSTOP). */
  stopped(seconds?: number): Promise<void>;
  /** SIGCONT. */
  resume(): void;
  /** SIGKILL, unless it has ended already. */
  kill(): Promise<ProgramEnd>;
}

/** Runs a program of Node in a process of its own. */
export declare function startProgram(
  file: string,
  options?: ProgramOptions,
): Promise<RunningProgram>;

/**
 * Runs a program until its failpoint has killed it, stopped it or made it fail; rejects with all it
 * printed when it ends in any other way.
 */
export declare function spawnUntil(
  file: string,
  options: ProgramOptions & {
    readonly failpoint: ProcessFailpoint;
    /** Default 30. */
    readonly seconds?: number;
  },
): Promise<RunningProgram>;
