/** The k6 version whose behaviour Squall has. */
export const K6_VERSION = '2.2.0';
