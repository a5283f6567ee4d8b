import type { CalendarDeclaration, DeclaredSegment } from '../declaration.js';

/** Globex opens at 17:00 Chicago. */
const OVERNIGHT: DeclaredSegment = {
  name: 'premarket',
  start: '18:00',
  end: '09:30',
  eveningBefore: true,
};

/**
 * Where the database says less than the exchange did, or contradicts itself, the other source is named
 * here; docs/adr/0009-calendar.md lists every such date, and the test against the database holds it.
 */
export const cmeEs: CalendarDeclaration = {
  name: 'cme-es',
  title: 'E-mini S&P 500 futures on CME Globex',
  source:
    'LEAN market-hours database (QuantConnect/Lean 24863901), Future-cme-ES and Future-cme-[*]; the close ' +
    'at 17:00 since 2015-09-21 and the pause of 16:15 to 16:30 until 2021-06-25: CME notices; days of ' +
    'mourning: CME Group releases of 2018-12-02 and 2024-12-30; trade dates of holidays and the half ' +
    'days of 2023 and 2024: CME Globex holiday schedules',
  zone: 'America/New_York',
  from: '2015-09-21',
  to: '2026-12-31',
  dayStart: { time: '18:00', eveningBefore: true },
  hours: [
    {
      from: '2015-09-21',
      segments: [
        OVERNIGHT,
        { name: 'market', start: '09:30', end: '16:15' },
        { name: 'postmarket', start: '16:30', end: '17:00' },
      ],
    },
    {
      from: '2021-06-28',
      segments: [OVERNIGHT, { name: 'market', start: '09:30', end: '17:00' }],
    },
  ],
  closed: {
    2015: '12-25',
    2016: '01-01 03-25 12-26',
    2017: '01-02 04-14 12-25',
    2018: '01-01 03-30 12-25',
    2019: '01-01 04-19 12-25',
    2020: '01-01 04-10 12-25',
    2021: '01-01 12-24',
    2022: '04-15 12-26',
    2023: '01-02 12-25',
    2024: '01-01 03-29 12-25',
    2025: '01-01 04-18 12-25',
    2026: '01-01 12-25',
  },
  shortDays: [
    {
      why: 'halt at noon Chicago on a holiday of the stock exchanges',
      segments: [OVERNIGHT, { name: 'market', start: '09:30', end: '13:00' }],
      settlesNext: true,
      dates: {
        2015: '11-26',
        2016: '01-18 02-15 05-30 07-04 09-05 11-24',
        2017: '01-16 02-20 05-29 07-04 09-04 11-23',
        2018: '01-15 02-19 05-28 07-04 09-03 11-22',
        2019: '01-21 02-18 05-27 07-04 09-02 11-28',
        2020: '01-20 02-17 05-25 07-03 09-07 11-26',
        2021: '01-18 02-15 05-31 07-05 09-06 11-25',
        2022: '01-17 02-21 05-30 06-20 07-04 09-05 11-24',
        2023: '01-16 02-20 05-29 06-19 07-04 09-04 11-23',
        2024: '01-15 02-19 05-27 06-19 07-04 09-02 11-28',
        2025: '01-20 02-17 05-26 06-19 07-04 09-01 11-27',
        2026: '01-19 02-16 05-25 06-19 07-03 09-07 11-26',
      },
    },
    {
      why: 'half day of the stock exchanges',
      segments: [OVERNIGHT, { name: 'market', start: '09:30', end: '13:15' }],
      dates: {
        2015: '11-27 12-24',
        2016: '11-25',
        2017: '07-03 11-24',
        2018: '07-03 11-23 12-24',
        2019: '07-03 11-29 12-24',
        2020: '11-27 12-24',
        2021: '11-26',
        2022: '11-25',
        2023: '07-03 11-24',
        2024: '07-03 11-29 12-24',
        2025: '07-03 11-28 12-24',
        2026: '11-27 12-24',
      },
    },
    {
      why: 'Good Friday with a jobs report',
      segments: [{ ...OVERNIGHT, end: '09:15' }],
      dates: {
        2021: '04-02',
        2023: '04-07',
        2026: '04-03',
      },
    },
    {
      why: 'national day of mourning',
      segments: [OVERNIGHT],
      dates: {
        2018: '12-05',
        2025: '01-09',
      },
    },
  ],
};
