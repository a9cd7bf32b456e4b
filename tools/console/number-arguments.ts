import { InvalidArgumentError } from "commander";

/** Reads an option. Throws commander's error for what is no whole number of up to nine digits. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}

/** The same, and not zero. */
export function positiveNumber(text: string): number {
  const number = wholeNumber(text);
  if (number === 0) throw new InvalidArgumentError("It must be 1 or more.");
  return number;
}

/** Reads a port. Throws commander's error for what is none. */
export function portNumber(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65535) {
    throw new InvalidArgumentError(
      "A port is a whole number up to 65535; 0 means any that is free.",
    );
  }
  return number;
}
