// Loaded before the TypeScript programs (`node --import`), so plain JavaScript: an old Node cannot even read them,
// and would say so in ten lines.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`Brigade needs Node 22.18 or newer, this is Node ${process.versions.node}: install a newer Node and try again\n`);
  process.exit(1);
}
