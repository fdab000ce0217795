/** For `node --import`: a process whose wall clock is off by CAUDAL_TEST_CLOCK_SHIFT milliseconds. Its monotonic clock is the machine's. */
const shift = Number(process.env["CAUDAL_TEST_CLOCK_SHIFT"] ?? "0");
const Real = Date;

globalThis.Date = new Proxy(Real, {
  construct: (target, args: readonly unknown[], newTarget) =>
    Reflect.construct(target, args.length === 0 ? [Real.now() + shift] : args, newTarget) as Date,
  get: (target, name, receiver): unknown =>
    name === "now" ? () => Real.now() + shift : (Reflect.get(target, name, receiver) as unknown),
});
