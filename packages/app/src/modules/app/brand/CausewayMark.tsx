/** The viaduct over water; the surroundings decide its colours. */
export function CausewayMark(props: { className?: string }) {
  return (
    <svg className={props.className} viewBox="0 0 32 32" aria-hidden>
      <path
        fill="currentColor"
        d="M2 7h28v14h-2.2v-2.6a5.3 7.4 0 0 0-10.7 0v2.6h-2.2v-2.6a5.3 7.4 0 0 0-10.7 0v2.6H2z"
      />
      <path
        fill="none"
        stroke="var(--causeway-water)"
        strokeWidth="2.6"
        strokeLinecap="round"
        d="M3.4 25.8q3.15-2.3 6.3 0t6.3 0 6.3 0 6.3 0"
      />
    </svg>
  );
}
