import { dayDigest, type Certificate } from '@assay/schemas';
import type { BronzeDay, DayFile } from './retain-report.js';

/** Whether a certificate is of just these files of a day: its digests name every one, by bytes and rows. */
export function vouchesFor(certificate: Certificate, day: BronzeDay): boolean {
  const byValue = new Map<string, DayFile[]>();
  for (const file of [...day.files, ...day.retired]) {
    byValue.set(file.value, [...(byValue.get(file.value) ?? []), file]);
  }
  const certified = certificate.days.filter(
    ({ dataset, date }) => dataset === day.dataset.id && date === day.date,
  );
  return (
    certified.length === byValue.size &&
    certified.every(({ partition, digest }) => {
      const files = byValue.get(partition)?.map(({ file }) => file) ?? [];
      return dayDigest(files) === digest;
    })
  );
}
