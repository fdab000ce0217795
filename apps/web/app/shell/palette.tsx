import { keepPreviousData, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useDeferredValue, useId, useState } from "react";
import type { KeyboardEvent } from "react";
import { api } from "../api/client.ts";
import { useReadAll, useUpdateMe } from "../api/mutations.ts";
import { meQuery } from "../api/queries.ts";
import { useSpeech } from "../i18n/speech.ts";
import { adminSections } from "../pages/admin/sections.ts";
import { profileSections } from "../pages/profile/sections.ts";
import { paths } from "../paths.ts";
import { Modal } from "../ui/modal.tsx";
import { chooseTheme, useTheme } from "../ui/theme.ts";
import { pickFiles } from "../uploads/file-picker.ts";
import { mayUpload } from "../uploads/may-upload.ts";
import { addFiles } from "../uploads/uploads.ts";
import { fileCommands, findCommands } from "./commands.ts";
import type { Command } from "./commands.ts";
import { isManager, roomsFor } from "./rooms.ts";
import { useSignOut } from "./use-sign-out.ts";

/** Every page, file and action from the keyboard. */
export function Palette({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { w } = useSpeech();
  return (
    <Modal open={open} onClose={onClose} label={w.frame.palette.title} className="mt-[12dvh] w-[36rem]">
      <PaletteBody onClose={onClose} />
    </Modal>
  );
}

function PaletteBody({ onClose }: { readonly onClose: () => void }) {
  const { w } = useSpeech();
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const id = useId();
  const commands = useCommands(typed);
  const chosen = Math.min(active, commands.length - 1);
  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    onClose();
    command.run();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const next = chosen + (event.key === "ArrowDown" ? 1 : -1);
      setActive((next + commands.length) % Math.max(1, commands.length));
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(commands[chosen]);
    }
  };
  const groups = [...new Set(commands.map((command) => command.group))];
  return (
    <div onKeyDown={onKey}>
      <input
        autoFocus
        role="combobox"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={commands[chosen] === undefined ? undefined : `${id}-${commands[chosen].id}`}
        aria-label={w.frame.palette.placeholder}
        placeholder={w.frame.palette.placeholder}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setActive(0);
        }}
        className="h-12 w-full border-b border-n2 bg-transparent px-4 text-md outline-none placeholder:text-n4"
      />
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={w.frame.palette.title}
        className="max-h-[50dvh] overflow-y-auto p-1.5"
      >
        {groups.map((group) => (
          <div key={group} role="group" aria-label={group}>
            <p aria-hidden className="px-2.5 pt-2 pb-1 text-sm text-n4">
              {group}
            </p>
            {commands.map((command, index) =>
              command.group === group ? (
                <div
                  key={command.id}
                  id={`${id}-${command.id}`}
                  role="option"
                  aria-selected={index === chosen}
                  ref={index === chosen ? (element) => element?.scrollIntoView({ block: "nearest" }) : undefined}
                  onMouseMove={() => setActive(index)}
                  onClick={() => run(command)}
                  className={`cursor-pointer truncate rounded-sm px-2.5 py-2 ${index === chosen ? "bg-accent-soft text-accent-strong" : ""}`}
                >
                  {command.text}
                </div>
              ) : null,
            )}
          </div>
        ))}
      </div>
      {commands.length === 0 ? (
        <p role="status" className="px-4 pb-8 text-center text-n4">
          {w.frame.palette.none(typed)}
        </p>
      ) : null}
      <p className="hidden border-t border-n2 px-4 py-2 text-xs text-n4 sm:block">{w.frame.palette.keys}</p>
    </div>
  );
}

function useCommands(typed: string): readonly Command[] {
  const { w, locale } = useSpeech();
  const router = useRouter();
  const { data: me } = useSuspenseQuery(meQuery);
  const theme = useTheme().shown;
  const update = useUpdateMe();
  const readAll = useReadAll();
  const signOut = useSignOut();
  const q = useDeferredValue(typed.trim());
  const files = useQuery({
    queryKey: ["files-found", q],
    queryFn: ({ signal }) => api.listFiles({ limit: 8, ...(q === "" ? {} : { q }) }, signal),
    placeholderData: keepPreviousData,
  });
  const open = (path: string) => router.history.push(path);
  const { pages, files: fileGroup, actions } = w.frame.palette;
  const other = theme === "dark" ? "light" : "dark";
  const page = (path: string, text: string): Command => ({
    id: `page-${path.replaceAll("/", "-")}`,
    group: pages,
    text,
    run: () => open(path),
  });
  const doors: readonly Command[] = [
    ...roomsFor(me).map((room) => page(room.path, room.word(w))),
    ...(isManager(me)
      ? adminSections.map((section) =>
          page(paths.admin(section.path), `${w.admin.title}: ${section.word(w.admin.sections)}`),
        )
      : []),
    ...profileSections.map(({ path, word }) =>
      page(paths.profile(path), path === "" ? w.people.profile : `${w.people.profile}: ${word(w.people.sections)}`),
    ),
  ];
  const fixed: readonly Command[] = [
    ...(mayUpload(me)
      ? [{ id: "upload", group: actions, text: w.frame.palette.upload, run: () => void pickFiles(true).then(addFiles) }]
      : []),
    {
      id: "theme",
      group: actions,
      text: w.frame.palette.theme(w.frame.theme[other].toLowerCase()),
      run: () => chooseTheme(other),
    },
    {
      id: "language",
      group: actions,
      text: w.frame.palette.language,
      run: () => update.mutate({ locale: locale === "es" ? "en" : "es" }),
    },
    { id: "read-all", group: actions, text: w.frame.palette.readAll, run: () => readAll.mutate() },
    { id: "sign-out", group: actions, text: w.people.signOut, run: signOut },
  ];
  const found = fileCommands(files.data?.items ?? [], fileGroup, (id) => open(paths.file(id)));
  return [...findCommands(doors, typed), ...findCommands(found, typed), ...findCommands(fixed, typed)];
}
