/** What the setup asks of Vitest's `TestProject`. */
export interface ProjectWithTests {
  globTestFiles(): Promise<{ readonly testFiles: readonly string[] }>;
}

/**
 * A global setup of Vitest (`globalSetup: ['@assay/testkit/servers/vitest']`): before the first test of
 * a project it provides the servers that titles name, such as `[needs nats]`.
 */
export declare function setup(project: ProjectWithTests): Promise<void>;
