import type { ViteUserConfig } from 'vitest/config';

/**
 * The Vitest project of one package.
 *
 * @param name the package's folder name
 * @param root the package's folder
 */
export declare function projectConfig(name: string, root: string): ViteUserConfig;

/** The folder of the real captures, or `undefined` where there is none. */
export declare function realDataFolder(): string | undefined;
