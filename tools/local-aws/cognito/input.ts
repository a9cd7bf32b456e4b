import { z } from "zod";

/*
 * How operations read their input. What AWS demands of each member has been checked before, by the
 * front door: here is only what it is, and what it is where it was left out.
 */

export const clientId = z.string();
export const userPoolId = z.string();
export const username = z.string();
export const password = z.string();
/** Of a new user: a blank one is none. */
export const optionalPassword = z
  .string()
  .optional()
  .transform((given) => (given === "" ? undefined : given));
export const secretHash = z.string().optional();
export const confirmationCode = z.string();
export const accessToken = z.string();
export const attributeName = z.string();
/** Cognito takes `True` too for what is true or false. */
export const attributes = z
  .array(
    z
      .object({ Name: attributeName, Value: z.string().default("") })
      .transform(({ Name, Value }) => ({
        Name,
        Value:
          /^(true|false)$/i.test(Value) && Name.endsWith("_verified") ? Value.toLowerCase() : Value,
      })),
  )
  .default([]);
export const metadata = z.record(z.string(), z.string()).optional();
