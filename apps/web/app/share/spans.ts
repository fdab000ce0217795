/** For how many days one may share. */
export const shareSpans = [1, 7, 30, 90, 365] as const;
export const day = 86_400_000;
