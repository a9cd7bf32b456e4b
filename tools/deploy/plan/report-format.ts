import { asJson, asMarkdown, asSarif, asText } from "../../review/report";
import type { Review } from "../../review/model";

/** How a review is printed. */
export type ReportFormat = "text" | "json" | "markdown" | "sarif";

/** The options that choose a format: at most one of them is given. */
export interface FormatOptions {
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly sarif?: boolean;
}

/** The formats that are asked for by name; none is text. */
export function formatsOf({ json, markdown, sarif }: FormatOptions): readonly ReportFormat[] {
  return [
    ...(json === true ? (["json"] as const) : []),
    ...(markdown === true ? (["markdown"] as const) : []),
    ...(sarif === true ? (["sarif"] as const) : []),
  ];
}

/** What some formats say beside the review. */
export interface RenderOptions {
  /** Text in colors. */
  readonly color?: boolean;
  /** Text: columns of a line. */
  readonly width?: number;
  /** Markdown: the checksum of the artifact that the report belongs to. */
  readonly artifactChecksum?: string;
  /** SARIF: the file of a plan made elsewhere, as findings point to it. */
  readonly planFile?: string;
}

/** One review in one document, or those of several stacks: as JSON, an array of them then. */
export function render(
  review: Review | readonly Review[],
  format: ReportFormat,
  { artifactChecksum, planFile, ...terminal }: RenderOptions = {},
): string {
  const reviews = isList(review) ? review : [review];
  switch (format) {
    case "text":
      return joined(reviews.map((one) => asText(one, terminal)));
    case "markdown":
      return joined(
        reviews.map((one) =>
          asMarkdown(one, artifactChecksum === undefined ? {} : { artifactChecksum }),
        ),
      );
    case "sarif": {
      const logs = reviews.map((one) => asSarif(one, planFile === undefined ? {} : { planFile }));
      const log = { ...logs[0], runs: logs.flatMap(({ runs }) => runs) };
      return `${JSON.stringify(log, null, 2)}\n`;
    }
    case "json":
      return isList(review) ? `[${review.map(asJson).join(",")}]\n` : asJson(review);
  }
}

/** Prints them on standard output. */
export function print(
  review: Review | readonly Review[],
  format: ReportFormat,
  options: Pick<RenderOptions, "artifactChecksum" | "planFile"> = {},
): void {
  const { isTTY, columns } = process.stdout;
  const terminal = isTTY ? { color: process.env["NO_COLOR"] === undefined, width: columns } : {};
  process.stdout.write(render(review, format, { ...options, ...terminal }));
}

function joined(texts: readonly string[]): string {
  return texts.map((text) => `${text.trimEnd()}\n`).join("\n");
}

/** `Array.isArray` knows nothing of read-only ones. */
function isList(review: Review | readonly Review[]): review is readonly Review[] {
  return Array.isArray(review);
}
