// The tour: five steps for who has never seen OKRs.

export function start() {}
