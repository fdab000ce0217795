import { ChevronFirst, ChevronLast, ChevronLeft, ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import type { ReactNode } from "react";
import { inputClass } from "../forms/field.tsx";
import { useSpeech } from "../i18n/speech.ts";
import { Button } from "../ui/button.tsx";

/** Pages through rows as a person counts them, from 1; a million rows are ten thousand pages, so one can also jump. */
export function RowPager({
  page,
  pages,
  total,
  perPage,
  onRow,
  onJump,
}: {
  readonly page: number;
  readonly pages: number;
  readonly total: number;
  readonly perPage: number;
  /** Turns to the page with this row of the order shown. */
  readonly onRow: (row: number) => void;
  /** Finds the row of the file with this number. */
  readonly onJump: (row: number) => void;
}) {
  const { w, f } = useSpeech();
  const id = useId();
  const [typed, setTyped] = useState("");
  const [bad, setBad] = useState(false);
  const words = w.file.rows;
  const turn = (to: number) => onRow(to * perPage + 1);
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-6 gap-y-2">
      <div className="flex items-center gap-1">
        <Turn
          label={words.first}
          disabled={page === 0}
          onClick={() => turn(0)}
          icon={<ChevronFirst size={17} aria-hidden />}
        />
        <Turn
          label={words.previous}
          disabled={page === 0}
          onClick={() => turn(page - 1)}
          icon={<ChevronLeft size={17} aria-hidden />}
        />
        <p className="num px-2" role="status">
          {words.range(page * perPage + 1, Math.min(total, (page + 1) * perPage), total)}
        </p>
        <Turn
          label={words.next}
          disabled={page >= pages - 1}
          onClick={() => turn(page + 1)}
          icon={<ChevronRight size={17} aria-hidden />}
        />
        <Turn
          label={words.last}
          disabled={page >= pages - 1}
          onClick={() => turn(pages - 1)}
          icon={<ChevronLast size={17} aria-hidden />}
        />
      </div>
      <form
        className="flex flex-wrap items-center gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          const row = Number(typed.replace(/[.,\s]/g, ""));
          const valid = Number.isInteger(row) && row >= 1 && row <= total;
          setBad(!valid);
          if (valid) onJump(row);
        }}
      >
        <label htmlFor={id}>{words.jump}</label>
        <input
          id={id}
          inputMode="numeric"
          autoComplete="off"
          value={typed}
          aria-invalid={bad}
          {...(bad ? { "aria-describedby": `${id}-bad` } : {})}
          onChange={(event) => {
            setTyped(event.target.value);
            setBad(false);
          }}
          className={`${inputClass} num !h-9 touch:!h-11 !w-28 text-right`}
        />
        <Button type="submit" disabled={typed.trim() === ""}>
          {words.go}
        </Button>
        {bad ? (
          <p id={`${id}-bad`} role="alert" className="text-sm text-bad">
            {words.bad(f.number(total))}
          </p>
        ) : null}
      </form>
    </div>
  );
}

function Turn({
  label,
  disabled,
  onClick,
  icon,
}: {
  readonly label: string;
  readonly disabled: boolean;
  readonly onClick: () => void;
  readonly icon: ReactNode;
}) {
  return (
    <Button size="icon" tone="quiet" aria-label={label} title={label} disabled={disabled} onClick={onClick}>
      {icon}
    </Button>
  );
}
