import { useEffect, useRef, useState } from "react";
import type { RefObject } from "react";

/** Whether an element has come near the visible part of the page; once near, always near. */
export function useNear(): readonly [RefObject<HTMLElement | null>, boolean] {
  const place = useRef<HTMLElement>(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (element === null || near) return;
    const observer = new IntersectionObserver((entries) => setNear(entries.some((entry) => entry.isIntersecting)), {
      rootMargin: "600px",
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [near]);
  return [place, near];
}
