// Installs the npm packages that `package-lock.json` names if they are not there yet, then runs the
// module that is named with it. Every npm script begins here, so that a fresh clone needs no step
// before the first command. Plain JavaScript without imports of packages: it runs before there are
// any.
//
//   node tools/with-packages.mjs [<module> [<argument> …]]
import { spawn } from "node:child_process";
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { clearInterval, setInterval } from "node:timers";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";

const OLDEST_NODE = 20;
const [module] = process.argv.splice(2, 1);
const project = dirname(dirname(fileURLToPath(import.meta.url)));
const localFolder = join(project, ".local");
const lockFile = join(localFolder, "setup.lock");

// Standard output belongs to the command that comes after.
const say = (text) => process.stderr.write(`${text}\n`);

/**
 * Keys of the local AWS, Terraform's states and users' data lie in `.local`: it is for this user alone, with
 * whichever umask and by whichever program it was made.
 */
function closeLocalFolder() {
  try {
    mkdirSync(localFolder, { recursive: true, mode: 0o700 });
    if ((statSync(localFolder).mode & 0o077) !== 0) chmodSync(localFolder, 0o700);
  } catch (error) {
    if (error.code === "EPERM")
      say(".local belongs to another user of this computer, who may read what is in it.");
    // Whatever writes there says so when it cannot.
  }
}

function readJson(...path) {
  try {
    return JSON.parse(readFileSync(join(project, ...path), "utf8"));
  } catch {
    return undefined;
  }
}

/** Why the packages have to be installed, as a sentence for people; `undefined` when they are as they should be. */
function missing() {
  const wanted = Object.entries(readJson("package-lock.json")?.packages ?? {}).filter(
    ([path]) => path,
  );
  // npm writes it last, so a broken installation has none.
  const present = readJson("node_modules", ".package-lock.json")?.packages;
  if (present === undefined)
    return "The npm packages that package-lock.json names are not there yet.";
  // Jest, ESLint and Prettier are no modules of ours. Commands run without what `npm ci --omit=dev` leaves out.
  const isWithoutTools = module && !Object.values(present).some(({ dev }) => dev);
  const lacks = ([path, { version }]) => present[path]?.version !== version;
  const needed = wanted.filter(([, { optional, dev }]) => !(optional || (dev && isWithoutTools)));
  if (needed.some(lacks)) return "The npm packages are not those that package-lock.json names.";
  // Programs that come as packages, one for each kind of computer. Not told apart here: which C library.
  const programs = wanted.filter(
    ([, { optional, dev, os = [], cpu = [], libc }]) =>
      optional &&
      !(dev && isWithoutTools) &&
      !libc &&
      os.includes(process.platform) &&
      cpu.includes(process.arch),
  );
  if (programs.some(lacks)) {
    return `The npm packages were installed for another kind of computer than this one (${process.platform}, ${process.arch}).`;
  }
}

/**
 * Tells of a Node.js other than the one before. What is installed goes with each that is supported: native
 * parts are programs, or use Node's stable interface (Node-API).
 */
function noticeOtherNode() {
  const file = join(project, "node_modules", ".node-version");
  const [now] = process.versions.node.split(".");
  let before;
  try {
    before = readFileSync(file, "utf8");
  } catch {
    // Installed just now, or by hand.
  }
  if (before === now) return;
  if (before)
    say(
      `This is Node.js ${now}; the last command here ran on ${before}. The packages go with both.`,
    );
  try {
    writeFileSync(file, now);
  } catch {
    // A folder that is not ours to write, in a container.
  }
}

function isRunning(processId) {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Two commands started at once in a fresh clone would install over each other. */
async function alone(work) {
  mkdirSync(localFolder, { recursive: true, mode: 0o700 });
  const draft = `${lockFile}.${process.pid}`;
  for (let told = false; ;) {
    try {
      // Linked, it is there with its content at once: one that a kill left empty would hold for ever.
      writeFileSync(draft, String(process.pid));
      linkSync(draft, lockFile);
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    } finally {
      rmSync(draft, { force: true });
    }
    let holder;
    try {
      holder = Number(readFileSync(lockFile, "utf8"));
    } catch {
      continue; // Released between the two calls.
    }
    if (!(holder > 0 && isRunning(holder))) rmSync(lockFile, { force: true });
    else {
      if (!told) say("Waiting for another command to install the packages …");
      told = true;
      await sleep(300);
    }
  }
  process.once("exit", () => {
    rmSync(lockFile, { force: true });
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));
  return work();
}

async function install(reason) {
  if (lstatSync(join(project, "node_modules"), { throwIfNoEntry: false })?.isSymbolicLink()) {
    say(
      `${reason}\nnode_modules is a link, and npm would empty the folder that it leads to. ` +
        "Run `npm ci` there, or remove the link.",
    );
    process.exit(1);
  }
  say(`${reason}\nInstalling them. This takes a minute or two …`);
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const progress = setInterval(() => {
    say(`Still installing, ${seconds()} s …`);
  }, 10_000);
  // Under npm its own program is known, and is run by this very Node.js.
  const npm = process.env.npm_execpath;
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  const child = spawn(
    npm ? process.execPath : "npm",
    npm ? [npm, ...args] : args,
    // What npm prints goes to standard error.
    { cwd: project, stdio: ["ignore", 2, 2] },
  );
  // Whoever ends this command ends the installation.
  process.once("exit", () => child.kill());
  const failure = await new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (status) =>
      resolve(status === 0 ? undefined : `npm ci ended with ${status}`),
    );
  });
  clearInterval(progress);
  if (failure !== undefined) {
    say(
      `The packages could not be installed: ${failure}.\n` +
        "Check the connection to your npm registry, and whether npm may write to its cache (`npm config get cache`). Then run the command again.",
    );
    process.exit(1);
  }
  say(`Packages installed in ${seconds()} s.`);
}

if (Number(process.versions.node.split(".")[0]) < OLDEST_NODE) {
  say(
    `Gatehouse needs Node.js ${OLDEST_NODE} or later, and this is ${process.versions.node}.\n` +
      "Get a current one from https://nodejs.org.",
  );
  process.exit(1);
}
closeLocalFolder();
if (missing()) {
  await alone(async () => {
    const reason = missing();
    if (reason) await install(reason);
  });
}
noticeOtherNode();

// In this very process: a shell that ran one command after the other would not pass signals on.
if (module !== undefined) {
  process.argv[1] = resolve(project, module);
  await import("tsx");
  try {
    await import(pathToFileURL(process.argv[1]).href);
  } catch (error) {
    // A file of the team's that the command is made of cannot be read.
    const { fileProblem } = createRequire(import.meta.url)("./console/explain.ts");
    const problem = fileProblem(error);
    if (problem === undefined) throw error;
    say(problem);
    process.exitCode = 1;
  }
}
