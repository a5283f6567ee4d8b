const MIN_EXPONENT = -1022;
const MAX_EXPONENT = 1023;
const POWERS = powers();

function powers(): Float64Array {
  const all = new Float64Array(MAX_EXPONENT - MIN_EXPONENT + 1);
  all[-MIN_EXPONENT] = 1;
  for (let exponent = 1; exponent <= MAX_EXPONENT; exponent += 1) {
    all[exponent - MIN_EXPONENT] = all[exponent - 1 - MIN_EXPONENT] * 2;
    if (-exponent >= MIN_EXPONENT) {
      all[-exponent - MIN_EXPONENT] = all[1 - exponent - MIN_EXPONENT] / 2;
    }
  }
  return all;
}

/** 2^exponent, exactly, for whole exponents −1022 … 1023. */
export function powerOfTwo(exponent: number): number {
  return POWERS[exponent - MIN_EXPONENT];
}

// ln 2 in two parts, so that k · LN2_HIGH is exact for |k| < 2^20. Source: FreeBSD msun, e_exp.c.
export const LN2_HIGH = 6.9314718036912381649e-1;
export const LN2_LOW = 1.90821492927058770002e-10;
