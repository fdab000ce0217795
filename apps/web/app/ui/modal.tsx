import { useEffect, useRef } from "react";
import type { ReactNode } from "react";

/** The browser's own dialog: focus stays inside, Escape closes, the rest of the page is inert, focus returns where it was. */
export function Modal({
  open,
  onClose,
  label,
  className = "",
  children,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    if (open && !element.open) element.showModal();
    if (!open && element.open) element.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      aria-label={label}
      onClose={onClose}
      onMouseDown={(event) => {
        if (event.target === dialog.current) dialog.current.close();
      }}
      className={`appear m-auto max-h-[85dvh] max-w-[calc(100vw-2rem)] overflow-hidden rounded border border-n2 bg-surface p-0 shadow-float ${className}`}
    >
      {open ? children : null}
    </dialog>
  );
}
