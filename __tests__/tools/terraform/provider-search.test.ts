import { once } from "node:events";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, type Server, createServer } from "node:net";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { zipSync } from "fflate";
import { installOfflineArchive } from "../../../tools/terraform/offline-archive/install";
import { type Providers, prepareProviders } from "../../../tools/terraform/providers";
import {
  type RequiredProvider,
  packageFile,
  packageFolder,
  requiredProvider,
} from "../../../tools/terraform/required-provider";
import { Terraform } from "../../../tools/terraform/terraform";
import { type TerraformBinary, findTerraform } from "../../../tools/terraform/terraform-binary";
import { temporaryFolders } from "../../support/temporary-folder";
import { archiveProvider } from "../../support/terraform/archive-stack";

// Processes start, on a machine that may be busy.

const temporaryFolder = temporaryFolders();
let terraform: TerraformBinary;
/** Stands for a network in which nothing can be reached: a proxy that hangs up. */
let brokenProxy: Server;

beforeAll(async () => {
  terraform = await findTerraform(process.env);
  brokenProxy = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  await once(brokenProxy, "listening");
});

afterAll(() => {
  brokenProxy.close();
});

/** One user's machine, without a network: a home, a project, and no provider anywhere. */
class Machine {
  readonly root = temporaryFolder();
  readonly home = join(this.root, "home");
  readonly projectMirror = join(this.root, "project", "providers");
  private runs = 0;

  async prepare(
    required: readonly RequiredProvider[],
    variables: NodeJS.ProcessEnv = {},
  ): Promise<Providers> {
    const { port } = brokenProxy.address() as AddressInfo;
    return await prepareProviders({
      terraform,
      required,
      runFolder: join(this.root, `run ${++this.runs}`),
      projectMirror: this.projectMirror,
      userEnvironment: {
        HTTPS_PROXY: `http://127.0.0.1:${port}`,
        XDG_DATA_DIRS: join(this.root, "share"),
        ...variables,
      },
      home: this.home,
      mirrorParents: [this.home],
    });
  }

  /** A mirror of the archive provider, whose place real machines give to the real one. */
  async mirror(name: string, packing: "unpacked" | "packed" = "unpacked"): Promise<string> {
    const mirror = join(this.root, name);
    await installOfflineArchive(mirror, archiveProvider, terraform.platform, `${mirror}-kept`);
    if (packing === "packed") pack(mirror);
    return mirror;
  }
}

function pack(mirror: string): void {
  const unpacked = join(mirror, packageFolder(archiveProvider, terraform.platform));
  const files = readdirSync(unpacked).map((name) => [
    name,
    [readFileSync(join(unpacked, name)), { os: 3, attrs: (0o100755 << 16) >>> 0 }] as const,
  ]);
  writeFileSync(
    join(mirror, packageFile(archiveProvider, terraform.platform)),
    zipSync(Object.fromEntries(files) as Parameters<typeof zipSync>[0]),
  );
  rmSync(dirname(unpacked), { recursive: true });
}

/** Where `terraform init` took the archive provider from. */
async function installedFrom({ environment }: Providers): Promise<string> {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, "cdk.tf.json"),
    JSON.stringify({
      terraform: { required_providers: { archive: { source: "archive", version: "2.7.1" } } },
    }),
  );
  await new Terraform({ binary: terraform, folder, environment }).init();
  return readFileSync(environment["TF_CLI_CONFIG_FILE"] ?? "", "utf8");
}

describe("a provider in a mirror", () => {
  test.each(["unpacked", "packed"] as const)(
    "that the user names is installed from there, %s, and needs no notice",
    async (packing) => {
      const machine = new Machine();
      const mirror = await machine.mirror('my "mirror" of ${providers}', packing);
      const providers = await machine.prepare([archiveProvider], {
        GATEHOUSE_PROVIDER_MIRROR: mirror,
      });
      expect(providers.notices).toEqual([]);
      expect(Object.keys(providers.environment)).toEqual(["TF_CLI_CONFIG_FILE"]);
      expect(await installedFrom(providers)).toContain(
        JSON.stringify(packing === "unpacked" ? mirror : machine.projectMirror),
      );
    },
  );

  test("of Terraform's own, or beside other software, is found without being named", async () => {
    for (const place of ["home/.terraform.d/plugins", "home/providers"]) {
      const machine = new Machine();
      const mirror = await machine.mirror(place);
      const providers = await machine.prepare([archiveProvider]);
      expect(await installedFrom(providers)).toContain(JSON.stringify(mirror));
    }
  });

  test("comes through the user's own CLI configuration where that installs it", async () => {
    const machine = new Machine();
    const mirror = await machine.mirror("corporate");
    const config = join(machine.root, "corporate.rc");
    writeFileSync(
      config,
      `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`,
    );
    const providers = await machine.prepare([archiveProvider], { TF_CLI_CONFIG_FILE: config });
    expect(providers.notices).toEqual([]);
    await installedFrom(providers);

    // What the project keeps is a link into that mirror, which leads nowhere once that changes.
    rmSync(mirror, { recursive: true });
    await machine.mirror("corporate", "packed");
    const anew = await machine.prepare([archiveProvider], { TF_CLI_CONFIG_FILE: config });
    expect(anew.notices).toEqual([]);
    await installedFrom(anew);
  });

  test("packed, is unpacked once, by whichever of two runs comes first", async () => {
    const machine = new Machine();
    const variables = { GATEHOUSE_PROVIDER_MIRROR: await machine.mirror("packed", "packed") };
    const runs = [1, 2].map(async () => await machine.prepare([archiveProvider], variables));
    for (const providers of await Promise.all(runs)) await installedFrom(providers);
    expect(readdirSync(dirname(machine.projectMirror))).toEqual(["providers"]);

    // From then on, the project's own mirror is enough.
    rmSync(variables.GATEHOUSE_PROVIDER_MIRROR, { recursive: true });
    expect((await machine.prepare([archiveProvider])).notices).toEqual([]);
  });
});

describe("a provider that is nowhere to be had", () => {
  test("is named, with where it was looked for and what to do", async () => {
    const machine = new Machine();
    const aws = requiredProvider("aws", "5.100.0", "registry.terraform.io");
    const error = (await machine.prepare([aws]).catch((reason: unknown) => reason)) as Error;
    expect(error.message).toContain(`Terraform's provider "aws" is nowhere to be had.`);
    expect(error.message).toContain(
      `registry.terraform.io/hashicorp/aws 5.100.0 for ${terraform.platform} is neither in ` +
        `${machine.projectMirror}, ${machine.home}/.terraform.d/plugins`,
    );
    expect(error.message).toMatch(/The registry did not give it: .*could not connect to registry/);
    expect(error.message).toMatch(/Connect to the Internet once; or, .*GATEHOUSE_PROVIDER_MIRROR/);
    expect(readdirSync(dirname(machine.projectMirror))).toEqual(["providers"]);
  });

  test("has a stand-in if it is the archive provider, and the user is told", async () => {
    const machine = new Machine();
    mkdirSync(machine.home);
    writeFileSync(join(machine.home, ".terraformrc"), "provider_installation {\n  direct {}\n}\n");
    const providers = await machine.prepare([archiveProvider]);
    expect(providers.notices).toEqual([
      expect.stringMatching(
        /^the offline archive provider stands in for hashicorp\/archive 2\.7\.1,.* Real deployments use the real one\.$/,
      ),
    ]);
    expect(providers.environment).toMatchObject({ TF_DISABLE_PLUGIN_TLS: "1" });
    expect(await installedFrom(providers)).toContain("offline-providers");
  });
});
