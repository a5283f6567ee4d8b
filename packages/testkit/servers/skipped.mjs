/** The programs whose tests ASSAY_SKIP leaves out (`nats,s3`). The types are in types/provisioning.d.mts. */
export function skippedPrograms(environment = process.env) {
  return (environment.ASSAY_SKIP ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** Whether ASSAY_SKIP names a program, so that the tests that need it are left out and told of. */
export function isSkipped(name) {
  return skippedPrograms().includes(name);
}
