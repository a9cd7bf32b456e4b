import { z } from "zod";

/** A grid has 24 columns. */
const place = {
  x: z.number().int().min(0).max(23).optional(),
  y: z.number().int().min(0).optional(),
  width: z.number().int().min(1).max(24).optional(),
  height: z.number().int().min(1).max(1000).optional(),
};

const settings = z.looseObject({
  stat: z.string().optional(),
  label: z.string().optional(),
  yAxis: z.enum(["left", "right"]).optional(),
  period: z.number().int().optional(),
});

/** `[namespace, name, dimension, value, …, settings]`, or one expression. */
const metric = z
  .array(z.union([z.string().min(1).max(1024), settings]))
  .min(1)
  .refine(
    (parts) =>
      parts.slice(0, -1).every((part) => typeof part === "string") &&
      (typeof parts[0] === "object"
        ? parts.length === 1 && "expression" in parts[0]
        : parts.filter((part) => typeof part === "string").length % 2 === 0),
    "Should be namespace, name, pairs of dimension and value, and settings at the end",
  );

const period = z
  .number()
  .int()
  .refine((value) => [1, 5, 10, 30].includes(value) || (value > 0 && value % 60 === 0), {
    message: "Should be 1, 5, 10, 30 or a multiple of 60",
  });

const metricWidget = z.looseObject({
  type: z.literal("metric"),
  ...place,
  properties: z.looseObject({
    metrics: z.array(metric).min(1).max(500),
    region: z.string().min(1),
    title: z.string().optional(),
    view: z.enum(["timeSeries", "singleValue", "gauge", "bar", "pie", "table"]).optional(),
    stacked: z.boolean().optional(),
    period: period.optional(),
  }),
});

const otherWidget = z.looseObject({
  type: z.enum(["text", "log", "alarm", "explorer", "custom"]),
  ...place,
  properties: z.looseObject({}),
});

const body = z.looseObject({
  start: z.string().optional(),
  end: z.string().optional(),
  periodOverride: z.enum(["auto", "inherit"]).optional(),
  widgets: z.array(z.union([metricWidget, otherWidget])).max(500),
});

/**
 * What CloudWatch would say of a dashboard's body, each with the path of the value; none when it takes it. moto
 * takes anything.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function dashboardFaults(text: string): readonly string[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return ["The field DashboardBody must be a valid JSON object"];
  }
  const result = body.safeParse(parsed);
  if (!result.success) {
    return result.error.issues.map(({ path, message }) => `/${path.join("/")}: ${message}`);
  }
  return result.data.widgets.flatMap(({ x = 0, width = 6 }, index) =>
    x + width > 24 ? [`/widgets/${index}: x and width are more than 24 together`] : [],
  );
}
