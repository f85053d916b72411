using System.CommandLine;
using Parley.Cli.Commands;

var root = new RootCommand("Parley lets any LLM client talk to any model backend. Without a command it serves.");
ServeCommand.AddTo(root);
root.Subcommands.Add(ServeCommand.Create());
root.Subcommands.Add(ConfigCommand.Create());
root.Subcommands.Add(RouteCommand.Create());
root.Subcommands.Add(CostsCommand.Create());
root.Subcommands.Add(CredentialsCommand.Create());
root.Subcommands.Add(KeysCommand.Create());
root.Subcommands.Add(ExplainCommand.Create());
var parsed = root.Parse(args);
// Signals are the server's business: it lets running answers finish, for which two seconds, the default here, are too short.
var code = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
