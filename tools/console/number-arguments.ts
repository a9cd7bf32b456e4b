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
