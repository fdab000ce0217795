/** Three currents: the mark of Caudal. */
export function Logo({ size = 26 }: { readonly size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden className="shrink-0 text-accent">
      <rect width="32" height="32" rx="7" fill="currentColor" />
      <path
        d="M6 11.5c4-4 6-4 10 0s6 4 10 0M6 17.5c4-4 6-4 10 0s6 4 10 0M6 23.5c4-4 6-4 10 0s6 4 10 0"
        fill="none"
        className="stroke-on-accent"
        strokeWidth="2.2"
        strokeLinecap="round"
      />
    </svg>
  );
}
