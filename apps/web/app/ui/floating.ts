/** The look of what floats over the page: menus, panels. */
export const floating = "appear z-40 rounded border border-n2 bg-surface shadow-float";
export const menuItem =
  "flex touch:min-h-11 w-full cursor-pointer items-center gap-2.5 rounded-sm px-2.5 py-1.5 outline-none select-none data-[highlighted]:bg-n1 data-[disabled]:opacity-50";
