/** What servers of tests take for the founder's token: with it one is signed in at once, so that tests of other things need no mail. */
export const founderToken = "a-founder-token-for-tests";
