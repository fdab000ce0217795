import { useState } from "react";
import type { ReactNode } from "react";
import { problemCode } from "../../../api/failure.ts";
import { useProve } from "../../../api/security.ts";
import { PasswordField } from "../../../forms/field.tsx";
import { useSpeech } from "../../../i18n/speech.ts";
import { Dialog } from "./dialog.tsx";

/**
 * For what asks for a recent proof: hand `orProve` what failed and how to do it again. Where a proof was missing, the password is asked for,
 * and then it is done again; it says whether that was so. `dialog` goes into the page.
 */
export function useProof(): {
  readonly orProve: (failure: unknown, again: () => void) => boolean;
  readonly dialog: ReactNode;
} {
  const { w } = useSpeech();
  const [again, setAgain] = useState<(() => void) | null>(null);
  const [password, setPassword] = useState("");
  const prove = useProve();
  const close = () => {
    setAgain(null);
    setPassword("");
    prove.reset();
  };
  return {
    orProve: (failure, after) => {
      if (problemCode(failure) !== "proof_needed") return false;
      setAgain(() => after);
      return true;
    },
    dialog: (
      <Dialog
        open={again !== null}
        title={w.security.proof.title}
        text={w.security.proof.text}
        failure={prove.error}
        confirm={prove.isPending ? w.security.proof.doing : w.security.proof.confirm}
        pending={prove.isPending || password === ""}
        onClose={close}
        onSubmit={() =>
          prove.mutate(password, {
            onSuccess: () => {
              close();
              again?.();
            },
          })
        }
      >
        <PasswordField
          label={w.security.password}
          autoComplete="current-password"
          autoFocus
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </Dialog>
    ),
  };
}
