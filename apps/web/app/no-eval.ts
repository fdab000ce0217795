import { z } from "zod";

/** The page's content security policy forbids making code from text; a schema that tries it is reported as an attack. Imported first. */
z.config({ jitless: true });
