import type { LocalRun } from "./local-run";
import type { Step } from "../console/progress";

/** The steps from nothing to an applied stack with an empty plan. */
export function localSteps(run: LocalRun): readonly Step[] {
  return [
    { name: "Find Terraform", run: () => run.findTerraform() },
    { name: `Synthesize ${run.stacks.join(", ")}`, run: () => run.synthesize() },
    { name: "Start the local AWS", run: ({ say }) => run.startAws(say) },
    {
      name: "Run terraform init",
      run: async ({ note }) => {
        const notices = await run.initialize();
        if (notices.length > 0) note(notices.join(" "));
      },
    },
    {
      name: "Run terraform apply",
      run: ({ say }) =>
        run.apply((line) => {
          if (isDone.test(line)) say(line.replace(/ \[id=.*\]$/, ""));
        }),
    },
    {
      name: "Run terraform plan",
      run: async ({ note }) => {
        await run.expectNoChanges();
        note("no changes");
      },
    },
  ];
}

/** Of all that Terraform prints, what tells how far it is. */
const isDone = /: (?:(?:Creation|Modifications|Destruction) complete|Still )/;
