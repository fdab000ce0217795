import { isGuessedSoon } from "./guessed-soon.ts";

/**
 * Words and rows of keys that passwords of ten characters and more are commonly made of, in Spanish and English. A password is refused when,
 * folded (case, accents, look-alike figures), it is one of them with figures or signs around it, or one of them repeated, or any one word with
 * figures that people choose, or the person's own address, or one character repeated, or a run of the keyboard or of figures.
 */
const commonStems = [
  "password",
  "passw0rd",
  "contraseña",
  "contrasena",
  "secreto",
  "secret",
  "clave",
  "micontraseña",
  "miclave",
  "administrador",
  "administrator",
  "admin",
  "usuario",
  "invitado",
  "welcome",
  "bienvenido",
  "bienvenidos",
  "iloveyou",
  "teamo",
  "tequiero",
  "teamomucho",
  "letmein",
  "princesa",
  "princess",
  "football",
  "futbol",
  "baseball",
  "basketball",
  "barcelona",
  "realmadrid",
  "america",
  "mexico",
  "colombia",
  "argentina",
  "dragon",
  "monkey",
  "sunshine",
  "superman",
  "batman",
  "pokemon",
  "estrella",
  "amor",
  "familia",
  "mariposa",
  "corazon",
  "caudal",
  "starwars",
  "whatever",
  "trustno",
  "master",
  "shadow",
  "michael",
  "jesus",
  "jesucristo",
  "diosesamor",
  "dios",
  "changeme",
  "cambiame",
  "default",
  "example",
  "prueba",
  "test",
  "testing",
  "temporal",
  "empresa",
  "computer",
  "internet",
  "qwerty",
  "hola",
  "holamundo",
  "helloworld",
  "hello",
];
const runs = [
  "01234567890123456789",
  "98765432109876543210",
  "qwertyuiopasdfghjklzxcvbnm",
  "qwertyuiopñasdfghjklñzxcvbnm",
  "abcdefghijklmnopqrstuvwxyz",
  "zyxwvutsrqponmlkjihgfedcba",
  "1qaz2wsx3edc4rfv5tgb6yhn",
  "q1w2e3r4t5y6u7i8o9p0",
  "1q2w3e4r5t6y7u8i9o0p",
];
const lookAlikes: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};

export function isCommonPassword(password: string, email = ""): boolean {
  if (isGuessedSoon(password, [email, ...email.split(/[@.]/)])) return true;
  const plain = fold(password);
  if (isRepetition(plain) || isRun(plain) || isWordWithUsualFigures(plain)) return true;
  const owner = fold(email.slice(0, Math.max(0, email.lastIndexOf("@"))));
  if (owner.length >= 4 && plain.includes(owner)) return true;
  // Signs at the ends are decoration; within, they stand for the letter that they look like.
  const core = plain.replace(/^[^a-z]+|[^a-z]+$/g, "");
  const unmasked = [...core].map((sign) => lookAlikes[sign] ?? sign).join("");
  return [core, unmasked, core.replace(/[^a-z]/g, "")].some(isStem);
}

function fold(text: string): string {
  return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
}

const stems = new Set(commonStems.map(fold));

function isStem(text: string): boolean {
  if (stems.has(text)) return true;
  for (let size = 3; size <= text.length / 2; size++) {
    if (text.length % size === 0 && stems.has(text.slice(0, size)) && isRepeated(text, size)) return true;
  }
  return false;
}

/** One word and what people hang onto it: a year, a row of figures, one figure over and over, or one or two ("zorro12345", "guadalupe2024"). */
function isWordWithUsualFigures(text: string): boolean {
  const [, figures = ""] = /^[a-z]{2,14}[^a-z0-9]{0,3}(\d{1,10})[^a-z0-9]{0,3}$/.exec(text) ?? [];
  if (figures === "") return false;
  return figures.length <= 2 || /^(19|20)\d\d$/.test(figures) || isRepeated(figures, 1) || isRun(figures);
}

/** One or two signs, or up to four, over and over: "aaaaaaaaaa", "1212121212", "abcabcabcabc". */
function isRepetition(text: string): boolean {
  return [1, 2, 3, 4].some((size) => isRepeated(text, size));
}

function isRepeated(text: string, size: number): boolean {
  const part = text.slice(0, size);
  return part.repeat(Math.ceil(text.length / size)).startsWith(text);
}

function isRun(text: string): boolean {
  return runs.some(
    (run) =>
      run.includes(text) || (text.length >= 10 && run.startsWith(text.slice(0, 10)) && /^\d*$/.test(text.slice(10))),
  );
}
