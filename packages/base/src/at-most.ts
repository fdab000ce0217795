/** What comes of `asked`, or `otherwise` where that takes longer than `ms`. Nobody hears then what becomes of it. */
export async function atMost<T>(ms: number, asked: Promise<T>, otherwise: T): Promise<T> {
  const late = Promise.withResolvers<T>();
  const timer = setTimeout(() => late.resolve(otherwise), ms);
  return Promise.race([asked, late.promise]).finally(() => clearTimeout(timer));
}
