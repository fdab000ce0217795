/** A place that keeps its final size until its content arrives. Sizes come as classes. */
export function Skeleton({ className }: { readonly className: string }) {
  return <span aria-hidden className={`skeleton block ${className}`} />;
}
