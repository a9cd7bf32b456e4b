/** A review in the forms that people and machines read. */
export { asJson } from "./json";
export { asMarkdown, type MarkdownOptions } from "./markdown";
export { asMermaid } from "./mermaid";
export { asSarif, type SarifOptions } from "./sarif";
export { asText, type TextOptions } from "./text";
