import type { ViteUserConfig } from 'vitest/config';

/**
 * The Vitest project of one package.
 *
 * @param name the package's folder name
 * @param root the package's folder
 */
export declare function projectConfig(name: string, root: string): ViteUserConfig;
