import { readFile, writeFile } from 'node:fs/promises';
import { CommandFailure } from '@assay/cli';
import { checkCertificate, encodeCertificate, type Certificate } from '@assay/schemas';

/** A certificate that was written before. Throws `BAD_INPUT` for what is none. */
export async function readCertificate(file: string): Promise<Certificate> {
  try {
    return checkCertificate(JSON.parse(await readFile(file, 'utf8')), file);
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new CommandFailure('BAD_INPUT', `--extends: expected a certificate, ${words}`, {
      next: 'name a file that `lake-service verify --certificate` wrote, as it wrote it',
      cause,
    });
  }
}

/** Keeps a certificate. Throws `OUTPUT_FAILED`. */
export async function writeCertificate(file: string, certificate: Certificate): Promise<void> {
  try {
    await writeFile(file, encodeCertificate(certificate));
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new CommandFailure('OUTPUT_FAILED', `--certificate: expected to write, ${words}`, {
      next: 'name a file in a folder that is there and may be written to',
      cause,
    });
  }
}
