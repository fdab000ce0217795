/** Names and what they are, side by side. */
export function Facts({ facts }: { readonly facts: readonly (readonly [string, string])[] }) {
  return (
    <dl className="num mt-2 space-y-1">
      {facts.map(([name, value]) => (
        <div key={name} className="flex gap-3">
          <dt className="w-24 shrink-0 text-n4">{name}</dt>
          <dd className="min-w-0 [overflow-wrap:anywhere]">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
