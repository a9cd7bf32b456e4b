import {
  GetDashboardCommand,
  GetMetricDataCommand,
  type CloudWatchClient,
} from "@aws-sdk/client-cloudwatch";

/** Pixels of a column and of a row of the grid. */
const unit = { x: 48, y: 44 } as const;
const colours = [
  "#1f77b4",
  "#ff7f0e",
  "#2ca02c",
  "#d62728",
  "#9467bd",
  "#8c564b",
  "#e377c2",
  "#7f7f7f",
];
const columns = 24;

type Line = readonly [namespace: string, name: string, ...rest: readonly unknown[]];

interface Widget {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title: string;
    readonly view: string;
    readonly period: number;
    readonly metrics: readonly Line[];
  };
}

interface LineSettings {
  readonly stat?: string;
  readonly label?: string;
  readonly yAxis?: string;
}

interface Drawn {
  readonly label: string;
  readonly axis: string;
  readonly values: readonly number[];
  readonly times: readonly number[];
}

/**
 * A dashboard as a picture (SVG), with the numbers that CloudWatch has of a span of time: what the console shows,
 * less its controls. Expressions are left out.
 */
export async function dashboardPicture(
  client: CloudWatchClient,
  name: string,
  span: { readonly from: Date; readonly until: Date },
): Promise<string> {
  const { DashboardBody = "{}" } = await client.send(
    new GetDashboardCommand({ DashboardName: name }),
  );
  const { widgets } = JSON.parse(DashboardBody) as { readonly widgets: readonly Widget[] };
  const drawn = await Promise.all(
    widgets.map(async (widget) => box(widget, await values(client, widget, span), span)),
  );
  const height = Math.max(...widgets.map((widget) => widget.y + widget.height)) * unit.y;
  const width = columns * unit.x;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">\n` +
    `<rect width="${width}" height="${height}" fill="#f2f3f3"/>\n${drawn.join("")}</svg>\n`
  );
}

async function values(
  client: CloudWatchClient,
  { properties: { metrics, period, view } }: Widget,
  { from, until }: { readonly from: Date; readonly until: Date },
): Promise<readonly Drawn[]> {
  const lines = metrics.filter(([namespace]) => typeof namespace === "string");
  const settingsOf = (line: Line): LineSettings =>
    typeof line.at(-1) === "object" ? (line.at(-1) as LineSettings) : {};
  const { MetricDataResults = [] } = await client.send(
    new GetMetricDataCommand({
      StartTime: from,
      EndTime: until,
      MetricDataQueries: lines.map((line, index) => {
        const [Namespace, MetricName, ...rest] = line;
        const names = rest.filter((part) => typeof part === "string");
        return {
          Id: `m${index}`,
          MetricStat: {
            Metric: {
              Namespace,
              MetricName,
              Dimensions: Array.from({ length: names.length / 2 }, (_, pair) => ({
                Name: names[2 * pair],
                Value: names[2 * pair + 1],
              })),
            },
            // A bar is one number of the whole span.
            Period: view === "bar" ? 86_400 : period,
            Stat: settingsOf(line).stat ?? "Average",
          },
        };
      }),
    }),
  );
  return lines.map((line, index): Drawn => {
    const { label = line[1], yAxis = "left" } = settingsOf(line);
    const found = MetricDataResults.find(({ Id }) => Id === `m${index}`);
    const times = (found?.Timestamps ?? []).map((time) => time.getTime());
    return { label, axis: yAxis, values: found?.Values ?? [], times };
  });
}

function box(
  { x, y, width, height, properties: { title, view } }: Widget,
  lines: readonly Drawn[],
  span: { readonly from: Date; readonly until: Date },
): string {
  const [w, h] = [width * unit.x - 8, height * unit.y - 8];
  const inside = view === "bar" ? bars(lines, w, h) : curves(lines, w, h, span);
  return (
    `<g transform="translate(${x * unit.x + 4},${y * unit.y + 4})">` +
    `<rect width="${w}" height="${h}" fill="#fff" stroke="#d5dbdb"/>` +
    `<text x="10" y="18" font-size="13" font-weight="bold">${escaped(title)}</text>${inside}</g>\n`
  );
}

function bars(lines: readonly Drawn[], width: number, height: number): string {
  const sums = lines.map((line) => line.values.reduce((total, value) => total + value, 0));
  const most = Math.max(1, ...sums);
  const step = (height - 36) / Math.max(1, lines.length);
  return lines
    .map(({ label }, index) => {
      const sum = sums[index] ?? 0;
      const at = 30 + index * step;
      const length = Math.round(((width - 330) * sum) / most);
      return (
        `<text x="230" y="${Math.round(at + step / 2 + 4)}" text-anchor="end">${escaped(label)}</text>` +
        `<rect x="240" y="${Math.round(at + step * 0.15)}" width="${length}" height="${Math.round(step * 0.7)}" fill="${colour(index)}"/>` +
        `<text x="${248 + length}" y="${Math.round(at + step / 2 + 4)}">${rounded(sum)}</text>`
      );
    })
    .join("");
}

function curves(
  lines: readonly Drawn[],
  width: number,
  height: number,
  { from, until }: { readonly from: Date; readonly until: Date },
): string {
  const legendRows = Math.ceil(lines.length / 3);
  const bottom = height - 14 - 14 * legendRows;
  const most = (axis: string) =>
    Math.max(1, ...lines.filter((line) => line.axis === axis).flatMap((line) => line.values));
  const scale = (time: number) =>
    Math.round(40 + ((width - 80) * (time - from.getTime())) / (until.getTime() - from.getTime()));
  const drawn = lines.map(({ label, axis, values: found, times }, index) => {
    const points = times.map((time, at) => {
      const share = (found[at] ?? 0) / most(axis);
      return `${scale(time)},${Math.round(bottom - (bottom - 30) * share)}`;
    });
    const dots = points.map((point) => {
      const [cx, cy] = point.split(",");
      return `<circle cx="${cx}" cy="${cy}" r="2" fill="${colour(index)}"/>`;
    });
    const [column, row] = [index % 3, Math.floor(index / 3)];
    return (
      `<polyline points="${points.join(" ")}" fill="none" stroke="${colour(index)}"/>${dots.join("")}` +
      `<text x="${12 + (column * width) / 3}" y="${bottom + 20 + 14 * row}" fill="${colour(index)}">${escaped(label)}</text>`
    );
  });
  const axes = (["left", "right"] as const)
    .filter((axis) => lines.some((line) => line.axis === axis))
    .map(
      (axis) =>
        `<text x="${axis === "left" ? 8 : width - 36}" y="38">${rounded(most(axis))}</text>`,
    );
  return `<line x1="40" x2="${width - 40}" y1="${bottom}" y2="${bottom}" stroke="#aab7b8"/>${axes.join("")}${drawn.join("")}`;
}

const colour = (index: number): string => colours[index % colours.length] ?? "#000";
const rounded = (value: number): string => String(Math.round(value));

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
