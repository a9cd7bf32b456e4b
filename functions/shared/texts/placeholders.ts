import { escapeHtml } from "./html";
import type { Placeholder } from "./text-sets";

/** Anything in a text that reads like a placeholder, known or not. CSS rules do not. */
const PLACEHOLDER = /\{([\w#-]+)\}/g;

/** What the placeholders of a text stand for. */
export type PlaceholderValues = Readonly<Partial<Record<Placeholder, string>>>;

/** The names in braces of a text, in their order, each as often as it is there. */
export function placeholdersOf(text: string): readonly string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, name]) => name ?? "");
}

/** Puts values into a text as they are. A value that reads like a placeholder is not filled in. */
export function fillPlain(text: string, values: PlaceholderValues): string {
  return fill(text, values, (value) => value);
}

/** Puts values into a text that is HTML, so that each shows as it is written. */
export function fillHtml(text: string, values: PlaceholderValues): string {
  return fill(text, values, escapeHtml);
}

function fill(text: string, values: PlaceholderValues, written: (value: string) => string): string {
  // One pass with a function: neither a value's braces nor its dollar signs mean anything.
  return text.replace(PLACEHOLDER, (placeholder, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name as Placeholder] : undefined;
    return value === undefined ? placeholder : written(value);
  });
}
